// Keys that work on every page, and the sheet that lists them.

import { button, h } from './dom.js';
import { go } from './address.js';

const SHEET = [
  ['Everywhere', [['n', 'New job'], ['/', 'Search'], ['g then j', 'Jobs'], ['g then s', 'Service'],
    ['Ctrl V', 'New job from what was copied: links, lists, a job'], ['?', 'This sheet']]],
  ['Jobs', [['j, k', 'Next, previous'], ['o or Enter', 'Open'], ['x', 'Select'], ['p', 'Pause or resume'], ['r', 'Retry'], ['Del', 'Delete']]],
  ['One job', [['1 to 5', 'Overview, Items, Files, Log, Settings'], ['p', 'Pause or resume'], ['r', 'Retry'],
    ['j, k', 'Next, previous item'], ['x', 'Select the item'], ['Shift ↓, ↑', 'Select as you move'],
    ['Esc', 'Close the details, or clear the selection'], ['Del', 'Delete']]],
];
const THEN_MS = 1200;

/** @param page tells the page shown: `key(key)` and `search()` are its own */
export function shortcuts(page) {
  let pending = 0;

  const ACTS = {
    n: () => go('#/new'),
    '?': showKeys,
    '/': () => page().search?.(),
    g: () => {
      pending = performance.now();
    },
  };

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)
      || document.querySelector('dialog[open]')) {
      return;
    }
    const { key } = event;
    if (performance.now() - pending < THEN_MS && ['j', 's'].includes(key)) {
      pending = 0;
      event.preventDefault();
      go(key === 'j' ? '#/' : '#/service');
    } else if (ACTS[key] && !(key === '/' && !page().search)) {
      event.preventDefault();
      ACTS[key]();
    } else if (page().key?.(key)) {
      event.preventDefault();
    }
  });
}

const isTyping = (target) => target instanceof Element
  && (target.matches('textarea, select, input:not([type=checkbox]):not([type=radio])') || target.isContentEditable);

export function showKeys() {
  const dialog = h('dialog', { class: 'keys', 'aria-labelledby': 'keys-title' },
    h('div', { class: 'panel' },
      h('div', { class: 'card-head' }, h('h2', { id: 'keys-title' }, 'Keyboard shortcuts'), h('span', { class: 'grow' }),
        button('Close', 'close', () => dialog.close(), { bare: true })),
      h('div', { class: 'sheets' }, ...SHEET.map(([title, keys]) => h('section', null, h('h3', null, title),
        h('dl', null, ...keys.map(([key, what]) => h('div', null, h('dt', null, h('kbd', null, key)), h('dd', null, what)))))))));
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}
