// The newest completions. Thousands a second only count; what is shown is written a few times a
// second into rows that are used again and again.

import { h, setText, show } from './dom.js';
import { bytes, clock, count, duration } from './format.js';
import { onceAFrame } from './frames.js';
import { itemLabel, itemMark } from './states.js';
import { isPicture, isSaved, openFile } from './files.js';

const ROWS = 200;
/** Faster than this nobody reads: then rows are written five times a second. */
const CALM = 12;
const BUSY_MS = 200;

export function completions(id) {
  const rows = [];
  let pending = [];
  let total = 0;
  let last = 0;
  const seen = h('span', { class: 'muted' });
  const list = h('ol', { class: 'rows', 'aria-label': 'Completions, newest first', tabindex: '0' });
  const nothing = h('p', { class: 'muted' }, 'Nothing has ended yet.');
  const element = h('section', { class: 'card completions' },
    h('div', { class: 'card-head' }, h('h2', null, 'Completions'), seen), nothing, list);

  list.addEventListener('click', (event) => {
    const row = event.target.closest('a')?.closest('li');
    const item = rows.find((candidate) => candidate.element === row)?.item;
    if (item && isSaved(item)) {
      event.preventDefault();
      openFile(id, item);
    }
  });

  const frame = onceAFrame((now) => {
    if (pending.length > CALM && now - last < BUSY_MS) {
      frame.mark();
      return;
    }
    last = now;
    const fresh = pending;
    pending = [];
    show(nothing, false);
    setText(seen, `${count(total)} seen`);
    if (fresh.length >= ROWS && rows.length === ROWS) {
      // All are new: the rows stay where they are.
      rows.forEach((row, i) => row.set(fresh[fresh.length - 1 - i]));
      return;
    }
    for (const item of fresh.slice(-ROWS)) {
      const row = rows.length < ROWS ? makeRow() : rows.pop();
      row.set(item);
      rows.unshift(row);
      list.prepend(row.element);
    }
  });

  return {
    element,
    add(item) {
      total++;
      pending.push(item);
      if (pending.length > 2 * ROWS) {
        pending = pending.slice(-ROWS);
      }
      frame.mark();
    },
    close: frame.close,
  };
}

function makeRow() {
  const mark = h('span');
  const name = h('a', { dir: 'auto' });
  const why = h('span', { class: 'why' });
  const status = h('span', { class: 'num' });
  const size = h('span', { class: 'num' });
  const took = h('span', { class: 'num' });
  const at = h('time', { class: 'num muted' });
  const element = h('li', null, mark, h('span', { class: 'what' }, name, why), status, size, took, at);
  const row = {
    element,
    item: null,
    set(item) {
      if (row.item?.state !== item.state) {
        element.firstChild.replaceWith(itemMark(item.state));
        element.dataset.state = item.state;
      }
      row.item = item;
      setText(name, item.file ?? item.key ?? item.url ?? `item ${item.seq}`);
      name.title = item.url ?? '';
      linkTo(name, item);
      setText(why, item.error ? `${item.error.code}: ${item.error.detail}` : '');
      setText(status, item.status ? String(item.status) : '');
      setText(size, item.state === 'done' ? bytes(item.size ?? item.bytes) : '');
      setText(took, item.durationMs === null ? '' : duration(item.durationMs));
      setText(at, clock(item.finishedAt));
    },
  };
  return row;
}

function linkTo(name, item) {
  if (isSaved(item)) {
    name.href = '#';
    name.setAttribute('aria-label', `${isPicture(item) ? 'Open' : 'Download'} ${item.file}`);
  } else {
    name.removeAttribute('href');
    name.setAttribute('aria-label', `${name.textContent}, ${itemLabel(item.state)}`);
  }
}
