// Search and filters of the list of jobs, with how many there are of each.

import { h, setText, show } from './dom.js';
import { count } from './format.js';
import { FILTERS } from './jobs-query.js';

const TYPING_MS = 200;

/** @param ask told `{filter}` or `{q}` when they change */
export function jobsFilters({ filter, q }, ask) {
  let timer = null;
  const numbers = new Map();
  const search = h('input', {
    type: 'search', id: 'search', placeholder: 'Search name or id', 'aria-label': 'Search jobs by name or id',
    autocomplete: 'off', spellcheck: 'false', dir: 'auto', value: q,
  });
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask({ q: search.value }), TYPING_MS);
  });
  const tabs = h('div', { class: 'tabs', role: 'group', 'aria-label': 'Filter by state' });
  for (const [key, [label]] of Object.entries(FILTERS)) {
    const number = h('span', { class: 'num' });
    const tab = h('button', {
      type: 'button', class: 'quiet', 'aria-pressed': String(key === filter), onclick: () => ask({ filter: key }),
    }, h('span', null, label), number);
    tab.dataset.filter = key;
    numbers.set(key, number);
    tabs.append(tab);
  }
  return {
    search,
    tabs,
    press(key) {
      [...tabs.children].forEach((tab) => tab.setAttribute('aria-pressed', String(tab.dataset.filter === key)));
    },
    /** @param counts by state, or null where they are not known */
    set(counts) {
      for (const [key, number] of numbers) {
        const states = FILTERS[key][1] ?? Object.keys(counts ?? {});
        const total = states.reduce((sum, state) => sum + (counts?.[state] ?? 0), 0);
        show(number, counts !== null);
        setText(number, count(total));
        number.parentElement.dataset.none = String(counts !== null && total === 0);
      }
    },
    close: () => clearTimeout(timer),
  };
}
