// The newest completions. Thousands a second only count; the rows are written a few times a second,
// and not while they are pointed at.

import { get, jobPath } from './api.js';
import { h, setName, setText, show } from './dom.js';
import { jobAddress } from './address.js';
import { bytes, clock, count, duration, ended, isCounted } from './format.js';
import { onceAFrame } from './frames.js';
import { isErrorStatus, itemLabel, itemMark } from './states.js';

const ROWS = 8;
const EVERY_MS = 300;
const POLL_MS = 2000;

export function completions(id, first) {
  const rows = [];
  let pending = [];
  let newest = [];
  let total = ended(first.progress);
  let polling = null;
  const seen = h('span', { class: 'muted' });
  const all = h('a', { href: jobAddress(id, 'items', { sort: '-n' }) }, 'All items');
  const list = h('ol', { class: 'rows', 'aria-label': 'Newest items, newest first' });
  const element = h('section', { class: 'card completions', hidden: true },
    h('div', { class: 'card-head' }, h('h2', null, 'Newest'), seen, h('span', { class: 'grow' }), all), list);

  const frame = onceAFrame(() => {
    show(element, rows.length + pending.length > 0);
    const held = list.matches(':hover, :focus-within');
    setText(seen, held && pending.length > 0 ? 'held while you point at it' : `of ${count(total)}`);
    element.dataset.total = String(total);
    if (held && rows.length > 0) {
      frame.mark();
      return;
    }
    newest = [...pending.reverse(), ...newest].slice(0, ROWS);
    pending = [];
    // The rows stay where they are, and are written anew.
    newest.forEach((item, i) => {
      if (i === rows.length) {
        rows.push(makeRow(id));
        list.append(rows[i].element);
      }
      rows[i].set(item);
    });
  }, EVERY_MS);

  /** A tab that gets no items by the feed asks for the newest now and then. */
  async function read() {
    if (document.hidden) {
      return;
    }
    try {
      const { items } = await get(`${jobPath(id)}/items?sort=-n&limit=${ROWS}`);
      const known = new Set([...newest, ...pending].map(keyOf));
      const fresh = items.filter((item) => item.finishedAt && !known.has(keyOf(item))).reverse();
      pending.push(...fresh);
      frame.mark();
    } catch {
      // Shown as it was.
    }
  }

  return {
    element,
    add(item) {
      pending.push(item);
      if (pending.length > 2 * ROWS) {
        pending = pending.slice(-ROWS);
      }
      frame.mark();
    },
    set(job) {
      total = ended(job.progress);
      // Room for the rows that are to come, so that they move nothing.
      list.style.setProperty('--rows', Math.min(ROWS, isCounted(job.progress) ? Math.max(1, job.progress.discovered) : ROWS));
      frame.mark();
    },
    poll(wanted) {
      if (wanted && polling === null) {
        polling = setInterval(read, POLL_MS);
        read();
      } else if (!wanted) {
        clearInterval(polling);
        polling = null;
      }
    },
    close() {
      clearInterval(polling);
      frame.close();
    },
  };
}

const keyOf = (item) => `${item.seq} ${item.finishedAt}`;

function makeRow(id) {
  const name = h('a', { dir: 'auto' });
  const why = h('span', { class: 'why' });
  const status = h('span', { class: 'num' });
  const size = h('span', { class: 'num' });
  const took = h('span', { class: 'num' });
  const at = h('time', { class: 'num muted' });
  const element = h('li', null, h('span'), h('span', { class: 'what' }, name, why), status, size, took, at);
  let mark = '';
  return {
    element,
    set(item) {
      if (mark !== `${item.state}${isErrorStatus(item)}`) {
        mark = `${item.state}${isErrorStatus(item)}`;
        element.firstChild.replaceWith(itemMark(item.state, isErrorStatus(item)));
        element.dataset.state = item.state;
      }
      // A file that was not saved has no name: its URL says more.
      setName(name, (item.state === 'done' ? item.file : null) ?? item.url ?? item.key ?? `item ${item.seq}`);
      name.href = jobAddress(id, 'items', { sort: '-n', item: item.seq });
      name.title = item.url ?? '';
      name.setAttribute('aria-label', `${name.textContent}, ${itemLabel(item.state)}`);
      setText(why, item.error ? `${item.error.code}: ${item.error.detail}` : '');
      setText(status, item.status ? String(item.status) : '');
      status.dataset.bad = String(item.status >= 400);
      setText(size, item.state === 'done' ? bytes(item.size ?? item.bytes) : '');
      setText(took, item.durationMs === null || item.durationMs === undefined ? '' : duration(item.durationMs));
      setText(at, clock(item.finishedAt));
    },
  };
}
