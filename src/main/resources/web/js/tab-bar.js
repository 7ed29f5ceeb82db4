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

  /** On a narrow screen the tabs are scrolled, and the current one is among those seen. */
  function bringCurrent() {
    const current = bar.querySelector('[aria-current]');
    if (current) {
      bar.scrollLeft = Math.min(current.offsetLeft - bar.offsetLeft,
        Math.max(bar.scrollLeft, current.offsetLeft - bar.offsetLeft + current.offsetWidth - bar.clientWidth));
    }
  }

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
      bringCurrent();
    },
    count(name, n) {
      const before = bar.scrollWidth;
      show(numbers.get(name), n > 0);
      setText(numbers.get(name), count(n));
      if (bar.scrollWidth !== before) {
        bringCurrent();
      }
    },
  };
}
