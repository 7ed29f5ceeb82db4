// The files under way, each with a bar, its speed and the time it needs.

import { get, jobPath } from './api.js';
import { h, setText, show } from './dom.js';
import { byteRate, bytes, count, left, middle } from './format.js';
import { fileBar } from './bar.js';
import { jobAddress } from './address.js';

const MOST = 8;
const EVERY_MS = 1000;
/** A card that comes and goes would move what stands below it: it stays for so long without a row. */
const HOLD_MS = 5000;
/** Items that come and go faster than this are a flicker, not a list. */
const FLEETING_PER_SECOND = 30;

export function activeNow(id) {
  let job = null;
  let closed = false;
  let asking = false;
  const rows = new Map();
  /** Numbers of the items that were under way when it was asked before: what comes and goes between is no row. */
  let before = new Set();
  let held = -Infinity;
  const total = h('span', { class: 'muted' });
  const list = h('ul', { class: 'active' });
  const element = h('section', { class: 'card', hidden: true, 'aria-label': 'Active now' },
    h('div', { class: 'card-head' }, h('h2', null, 'Active now'), total), list);

  async function read() {
    const worth = job?.state === 'running' && job.progress.active > 0 && job.progress.itemsPerSecond < FLEETING_PER_SECOND;
    if (job === null || document.hidden || asking) {
      return;
    }
    if (!worth) {
      draw([]);
      return;
    }
    asking = true;
    try {
      const { items } = await get(`${jobPath(id)}/items?state=active&limit=${MOST}`);
      if (!closed) {
        draw(items);
      }
    } catch {
      // Shown as it was.
    } finally {
      asking = false;
    }
  }

  function draw(items) {
    const told = items.filter(({ seq }) => before.has(seq));
    before = new Set(items.map(({ seq }) => seq));
    if (told.length > 0) {
      held = performance.now();
    }
    const wanted = new Set(told.map(({ seq }) => seq));
    for (const [seq, row] of rows) {
      if (!wanted.has(seq)) {
        row.element.remove();
        rows.delete(seq);
      }
    }
    for (const item of told) {
      const row = rows.get(item.seq) ?? makeRow(id, item);
      if (!rows.has(item.seq)) {
        rows.set(item.seq, row);
        list.append(row.element);
      }
      row.set(item);
    }
    const { active } = job.progress;
    show(element, job.state === 'running' && isHeld());
    setText(total, active > rows.size ? `${count(rows.size)} of ${count(active)}` : count(active));
  }

  const isHeld = () => rows.size > 0 || performance.now() - held < HOLD_MS;

  const timer = setInterval(read, EVERY_MS);
  return {
    element,
    set(next) {
      const first = job === null || job.state !== next.state;
      job = next;
      if (first) {
        read();
      }
    },
    close() {
      closed = true;
      clearInterval(timer);
    },
  };
}

function makeRow(id, { seq }) {
  const bar = fileBar();
  const name = h('a', { href: jobAddress(id, 'items', { item: seq }), dir: 'auto' });
  const told = h('span', { class: 'num' });
  const element = h('li', null, name, bar.element, told);
  return {
    element,
    set(item) {
      const size = item.size ?? null;
      const speed = item.bytesPerSecond ?? 0;
      setText(name, middle((item.file ?? item.key ?? item.url).split('/').pop() || item.url, 48));
      name.title = item.url;
      bar.set(item.bytes, size);
      show(bar.element, size !== null);
      const remaining = size !== null && speed > 0 ? ((size - item.bytes) / speed) * 1000 : null;
      setText(told, [
        size === null ? bytes(item.bytes) : `${bytes(item.bytes)} of ${bytes(size)}`,
        speed > 0 ? byteRate(speed) : null,
        remaining === null ? null : left(remaining),
        item.attempts > 1 ? `attempt ${item.attempts}` : null,
      ].filter(Boolean).join(' · '));
    },
  };
}
