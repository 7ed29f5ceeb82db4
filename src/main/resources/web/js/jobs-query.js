// What the list of jobs shows: the filters, and the calls that the service answers them with.

import { get } from './api.js';
import { OPEN } from './states.js';

export const PAGE = 100;
const MOST_OPEN = 1000;
const ENDED = ['succeeded', 'partial', 'failed', 'cancelled'];

/** Filters by name: label, states (null for all). */
export const FILTERS = {
  all: ['All', null],
  running: ['Running', ['running']],
  queued: ['Queued', ['queued']],
  paused: ['Paused', ['paused']],
  attention: ['Needs attention', ['partial', 'failed']],
  done: ['Done', ['succeeded']],
  cancelled: ['Cancelled', ['cancelled']],
};

export const NEWEST = '-createdAt';

/** The filter that shows these states, or `all`. */
export function filterOf(states) {
  const wanted = (states ?? '').split(',').sort().join();
  return Object.keys(FILTERS).find((key) => FILTERS[key][1]?.slice().sort().join() === wanted) ?? 'all';
}

/** Whether the job belongs to what is shown. */
export function fits(job, { filter, q }) {
  const states = FILTERS[filter][1];
  const text = q.trim().toLowerCase();
  return (states === null || states.includes(job.state))
    && (text === '' || (job.name ?? '').toLowerCase().includes(text) || job.id.toLowerCase().includes(text));
}

/** As the service sorts; in the default order open jobs come first. */
export function order({ filter, sort }) {
  const newest = (a, b) => (a.id < b.id ? 1 : -1);
  const by = {
    '-createdAt': newest,
    createdAt: (a, b) => -newest(a, b),
    name: (a, b) => (a.name ?? '').localeCompare(b.name ?? '') || newest(a, b),
    '-finishedAt': (a, b) => (b.finishedAt ?? '').localeCompare(a.finishedAt ?? '') || newest(a, b),
    '-bytes': (a, b) => b.progress.bytes - a.progress.bytes || newest(a, b),
  }[sort] ?? newest;
  if (filter !== 'all' || sort !== NEWEST) {
    return by;
  }
  return (a, b) => OPEN.has(b.state) - OPEN.has(a.state) || by(a, b);
}

const query = (parameters) => `/jobs?${new URLSearchParams(Object.entries(parameters).filter(([, value]) => value))}`;

/** One page of what is shown, and with the first one the open jobs. */
export async function readPage({ filter, q, sort }, after) {
  const states = FILTERS[filter][1];
  const pinned = filter === 'all' && sort === NEWEST;
  const common = { q: q.trim(), sort: sort === NEWEST ? '' : sort };
  const rest = await get(query({
    ...common, state: pinned ? ENDED.join() : states?.join(), limit: PAGE, after,
  }));
  if (pinned && !after) {
    const open = await get(query({ ...common, state: [...OPEN].join(), limit: MOST_OPEN }));
    return { ...rest, jobs: [...open.jobs, ...rest.jobs] };
  }
  return rest;
}

/** How many jobs there are of each state that fit the search. */
export async function readCounts(q) {
  return (await get(query({ q: q.trim(), limit: 1 }))).counts;
}
