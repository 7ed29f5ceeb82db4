// One item in the table of all items.

import { h, setAttribute, setName, setText } from './dom.js';
import { jobAddress } from './address.js';
import { bytes, clock, count, duration, keptText } from './format.js';
import { isErrorStatus, itemMark } from './states.js';

export const ITEM_COLUMNS = [
  ['seq', '#'], ['mark-at', 'State'], ['what', 'File or URL'], ['status', 'Status'], ['size', 'Size'],
  ['took', 'Duration'], ['at', 'Ended'],
];

/**
 * @param params tells the filters, which the address of an item's details has, too
 * @param selection `has(seq)`, `toggle(item, index, withShift)`, `fresh(item)`
 */
export function itemRow(id, params, selection) {
  let shown = { item: null, index: -1 };
  const tick = h('input', { type: 'checkbox' });
  tick.addEventListener('click', (event) => selection.toggle(shown.item, shown.index, event.shiftKey));
  const cells = Object.fromEntries(ITEM_COLUMNS.map(([name]) => [name, h('span', { role: 'cell', class: name })]));
  const name = h('a', { dir: 'auto' });
  const why = h('span', { class: 'why' });
  cells.what.append(name, why);
  const element = h('div', { role: 'row', class: 'item' },
    h('span', { role: 'cell', class: 'pick' }, h('label', null, tick)), ...Object.values(cells));
  let mark = '';
  return {
    element,
    set(item, index) {
      shown = { item, index };
      setAttribute(element, 'data-reading', item === null);
      tick.disabled = item === null;
      tick.checked = item !== null && selection.has(item.seq);
      setAttribute(element, 'data-picked', tick.checked);
      setText(cells.seq, count(item?.seq ?? index));
      if (item === null) {
        setText(name, '…');
        name.removeAttribute('href');
        name.removeAttribute('aria-label');
        [why, cells.status, cells.size, cells.took, cells.at].forEach((cell) => setText(cell, ''));
        cells['mark-at'].replaceChildren();
        mark = '';
        return;
      }
      selection.fresh(item);
      setAttribute(tick, 'aria-label', `Select item ${item.seq}`);
      const warn = isErrorStatus(item);
      if (mark !== `${item.state}${warn}`) {
        mark = `${item.state}${warn}`;
        cells['mark-at'].replaceChildren(itemMark(item.state, warn));
      }
      setAttribute(element, 'data-state', item.state);
      setAttribute(element, 'data-open', params().item === String(item.seq));
      setName(name, ((item.state === 'done' || item.state === 'skipped') ? item.file : null) ?? item.url ?? item.key ?? `item ${item.seq}`);
      name.title = item.url ?? '';
      setAttribute(name, 'href', jobAddress(id, 'items', { ...params(), item: item.seq }));
      setText(why, item.error ? `${item.error.code}: ${item.error.detail}` : '');
      setText(cells.status, item.status ? String(item.status) : '');
      setAttribute(cells.status, 'data-bad', item.status >= 400);
      setText(cells.size, sizeOf(item));
      setText(cells.took, Number.isFinite(item.durationMs) ? duration(item.durationMs) : '');
      setText(cells.at, clock(item.finishedAt));
    },
  };
}

function sizeOf({ state, size, bytes: received }) {
  if (state === 'active') {
    return size ? `${bytes(received)} / ${bytes(size)}` : received > 0 ? bytes(received) : '';
  }
  if (state === 'waiting' && received > 0) {
    return keptText({ bytes: received, size });
  }
  return state === 'done' ? bytes(size ?? received) : '';
}
