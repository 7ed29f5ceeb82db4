// What each state and fault is called and looks like: never by colour alone.

import { h, icon, setText } from './dom.js';

const JOB = {
  queued: ['queued', 'quiet', 'Queued'],
  running: ['running', 'active', 'Running'],
  paused: ['paused', 'warn', 'Paused'],
  succeeded: ['done', 'good', 'Succeeded'],
  partial: ['partial', 'warn', 'Partial'],
  failed: ['failed', 'bad', 'Failed'],
  cancelled: ['cancelled', 'quiet', 'Cancelled'],
};

const ITEM = {
  waiting: ['queued', 'quiet', 'waiting'],
  active: ['running', 'active', 'active'],
  done: ['done', 'good', 'done'],
  skipped: ['skipped', 'quiet', 'skipped'],
  not_found: ['missing', 'warn', 'not found'],
  failed: ['failed', 'bad', 'failed'],
  cancelled: ['cancelled', 'quiet', 'cancelled'],
};

const CODES = {
  dns: 'The host’s name has no address',
  connect: 'No connection to the host',
  tls: 'The secure connection failed',
  timeout: 'No answer in time',
  too_slow: 'The body came too slowly',
  reset: 'The connection was lost before an answer',
  truncated: 'The connection was lost within the body',
  bad_response: 'The answer is not proper HTTP',
  http_status: 'The server answered with an error',
  too_many_redirects: 'Too many redirects',
  too_large: 'Larger than allowed',
  too_small: 'Smaller than expected',
  unexpected_type: 'Not the media type expected',
  checksum: 'The content does not match its checksum',
  exists: 'A file of that name is there already',
  collision: 'Another item has the same file name',
  bad_name: 'No file name could be made',
  blocked_address: 'The address must not be reached',
  bad_url: 'Not a usable URL',
  lookup: 'The lookup failed',
  disk: 'The file could not be written',
};

export const OPEN = new Set(['queued', 'running', 'paused']);

/** Whether all that is left waits for hosts that rest: then no rate says how long it takes. */
export function isHeldUp({ state, progress }) {
  return state === 'running' && progress.active === 0 && progress.waiting > 0
    && progress.hosts.some((host) => host.state === 'resting');
}

const of = (table, state) => table[state] ?? ['queued', 'quiet', String(state)];

export const jobLabel = (state) => of(JOB, state)[2];
export const itemLabel = (state) => of(ITEM, state)[2];
export const codeLabel = (code) => CODES[code] ?? code;

/** A badge that can be changed to another state. */
export function jobBadge() {
  const label = h('span');
  const badge = h('span', { class: 'badge' }, label);
  let current = null;
  return {
    element: badge,
    set(state) {
      if (state !== current) {
        const [iconName, tone, text] = of(JOB, state);
        current = state;
        badge.dataset.tone = tone;
        badge.replaceChildren(icon(iconName), label);
        setText(label, text);
      }
    },
  };
}

const drawings = new Map();

/** The mark of an item's state; many are made, so each drawing is made once and cloned. */
export function itemMark(state) {
  if (!drawings.has(state)) {
    const [iconName, tone, text] = of(ITEM, state);
    const mark = h('span', { class: 'mark' }, icon(iconName), h('span', null, text));
    mark.dataset.tone = tone;
    drawings.set(state, mark);
  }
  return drawings.get(state).cloneNode(true);
}
