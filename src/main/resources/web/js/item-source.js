// The items of a job as an array of any length, read from the service a page at a time. In the
// order of the source any place can be read at once; a search goes on from where it was.

import { get, jobPath } from './api.js';

const PAGE = 200;
const KEPT = 60;

/** @param changed told when something was read */
export function itemSource(id, changed) {
  let query = {};
  let pages = new Map();
  /** What to ask after for each page, where places cannot be computed. */
  let cursors = [''];
  let total = 0;
  let known = null;
  let direct = false;
  let round = 0;
  let reading = new Map();
  let fault = null;
  let ended = false;

  const path = (after, limit = PAGE) => {
    const parameters = Object.entries({ ...query, limit, after }).filter(([, value]) => value !== '' && value !== null && value !== undefined);
    return `${jobPath(id)}/items?${new URLSearchParams(parameters)}`;
  };

  const filtered = () => Object.entries(query).some(([name, value]) => name !== 'sort' && value);

  /** What to ask after for the page; undefined where it is not known yet. */
  function cursorOf(page) {
    if (page === 0) {
      return '';
    }
    return direct ? String(page * PAGE - 1) : cursors[page];
  }

  /** Resolves when the page is read, or could not be. */
  function read(page, held = false) {
    const after = cursorOf(page);
    if (reading.has(page)) {
      reading.get(page).held ||= held;
    } else if (after !== undefined) {
      const abort = new AbortController();
      reading.set(page, { abort, held, done: readFrom(page, after, abort) });
    }
    return reading.get(page)?.done;
  }

  async function readFrom(page, after, abort) {
    const mine = round;
    try {
      const known = pages.has(page);
      let items = [];
      let next = after;
      // The service looks for a moment and then says from where to look on.
      do {
        const found = await get(path(next, PAGE - items.length), { signal: abort.signal });
        if (mine !== round) {
          return;
        }
        items = items.concat(found.items);
        next = found.next;
        fault = null;
        if (!known || next === null || items.length >= PAGE) {
          take(page, items, next);
          changed();
        }
      } while (next !== null && items.length < PAGE);
    } catch (error) {
      if (mine === round && !abort.signal.aborted) {
        fault = error;
      }
    } finally {
      if (mine === round) {
        reading.delete(page);
        changed();
      }
    }
  }

  function take(page, items, next) {
    pages.delete(page);
    pages.set(page, items);
    if (pages.size > KEPT) {
      // Those read longest ago go first.
      pages.delete(pages.keys().next().value);
    }
    if (page === 0) {
      direct = !filtered() && (query.sort ?? 'seq') === 'seq' && items.length > 0
        && String(next ?? items.at(-1).seq) === String(items.at(-1).seq);
    }
    cursors[page + 1] = next === null ? undefined : String(next);
    const end = page * PAGE + items.length;
    if (next === null) {
      total = end;
      ended = true;
    } else {
      total = Math.max(total, end);
    }
  }

  return {
    /** Rows there are, or that are known to be. */
    length() {
      return direct && known !== null ? Math.max(total, known) : total;
    },
    hasMore: () => !ended && !direct,
    isReading: () => reading.size > 0,
    fault: () => fault,
    get: (index) => pages.get(Math.floor(index / PAGE))?.[index % PAGE] ?? null,
    /** Reads what is missing of these rows, and what lies behind the last of them. */
    want(from, to) {
      const last = Math.floor(Math.max(from, to + PAGE / 4) / PAGE);
      for (const [page, { abort, held }] of reading) {
        // What was scrolled past is not waited for.
        if (direct && !held && (page < Math.floor(from / PAGE) - 1 || page > last + 1)) {
          abort.abort();
          reading.delete(page);
        }
      }
      for (let page = Math.floor(from / PAGE); page <= last; page++) {
        if (!pages.has(page) && page * PAGE <= this.length() && !(ended && page * PAGE >= total && page > 0)) {
          read(page);
        }
      }
    },
    /** The items of these rows, or of the first of them where the rest cannot be read; null once another list is asked for. */
    async load(from, to) {
      const mine = round;
      const items = [];
      for (let page = Math.floor(from / PAGE); page * PAGE < to; page++) {
        if (reading.has(page) || !pages.has(page)) {
          await read(page, true);
        }
        if (mine !== round) {
          return null;
        }
        if (!pages.has(page)) {
          break;
        }
        items.push(...pages.get(page).slice(Math.max(0, from - page * PAGE), to - page * PAGE));
      }
      return items;
    },
    /** All items that were read and are still kept. */
    read: () => [...pages.values()].flat(),
    /** Reads these rows again, which may have changed. */
    refresh(from, to) {
      for (let page = Math.floor(from / PAGE); page <= Math.floor(Math.max(from, to - 1) / PAGE); page++) {
        read(page);
      }
    },
    /** How many items the job has: known from its progress. */
    setKnown(n) {
      if (known !== n) {
        known = n;
        ended &&= !(direct && n > total);
        changed();
      }
    },
    ask(next) {
      query = next;
      round++;
      reading.forEach(({ abort }) => abort.abort());
      reading = new Map();
      pages = new Map();
      cursors = [''];
      total = 0;
      direct = false;
      ended = false;
      read(0);
      changed();
    },
    close() {
      round++;
      reading.forEach(({ abort }) => abort.abort());
    },
  };
}
