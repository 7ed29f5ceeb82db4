// A table of any length: only the rows in view exist, and they are used again and again. Where it
// is taller than a browser can lay out, the scroll bar is scaled.

import { h, setAttribute, setText } from './dom.js';
import { count } from './format.js';
import { onceAFrame } from './frames.js';

/** Browsers lay out 17 to 33 million pixels at most. */
const TALLEST = 12_000_000;
const OVER = 6;

/**
 * @param options `label`, `columns` `[class, heading]`, `rowHeight` in pixels,
 *     `makeRow()` answers `{element, set(item, index)}`, `link` selects what a row opens by,
 *     `extend(from, to)` is told of moves with Shift
 * @param source `length()`, `get(index)` or null while it is read, `want(from, to)`
 */
export function virtualTable({ label, columns, rowHeight, makeRow, link, extend }, source) {
  const rows = [];
  let first = 0;
  let current = 0;
  const spacer = h('div', { class: 'vt-space' });
  const block = h('div', { class: 'vt-rows' });
  spacer.append(block);
  const scroller = h('div', { class: 'vt-scroll', role: 'rowgroup', tabindex: '0', 'aria-label': label }, spacer);
  const head = h('div', { class: 'vt-head', role: 'row' },
    ...columns.map(([name, heading]) => h('span', { role: 'columnheader', class: name }, heading)));
  const element = h('div', { class: 'vt', role: 'table', 'aria-label': label },
    h('div', { role: 'rowgroup' }, head), scroller);

  const full = () => source.length() * rowHeight;
  const view = () => scroller.clientHeight || 400;
  const height = () => Math.min(full(), TALLEST);

  /** Where the table stands, in pixels of all its rows. */
  function offset() {
    return full() <= TALLEST ? scroller.scrollTop
      : (scroller.scrollTop * (full() - view())) / Math.max(1, TALLEST - view());
  }

  function scrollToOffset(at) {
    scroller.scrollTop = full() <= TALLEST ? at : (at * (TALLEST - view())) / Math.max(1, full() - view());
  }

  const frame = onceAFrame(draw);

  function draw() {
    const length = source.length();
    const tall = `${height()}px`;
    if (spacer.style.height !== tall) {
      spacer.style.height = tall;
      setAttribute(element, 'aria-rowcount', length + 1);
    }
    const top = offset();
    const shown = Math.ceil(view() / rowHeight) + 2 * OVER;
    first = Math.max(0, Math.min(Math.floor(top / rowHeight) - OVER, length - shown));
    const last = Math.min(length, first + shown);
    source.want(first, last);
    while (rows.length < last - first) {
      const row = makeRow();
      rows.push(row);
      block.append(row.element);
    }
    const focused = document.activeElement;
    rows.forEach((row, i) => drawRow(row, first + i, first + i < last));
    block.style.transform = `translateY(${scroller.scrollTop - (top - first * rowHeight)}px)`;
    if (block.contains(focused) && rows[current - first]?.element.contains(focused) !== true) {
      // What had the focus was scrolled away.
      scroller.focus({ preventScroll: true });
    }
  }

  function drawRow(row, index, used) {
    row.element.hidden = !used;
    if (!used) {
      return;
    }
    setAttribute(row.element, 'aria-rowindex', index + 2);
    row.element.dataset.index = index;
    row.set(source.get(index), index);
    for (const target of row.element.querySelectorAll('a, input')) {
      target.tabIndex = index === current ? 0 : -1;
    }
  }

  function moveTo(index) {
    current = Math.max(0, Math.min(source.length() - 1, index));
    const top = offset();
    if (current * rowHeight < top) {
      scrollToOffset(current * rowHeight);
    } else if ((current + 1) * rowHeight > top + view()) {
      scrollToOffset((current + 1) * rowHeight - view());
    }
    draw();
    rows[current - first]?.element.querySelector(link)?.focus({ preventScroll: true });
  }

  scroller.addEventListener('scroll', frame.mark, { passive: true });
  scroller.addEventListener('keydown', (event) => {
    const page = Math.max(1, Math.floor(view() / rowHeight) - 1);
    const to = {
      ArrowDown: current + 1, ArrowUp: current - 1, PageDown: current + page, PageUp: current - page,
      Home: 0, End: source.length() - 1,
    }[event.key];
    if (to !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      const before = current;
      moveTo(document.activeElement === scroller && event.key.startsWith('Arrow') ? current : to);
      if (event.shiftKey && current !== before) {
        extend(before, current);
      }
    }
  });
  scroller.addEventListener('focusin', (event) => {
    const row = event.target.closest('[data-index]');
    if (row) {
      current = Number(row.dataset.index);
    }
  });
  const resized = new ResizeObserver(frame.mark);
  resized.observe(scroller);

  return {
    element,
    draw: frame.mark,
    moveBy: (by) => moveTo(current + by),
    focusCurrent: () => moveTo(current),
    /** Clicks what this selects in the row that was moved to. */
    press: (selector) => rows[current - first]?.element.querySelector(selector)?.click(),
    top() {
      current = 0;
      scroller.scrollTop = 0;
      frame.mark();
    },
    close() {
      resized.disconnect();
      frame.close();
    },
  };
}

/** The line above a table: how many there are. While that grows by itself it is not read aloud. */
export function lengthLine() {
  const element = h('span', { class: 'muted', role: 'status' });
  return {
    element,
    quiet: (is) => setAttribute(element, 'aria-live', is ? 'off' : 'polite'),
    set: (n, more, reading) => setText(element, reading && n === 0 ? 'searching…' : `${count(n)}${more ? '+' : ''} ${n === 1 ? 'item' : 'items'}`),
  };
}
