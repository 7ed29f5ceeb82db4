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
  dns: 'Host name not found',
  connect: 'Connection failed',
  proxy: 'The proxy failed',
  tls: 'TLS failed',
  timeout: 'Timed out',
  too_slow: 'Too slow',
  reset: 'Connection lost before the answer',
  truncated: 'Connection lost within the body',
  bad_response: 'Not a proper HTTP answer',
  bad_document: 'The document cannot be read',
  http_status: 'HTTP error',
  too_many_redirects: 'Too many redirects',
  too_large: 'Larger than allowed',
  too_small: 'Smaller than expected',
  unexpected_type: 'Unexpected media type',
  checksum: 'Checksum mismatch',
  exists: 'File exists already',
  collision: 'File name taken by another item',
  bad_name: 'No file name could be made',
  blocked_address: 'Address not allowed',
  bad_url: 'Not a usable URL',
  lookup: 'Lookup failed',
  disk: 'File could not be written',
};

/** Faults of the way to a host: what tells one from another is the host, not the file. */
const OF_THE_HOST = new Set(['dns', 'connect', 'proxy', 'tls', 'timeout', 'too_slow', 'reset', 'bad_response', 'blocked_address']);

/** The host, where the fault is one of reaching it; else null. */
export function hostAtFault(code, url) {
  try {
    return OF_THE_HOST.has(code) ? new URL(url).host : null;
  } catch {
    return null;
  }
}

export const ITEM_STATES = Object.keys(ITEM);
export const CODE_NAMES = Object.keys(CODES);
export const OPEN = new Set(['queued', 'running', 'paused']);
export const isOpen = (job) => OPEN.has(job.state);

/** What holds up all that is left, in words; null where something moves. */
export function waitsFor({ state, progress }) {
  if (state !== 'running' || progress.active > 0 || progress.waiting === 0 || progress.hosts.length === 0) {
    return null;
  }
  return progress.hosts.some((host) => host.state === 'resting') ? 'host backs off' : 'host is slow';
}

/** A probe of a site that answered with an error is done, but not well. */
export const isErrorStatus = (item) => item.state === 'done' && item.status >= 400;

const of = (table, state) => table[state] ?? ['queued', 'quiet', String(state)];

export const jobLabel = (state) => of(JOB, state)[2];
export const itemLabel = (state) => of(ITEM, state)[2];
export const codeLabel = (code) => CODES[code] ?? code;

/** The fault in the words of the protocol: its detail, with what the code means in front. */
export const faultText = ({ code, detail }) => (detail ? `${codeLabel(code)}: ${detail}` : codeLabel(code));

/** A badge that can be changed to another state; `bare` shows the drawing alone. */
export function jobBadge({ bare = false } = {}) {
  const label = h('span', { class: bare ? 'sr' : null });
  const badge = h('span', { class: bare ? 'state' : 'badge' }, label);
  let current = null;
  return {
    element: badge,
    set(state) {
      if (state !== current) {
        const [iconName, tone, text] = of(JOB, state);
        current = state;
        badge.dataset.tone = tone;
        badge.dataset.state = state;
        badge.title = bare ? text : '';
        badge.replaceChildren(icon(iconName), label);
        setText(label, text);
      }
    },
  };
}

const drawings = new Map();

/** The mark of an item's state; many are made, so each drawing is made once and cloned. */
export function itemMark(state, warn = false) {
  const key = `${state}${warn}`;
  if (!drawings.has(key)) {
    const [iconName, tone, text] = of(ITEM, state);
    const mark = h('span', { class: 'mark' }, icon(warn ? 'partial' : iconName), h('span', null, text));
    mark.dataset.tone = warn ? 'warn' : tone;
    drawings.set(key, mark);
  }
  return drawings.get(key).cloneNode(true);
}
