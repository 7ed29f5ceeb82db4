// The token of the service: kept for the session, shared by the tabs of this browser while one of
// them is open, and sent in one header only, never in an address or a cookie.

import { h } from './dom.js';

const KEY = 'fetchery.token';
/** How long the other tabs have to answer before the user is asked. */
const TABS_MS = 150;
let asked = null;
let kept = null;
let answered = () => {};
const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('fetchery.token') : null;

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
    if (value === null) {
      sessionStorage.removeItem(KEY);
    } else {
      sessionStorage.setItem(KEY, value);
    }
  } catch {
    // A browser that stores nothing keeps it in memory.
  }
  document.dispatchEvent(new Event('tokenchange'));
}

tabs?.addEventListener('message', ({ data }) => {
  if (data.ask && token() !== null && token() !== data.rejected) {
    tabs.postMessage({ token: token() });
  } else if (data.token) {
    if (asked !== null) {
      keep(data.token);
      answered();
    }
  } else if (data.signOut) {
    keep(null);
  }
});

export function authorization() {
  const value = token();
  return value ? { Authorization: `Bearer ${value}` } : {};
}

/** Forgets the token in every tab; the next call asks for it. */
export function signOut() {
  keep(null);
  tabs?.postMessage({ signOut: true });
  location.reload();
}

/**
 * Asks the other tabs, then the user, once for all calls that wait for it.
 * @param rejected the token that was refused, or null
 */
export function askToken(rejected) {
  if (token() !== rejected && token() !== null) {
    return Promise.resolve();
  }
  asked ??= find(rejected).finally(() => {
    asked = null;
  });
  return asked;
}

async function find(rejected) {
  const told = new Promise((resolve) => {
    answered = resolve;
  });
  tabs?.postMessage({ ask: true, rejected });
  await Promise.race([told, new Promise((resolve) => setTimeout(resolve, tabs ? TABS_MS : 0))]);
  if (token() === null || token() === rejected) {
    await prompt(rejected !== null, told);
    tabs?.postMessage({ token: token() });
  }
}

function prompt(wrong, told) {
  return new Promise((resolve) => {
    const input = h('input', {
      type: 'password', name: 'token', id: 'token', required: true, autocomplete: 'current-password',
      'aria-describedby': 'token-help', 'aria-invalid': wrong ? 'true' : null,
    });
    const help = wrong
      ? 'That token was refused. Look at --token or --token-file of the service.'
      : 'This service wants the token it was started with. It is kept until this browser’s tabs of it are closed.';
    // Password managers store what stands beside a user name.
    const user = h('input', {
      class: 'sr', type: 'text', name: 'username', autocomplete: 'username', value: 'fetchery', tabindex: '-1',
      'aria-label': 'User name', readonly: true,
    });
    const dialog = h('dialog', { class: 'token', 'aria-labelledby': 'token-title' },
      h('form', { class: 'panel' },
        h('h2', { id: 'token-title' }, 'Token'),
        user,
        h('label', { for: 'token' }, 'Token of the service'),
        input,
        h('p', { id: 'token-help', class: wrong ? 'fault' : 'muted' }, help),
        h('div', { class: 'ends' }, h('button', { type: 'submit' }, 'Continue'))));
    const done = () => {
      dialog.close();
      dialog.remove();
      resolve();
    };
    told.then(done);
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    dialog.querySelector('form').addEventListener('submit', (event) => {
      event.preventDefault();
      // What cannot stand in a header would make every call throw.
      const value = input.value.trim().replace(/[^\x21-\x7e]/g, '');
      if (value) {
        keep(value);
        done();
      }
    });
    document.body.append(dialog);
    dialog.showModal();
    input.focus();
  });
}
