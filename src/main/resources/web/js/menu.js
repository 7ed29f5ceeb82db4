// A button that opens a menu: arrow keys move in it, Escape and a click elsewhere close it.

import { button, h, icon, show } from './dom.js';

/** @param entries `{act, label, icon, run, danger}`; hidden ones are chosen by `offer` */
export function menu(label, entries) {
  const opener = button(label, 'more', () => (list.hidden ? open() : close(true)), { bare: true });
  opener.setAttribute('aria-haspopup', 'menu');
  opener.setAttribute('aria-expanded', 'false');
  opener.dataset.act = 'menu';
  const list = h('div', { class: 'menu', role: 'menu', 'aria-label': label, hidden: true });
  for (const { act, label: text, icon: drawing, run, danger } of entries) {
    const entry = h('button', { type: 'button', role: 'menuitem', tabindex: '-1', class: danger ? 'entry bad' : 'entry' },
      icon(drawing), h('span', null, text));
    entry.dataset.act = act;
    entry.addEventListener('click', () => {
      close(true);
      run();
    });
    list.append(entry);
  }
  const element = h('div', { class: 'menu-at' }, opener, list);
  const shown = () => [...list.children].filter((entry) => !entry.hidden);

  function open() {
    show(list, true);
    opener.setAttribute('aria-expanded', 'true');
    shown()[0]?.focus();
    document.addEventListener('pointerdown', outside, true);
  }

  function close(refocus) {
    if (list.hidden) {
      return;
    }
    show(list, false);
    opener.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', outside, true);
    if (refocus) {
      opener.focus();
    }
  }

  const outside = (event) => element.contains(event.target) || close(false);

  element.addEventListener('keydown', (event) => {
    const all = shown();
    const at = all.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape' && !list.hidden) {
      event.stopPropagation();
      close(true);
    } else if (step && list.hidden) {
      event.preventDefault();
      open();
    } else if (step) {
      event.preventDefault();
      all[(at + step + all.length) % all.length].focus();
    } else if (['Home', 'End'].includes(event.key) && at >= 0) {
      event.preventDefault();
      all.at(event.key === 'Home' ? 0 : -1).focus();
    } else if (event.key === 'Tab') {
      close(false);
    }
  });

  return {
    element,
    opener,
    /** Shows those named. */
    offer: (acts) => [...list.children].forEach((entry) => show(entry, acts.has(entry.dataset.act))),
  };
}
