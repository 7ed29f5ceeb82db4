// The token lives as long as the tab, and travels in one header only.

import { h } from './dom.js';

const KEY = 'fetchery.token';
let asked = null;
let kept = null;

export function token() {
  try {
    return sessionStorage.getItem(KEY) ?? kept;
  } catch {
    return kept;
  }
}

function keep(value) {
  kept = value;
  try {
    sessionStorage.setItem(KEY, value);
  } catch {
    // A browser that stores nothing keeps it in memory.
  }
}

export function authorization() {
  const value = token();
  return value ? { Authorization: `Bearer ${value}` } : {};
}

/**
 * Asks for the token, once for all calls that wait for it.
 * @param rejected the token that was refused, or null
 */
export function askToken(rejected) {
  if (token() !== rejected && token() !== null) {
    return Promise.resolve();
  }
  asked ??= prompt(rejected !== null).finally(() => {
    asked = null;
  });
  return asked;
}

function prompt(wrong) {
  return new Promise((resolve) => {
    const input = h('input', {
      type: 'password', name: 'token', id: 'token', required: true, autocomplete: 'off',
      'aria-describedby': 'token-help', 'aria-invalid': wrong ? 'true' : null,
    });
    const help = wrong
      ? 'That token was refused. Look at --token or --token-file of the service.'
      : 'This service wants the token it was started with. It is kept for this tab only.';
    const dialog = h('dialog', { class: 'token', 'aria-labelledby': 'token-title' },
      h('form', { class: 'panel' },
        h('h2', { id: 'token-title' }, 'Token'),
        h('label', { for: 'token' }, 'Token of the service'),
        input,
        h('p', { id: 'token-help', class: wrong ? 'fault' : 'muted' }, help),
        h('div', { class: 'ends' }, h('button', { type: 'submit' }, 'Continue'))));
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    dialog.querySelector('form').addEventListener('submit', (event) => {
      event.preventDefault();
      // What cannot stand in a header would make every call throw.
      const value = input.value.trim().replace(/[^\x21-\x7e]/g, '');
      if (value) {
        keep(value);
        dialog.close();
        dialog.remove();
        resolve();
      }
    });
    document.body.append(dialog);
    dialog.showModal();
    input.focus();
  });
}
