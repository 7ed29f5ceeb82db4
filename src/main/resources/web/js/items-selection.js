// The items that are ticked, and what can be done to all of them.

import { button, copyButton, focusedIn, h, setText, show } from './dom.js';
import { command } from './commands.js';
import { count, plural } from './format.js';
import { announce } from './say.js';

/** The service takes so many in one call. */
const MOST = 1000;
const LOST = new Set(['failed', 'not_found', 'cancelled']);

/**
 * @param source reads the rows of a range that are not read yet
 * @param on `changed()` when the ticks have changed, `retried()` when the service took them,
 *     `left()` when what had the focus is gone with the selection
 */
export function itemsSelection(id, source, { changed, retried, left }) {
  /** By number: the item, and the row it was ticked in. */
  const picked = new Map();
  let last = null;
  let reading = false;
  let asking = false;
  const total = h('b');
  const retry = button('Retry', 'retry', retryAll);
  retry.dataset.all = 'retry';
  const copy = copyButton('Copy URLs', () => items().map(({ url }) => url).filter(Boolean).join('\n'), { bare: false });
  const element = h('div', { class: 'picked', role: 'toolbar', 'aria-label': 'Selected items', hidden: true },
    total, retry, copy, button('Clear selection', 'close', clear));

  const items = () => [...picked.values()].map(({ item }) => item);
  const lost = () => items().filter(({ state }) => LOST.has(state));

  async function retryAll() {
    const wanted = lost().map(({ seq }) => seq).sort((a, b) => a - b);
    if (wanted.length === 0 || asking) {
      return;
    }
    asking = true;
    const job = await command(id, 'retry', `?seq=${wanted.join()}`);
    asking = false;
    if (job !== null) {
      announce(`${plural(wanted.length, 'item')} retried`);
      clear();
      retried();
    }
  }

  function mark(item, index, on) {
    if (!on) {
      picked.delete(item.seq);
    } else if (picked.size < MOST) {
      picked.set(item.seq, { item, index });
    }
  }

  function told() {
    draw();
    changed();
    announce(said());
  }

  function clear() {
    last = null;
    if (picked.size > 0) {
      picked.clear();
      told();
    }
  }

  const said = () => `${plural(picked.size, 'item')} selected${picked.size === MOST ? ', the most at once' : ''}`;

  function draw() {
    const able = lost().length;
    const focused = focusedIn(element);
    show(element, picked.size > 0 || reading);
    setText(total, reading ? 'reading the items…' : said());
    show(retry, able > 0);
    setText(retry.lastChild, `Retry ${count(able)}`);
    if (focused?.closest('[hidden]')) {
      left();
    }
  }

  /** The rows from one to another, in this direction until there are as many as can be. */
  async function range(from, to, on) {
    const [low, high] = from <= to ? [from, Math.min(to, from + MOST - 1)] : [Math.max(to, from - MOST + 1), from];
    if (!on) {
      picked.forEach(({ index }, seq) => index >= Math.min(from, to) && index <= Math.max(from, to) && picked.delete(seq));
    } else {
      reading = true;
      draw();
      const found = await source.load(low, high + 1);
      reading = false;
      const rows = (found ?? []).map((item, i) => [item, low + i]);
      (from <= to ? rows : rows.reverse()).forEach(([item, index]) => mark(item, index, true));
    }
    told();
  }

  return {
    element,
    has: (seq) => picked.has(seq),
    size: () => picked.size,
    /** Whether no more can be selected, of a list of this length. */
    isFull: (length) => picked.size > 0 && picked.size >= Math.min(length, MOST),
    clear,
    retry: retryAll,
    /** With Shift everything between the last one and this. What its box shows may be of the frame before. */
    toggle(item, index, withShift) {
      const on = !picked.has(item.seq);
      const from = last;
      last = index;
      if (withShift && from !== null && from !== index) {
        range(from, index, on);
      } else {
        mark(item, index, on);
        told();
      }
    },
    /** From a row to its neighbour, by keys. */
    extend(from, to) {
      last = to;
      range(from, to, true);
    },
    all(on) {
      if (on) {
        range(0, source.length() - 1, true);
      } else {
        clear();
      }
    },
    /** What becomes of a ticked item decides whether it can be retried. */
    fresh(item) {
      const known = picked.get(item.seq);
      if (known && known.item.state !== item.state) {
        known.item = item;
        draw();
      }
    },
  };
}
