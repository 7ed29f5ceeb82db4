// Tabs that are links: each can be opened beside, bookmarked and gone back to.

import { h, icon, setText, show } from './dom.js';
import { count } from './format.js';

/** @param tabs by name `[label, icon]`; `addressOf(name)` is where each leads */
export function tabBar(tabs, addressOf) {
  const links = new Map();
  const numbers = new Map();
  const bar = h('nav', { class: 'job-tabs', 'aria-label': 'Parts of the job' });
  for (const [name, [label, drawing]] of Object.entries(tabs)) {
    const number = h('span', { class: 'num', hidden: true });
    const link = h('a', { href: addressOf(name) }, icon(drawing), h('span', null, label), number);
    link.dataset.tab = name;
    links.set(name, link);
    numbers.set(name, number);
    bar.append(link);
  }
  const panel = h('div', { class: 'tab-panel' });
  return {
    element: bar,
    panel,
    show(name, element) {
      panel.replaceChildren(element);
      for (const [one, link] of links) {
        if (one === name) {
          link.setAttribute('aria-current', 'page');
        } else {
          link.removeAttribute('aria-current');
        }
      }
    },
    count(name, n) {
      show(numbers.get(name), n > 0);
      setText(numbers.get(name), count(n));
    },
    /** A tab for which the service has no answer is not offered. */
    hide: (name) => show(links.get(name), false),
  };
}
