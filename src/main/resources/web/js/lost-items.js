// The items that did not come, by cause: read once, kept fresh by what is told of each item, and
// shown in more than one place.

import { get, jobPath } from './api.js';
import { onceAFrame } from './frames.js';

const PAGE = 1000;
const PAGES = 3;
const LOST = ['failed', 'not_found'];

export function lostItems(id) {
  let lost = new Map();
  let meanwhile = null;
  /** What is told before the first reading is no more than a part. */
  let loaded = false;
  let truncated = false;
  let closed = false;
  let again = false;
  const listeners = new Set();

  async function read() {
    if (meanwhile !== null) {
      again = true;
      return;
    }
    meanwhile = [];
    const fresh = new Map();
    let more = false;
    try {
      for (const state of LOST) {
        more = (await readState(state, fresh)) || more;
      }
      lost = fresh;
      truncated = more;
    } catch {
      truncated ||= !loaded;
      // Shown as they were; the next change of state reads them again.
    } finally {
      const since = meanwhile;
      meanwhile = null;
      loaded = true;
      since.forEach(take);
      frame.mark();
      if (again && !closed) {
        again = false;
        read();
      }
    }
  }

  /** Whether there are more than were read. */
  async function readState(state, into) {
    let after = '';
    for (let page = 0; page < PAGES; page++) {
      const { items, next } = await get(`${jobPath(id)}/items?state=${state}&limit=${PAGE}${after}`);
      items.forEach((item) => into.set(item.seq, item));
      if (next === null || closed) {
        return false;
      }
      after = `&after=${encodeURIComponent(next)}`;
    }
    return true;
  }

  function take(item) {
    if (!LOST.includes(item.state)) {
      lost.delete(item.seq);
    } else if (lost.size < PAGE * PAGES * LOST.length) {
      lost.set(item.seq, item);
    } else {
      truncated = true;
    }
  }

  /** By code, the most frequent first. */
  function byCode() {
    const groups = new Map();
    for (const item of loaded ? lost.values() : []) {
      const code = item.error?.code ?? 'http_status';
      groups.get(code)?.push(item) ?? groups.set(code, [item]);
    }
    return new Map([...groups].sort((a, b) => b[1].length - a[1].length));
  }

  const frame = onceAFrame(() => {
    const groups = byCode();
    listeners.forEach((listener) => listener(groups, truncated));
  }, 400);

  return {
    read,
    reload: read,
    add(item) {
      meanwhile?.push(item);
      const before = lost.size;
      take(item);
      if (lost.size !== before || LOST.includes(item.state)) {
        frame.mark();
      }
    },
    /** Told the groups now and whenever they change. */
    listen(listener) {
      listeners.add(listener);
      listener(byCode(), truncated);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      frame.close();
    },
  };
}
