// Posts what the form holds, or asks what it would give.

import { post } from './api.js';
import { changesOf, requestOf } from './job-model.js';

/**
 * @param form `model`, `original()` the job it was begun from or null, `text()` the JSON where that
 *     is what counts, `busy(on, dryRun)`
 */
export function posting({ model, original, text, busy }) {
  let key = null;
  /** Calls that were not answered yet. */
  let open = 0;

  async function request() {
    const from = original();
    if (from !== null && model.list() === null) {
      return {
        query: new URLSearchParams({ from: from.id }), type: 'application/json',
        body: JSON.stringify(changesOf(from.spec, model.job())),
      };
    }
    return requestOf(model, text());
  }

  return {
    /** What would be posted: `query`, `type`, `body`. */
    request,
    waits: () => open > 0,
    /** Something was typed: the next job is another one. */
    changed() {
      key = null;
    },
    /** The plan, or the view of the job that was started. */
    async send(dryRun) {
      open++;
      busy(true, dryRun);
      try {
        const { query, type, body } = await request();
        const headers = { 'Content-Type': type };
        if (dryRun) {
          query.set('dryRun', 'true');
        } else {
          // The same key until something changes: a lost answer does not make a second job.
          key ??= newKey();
          headers['Idempotency-Key'] = key;
        }
        return await post(`/jobs?${query}`, { headers, body });
      } finally {
        open--;
        busy(false, dryRun);
      }
    },
  };
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0')).join('');
}
