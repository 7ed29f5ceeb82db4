// What a probe found that is no success, in a line.

import { get, jobPath } from './api.js';
import { count, plural } from './format.js';
import { isErrorStatus } from './states.js';

const LOOKED_AT = 1000;
const STATUSES = 4;

/** `3 answers are errors: 2 × 503, 1 × 404`, or null where there are none. */
export async function probeErrors(id) {
  const { items, next } = await get(`${jobPath(id)}/items?state=done&limit=${LOOKED_AT}`);
  const wrong = items.filter(isErrorStatus);
  if (wrong.length === 0) {
    return null;
  }
  const times = new Map();
  wrong.forEach(({ status }) => times.set(status, (times.get(status) ?? 0) + 1));
  const listed = [...times].sort((a, b) => b[1] - a[1]);
  const among = next === null ? '' : ` among the first ${count(LOOKED_AT)}`;
  return `${plural(wrong.length, 'answer is an error', 'answers are errors')}${among}: `
    + listed.slice(0, STATUSES).map(([status, n]) => `${count(n)} × HTTP ${status}`).join(', ')
    + (listed.length > STATUSES ? ', …' : '');
}
