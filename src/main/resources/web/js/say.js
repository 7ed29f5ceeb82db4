// What happened, for the eye (toasts) and for a screen reader (one polite region, throttled).

import { h } from './dom.js';

const QUIET_MS = 4000;
let pending = null;
let timer = null;
let last = 0;

/** Says it aloud; of several within a few seconds only the last. */
export function announce(text) {
  pending = text;
  if (timer !== null) {
    return;
  }
  timer = setTimeout(() => {
    timer = null;
    last = Date.now();
    document.getElementById('announcer').textContent = pending;
  }, Math.max(0, last + QUIET_MS - Date.now()));
}

/** Shows it for a while; `bad` ones stay longer. */
export function toast(text, tone = 'good') {
  const note = h('p', { class: 'toast' }, text);
  note.dataset.tone = tone;
  const area = document.getElementById('toasts');
  area.append(note);
  while (area.children.length > 4) {
    area.firstChild.remove();
  }
  setTimeout(() => note.remove(), tone === 'bad' ? 9000 : 4000);
}

export const fault = (error) => toast(error.message, 'bad');

const statuses = {
  connecting: 'connecting',
  live: 'live',
  lost: 'reconnecting…',
};

export function connection(status) {
  const pill = document.getElementById('connection');
  if (pill.dataset.status !== status) {
    pill.dataset.status = status;
    pill.textContent = statuses[status];
  }
}
