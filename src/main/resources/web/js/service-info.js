// What the service says of itself; read once for all parts of the page that ask at the same time.

import { get } from './api.js';

const FRESH_MS = 2000;
let asked = null;
let at = -Infinity;

/** The answer of `GET /service`. */
export function serviceInfo({ fresh = false } = {}) {
  if (asked === null || fresh || performance.now() - at > FRESH_MS) {
    at = performance.now();
    asked = get('/service').catch((error) => {
      asked = null;
      throw error;
    });
  }
  return asked;
}
