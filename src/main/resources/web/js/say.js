// What happened, for the eye (toasts) and for a screen reader (one polite region, throttled).

import { button, h } from './dom.js';
import { clock } from './format.js';

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

/**
 * Shows it for a while; `bad` ones stay longer.
 * @param act `{label, run}`, a button beside the text
 */
export function toast(text, tone = 'good', act = null) {
  const note = h('div', { class: 'toast' }, h('p', null, text));
  note.dataset.tone = tone;
  if (act) {
    note.append(button(act.label, null, () => {
      note.remove();
      act.run();
    }));
  }
  note.append(button('Dismiss', 'close', () => note.remove(), { bare: true }));
  const area = document.getElementById('toasts');
  area.append(note);
  while (area.children.length > 4) {
    area.firstChild.remove();
  }
  setTimeout(() => note.remove(), tone === 'bad' || act ? 9000 : 4000);
}

export const fault = (error) => toast(error.message, 'bad');

/** Whether the service is heard. What stands on the page is then of some while ago, and says so. */
export function connection(status) {
  const pill = document.getElementById('connection');
  if (pill.dataset.status === status) {
    return;
  }
  pill.dataset.status = status;
  document.documentElement.dataset.connection = status;
  pill.textContent = status === 'lost' ? `reconnecting… numbers of ${clock(new Date())}` : status;
}
