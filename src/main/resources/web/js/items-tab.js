// All items of a job: a table as long as the job, filtered, searched and sorted by the service.

import { button, h, show } from './dom.js';
import { here, setParams } from './address.js';
import { count, nameOf } from './format.js';
import { downloadList } from './files.js';
import { CODE_NAMES, codeLabel, isOpen, ITEM_STATES, itemLabel } from './states.js';
import { ITEM_COLUMNS, itemRow } from './item-row.js';
import { itemDrawer } from './item-drawer.js';
import { itemSource } from './item-source.js';
import { itemsSelection } from './items-selection.js';
import { lengthLine, virtualTable } from './virtual-table.js';

const ROW = 32;
const TYPING_MS = 300;
const FRESH_MS = 2000;
const MOST_HOSTS = 50;
const PARTS = { waiting: 'waiting', active: 'active', done: 'done', skipped: 'skipped', not_found: 'notFound', failed: 'failed', cancelled: 'cancelled' };
const SORTS = { '': 'Order of the source', '-seq': 'Last first', '-n': 'Newest first', n: 'Oldest first', '-size': 'Largest first', '-durationMs': 'Slowest first' };

export function itemsTab(id, first) {
  let job = first;
  let params = read(here().params);
  let typing = null;
  const source = itemSource(id, () => drawn());
  const selection = itemsSelection(id, source, {
    changed: () => drawn(), retried: () => refresh(), left: () => table.focusCurrent(),
  });
  const everyOne = h('input', { type: 'checkbox', 'aria-label': 'Select all items that fit the filters' });
  everyOne.addEventListener('change', () => selection.all(everyOne.checked));
  const table = virtualTable({
    label: 'Items', columns: [['pick', h('label', null, everyOne)], ...ITEM_COLUMNS], rowHeight: ROW, link: '.what a',
    makeRow: () => itemRow(id, () => params, selection), extend: selection.extend,
  }, source);
  const drawer = itemDrawer(id, () => job, close);
  const line = lengthLine();
  const wrong = h('p', { class: 'fault', role: 'alert', hidden: true });
  const none = h('p', { class: 'nothing', hidden: true });
  const search = h('input', {
    type: 'search', id: 'item-search', placeholder: 'Search URL, key or file', 'aria-label': 'Search items by URL, key or file',
    autocomplete: 'off', spellcheck: 'false', dir: 'auto',
  });
  const host = h('input', {
    type: 'text', placeholder: 'Host, as in host:443', 'aria-label': 'Host', autocomplete: 'off', spellcheck: 'false', list: 'item-hosts',
  });
  const hosts = h('datalist', { id: 'item-hosts' });
  host.addEventListener('focus', () => hosts.replaceChildren(...hostsOf(job, source.read()).map((value) => h('option', { value }))));
  const states = h('div', { class: 'tabs', role: 'group', 'aria-label': 'Filter by state' });
  const numbers = new Map();
  for (const state of ['', ...ITEM_STATES]) {
    const number = h('span', { class: 'num' });
    const tab = h('button', { type: 'button', class: 'quiet', onclick: () => ask({ state }) },
      h('span', null, state === '' ? 'All' : itemLabel(state)), number);
    tab.dataset.state = state;
    numbers.set(state, number);
    states.append(tab);
  }
  const code = select('Cause', { '': 'Any cause', ...Object.fromEntries(CODE_NAMES.map((name) => [name, codeLabel(name)])) }, 'code');
  const sort = select('Order', SORTS, 'sort');
  const exports = h('div', { class: 'acts' },
    button('CSV', 'save', () => downloadList(id, 'text/csv', `${nameOf(job)}-items.csv`, filters())),
    button('NDJSON', 'save', () => downloadList(id, 'application/x-ndjson', `${nameOf(job)}-items.ndjson`, filters())));
  const finer = h('div', { class: 'finer' }, search, code, host, sort, hosts);
  const element = h('div', { class: 'items-tab' },
    h('section', { class: 'card items', 'aria-label': 'Items' }, states, finer,
      h('div', { class: 'card-head' }, line.element, selection.element, h('span', { class: 'grow' }), exports),
      wrong, none, table.element),
    drawer.element);

  function select(label, options, name) {
    return h('select', { 'aria-label': label, 'data-name': name, onchange: (event) => ask({ [name]: event.target.value }) },
      ...Object.entries(options).map(([value, text]) => h('option', { value }, text)));
  }

  for (const [input, name] of [[search, 'q'], [host, 'host']]) {
    input.addEventListener('input', () => {
      clearTimeout(typing);
      typing = setTimeout(() => ask({ [name]: input.value.trim() }), TYPING_MS);
    });
  }

  function ask(changes) {
    selection.clear();
    params = { ...params, ...changes };
    setParams(params);
    draw();
    query();
  }

  /** As the service takes them. */
  function filters() {
    const { state, code: cause, host: at, q, sort: by } = params;
    return { state, code: cause, host: at, q, sort: by };
  }

  function query() {
    source.ask(filters());
    source.setKnown(job.progress.discovered);
    table.top();
  }

  function draw() {
    [...states.children].forEach((tab) =>
      tab.setAttribute('aria-pressed', String((params.state ?? '').split(',').includes(tab.dataset.state))));
    code.value = params.code ?? '';
    sort.value = params.sort ?? '';
    for (const [input, name] of [[search, 'q'], [host, 'host']]) {
      if (document.activeElement !== input) {
        input.value = params[name] ?? '';
      }
    }
  }

  function drawn() {
    table.draw();
    const length = source.length();
    const fault = source.fault();
    line.quiet(job.progress.discoveryDone === false);
    line.set(length, source.hasMore(), source.isReading());
    show(line.element, fault === null || length > 0);
    show(wrong, fault !== null);
    wrong.textContent = fault ? fault.message : '';
    show(none, length === 0 && !source.isReading() && fault === null);
    none.textContent = Object.values(params).some(Boolean) ? 'No item fits these filters.' : 'No items yet.';
    show(table.element, length > 0 || source.isReading());
    everyOne.checked = selection.isFull(length);
    everyOne.indeterminate = selection.size() > 0 && !everyOne.checked;
  }

  function openItem() {
    drawer.open(params.item ?? null);
    table.draw();
  }

  function close() {
    params = { ...params, item: null };
    setParams(params);
    openItem();
    table.focusCurrent();
  }

  function refresh() {
    const rows = [...table.element.querySelectorAll('[data-index]:not([hidden])')];
    if (rows.length > 0) {
      source.refresh(Number(rows[0].dataset.index), Number(rows.at(-1).dataset.index) + 1);
    }
  }

  /** While the job runs, what is in view is read again now and then. */
  const fresh = setInterval(() => {
    if (job.state === 'running' && !document.hidden && !source.isReading()) {
      refresh();
    }
  }, FRESH_MS);

  draw();
  query();
  openItem();

  return {
    element,
    set(next) {
      const ended = isOpen(job) && !isOpen(next);
      const changed = job.state !== next.state;
      job = next;
      if (changed) {
        drawer.refresh();
      }
      for (const [state, number] of numbers) {
        const n = state === '' ? job.progress.discovered : job.progress[PARTS[state]];
        number.textContent = count(n);
        show(number.parentElement, state === '' || n > 0 || params.state === state);
      }
      source.setKnown(job.progress.discovered);
      if (ended) {
        query();
      }
    },
    address(next) {
      const wanted = read(next);
      const same = ['state', 'code', 'host', 'q', 'sort'].every((name) => (wanted[name] ?? '') === (params[name] ?? ''));
      params = wanted;
      draw();
      if (!same) {
        selection.clear();
        query();
      }
      openItem();
    },
    again() {
      if (source.fault() !== null) {
        query();
      }
      drawer.refresh();
    },
    search: () => search.focus(),
    key(key) {
      const chosen = selection.size() > 0;
      const act = {
        j: () => table.moveBy(1),
        k: () => table.moveBy(-1),
        x: () => table.press('.pick input'),
        // The keys of the job mean what is selected, where something is.
        ...(chosen ? { r: selection.retry, Escape: selection.clear } : {}),
      }[key];
      act?.();
      return act !== undefined;
    },
    close() {
      clearInterval(fresh);
      clearTimeout(typing);
      source.close();
      table.close();
      drawer.close();
    },
  };
}

const read = (params) => Object.fromEntries(['state', 'code', 'host', 'q', 'sort', 'item'].map((name) => [name, params.get(name)]));

/** The hosts that are known of, as the filter takes them. */
function hostsOf(job, items) {
  const hosts = new Set(job.progress.hosts.map(({ host }) => host));
  for (const { url } of items) {
    try {
      const { hostname, port, protocol } = new URL(url);
      hosts.add(`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`);
    } catch {
      // An item whose URL is none has no host.
    }
  }
  return [...hosts].sort().slice(0, MOST_HOSTS);
}
