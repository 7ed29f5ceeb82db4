// What the service says of itself; read once for all parts of the page that ask at the same time.

import { ApiError, get } from './api.js';

const FRESH_MS = 2000;
let asked = null;
let at = -Infinity;

/** The answer of `GET /service`, or null where the service is older than it. */
export function serviceInfo({ fresh = false } = {}) {
  if (asked === null || fresh || performance.now() - at > FRESH_MS) {
    at = performance.now();
    asked = get('/service').catch((error) => {
      if (error instanceof ApiError && [404, 405].includes(error.status)) {
        return null;
      }
      asked = null;
      throw error;
    });
  }
  return asked;
}

let known = null;

/** Whether the service filters and sorts; one that is older is asked for what it knows. */
export async function isCurrent() {
  if (known === null) {
    try {
      known = (await serviceInfo()) !== null;
    } catch {
      return true;
    }
  }
  return known;
}
