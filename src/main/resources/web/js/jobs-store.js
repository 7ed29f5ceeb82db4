// The jobs as they are now: a list read page by page, kept fresh by the feed of all jobs.

import { followAll } from './feeds.js';
import { nameOf } from './format.js';
import { fits, readCounts, readPage } from './jobs-query.js';
import { announce, fault } from './say.js';
import { isOpen, jobLabel } from './states.js';

const COUNTS_MS = 600;

/** `changed(id)` is told which job changed or went; null means all of them. */
export function jobsStore(shown, changed) {
  let { filter, q, sort } = shown;
  const jobs = new Map();
  let counts = null;
  let next = null;
  let loaded = false;
  /** Of several readings the last counts. */
  let round = 0;
  let reading = false;
  let closed = false;
  let countsDue = null;
  /** What the feed says while a page is being read is newer than the page. */
  let meanwhile = [];

  async function load(after) {
    const mine = ++round;
    reading = true;
    meanwhile = [];
    try {
      const page = await readPage({ filter, q, sort }, after);
      if (mine !== round || closed) {
        return;
      }
      if (!after) {
        jobs.clear();
      }
      page.jobs.forEach((job) => jobs.set(job.id, job));
      next = page.next;
      loaded = true;
      meanwhile.forEach(([name, data]) => apply(name, data));
      refreshCounts(0);
    } catch (error) {
      if (mine === round && !closed && error.status !== 0) {
        fault(error);
      }
    } finally {
      if (mine === round) {
        reading = false;
        changed(null);
      }
    }
  }

  function refreshCounts(ms = COUNTS_MS) {
    countsDue ??= setTimeout(async () => {
      countsDue = null;
      const fresh = await readCounts(q).catch(() => counts);
      if (!closed) {
        counts = fresh;
        changed(null);
      }
    }, ms);
  }

  function apply(name, data) {
    if (name === 'progress') {
      const job = jobs.get(data.job);
      if (job) {
        job.progress = data;
        changed(data.job);
      }
      return;
    }
    const known = jobs.get(data.id);
    if (data.state === 'deleted') {
      jobs.delete(data.id);
    } else if (known || fits(data, { filter, q })) {
      jobs.set(data.id, data);
    }
    if (known?.state !== data.state) {
      refreshCounts();
      if (known && data.state !== 'deleted' && !isOpen(data)) {
        announce(`${nameOf(data)}: ${jobLabel(data.state)}`);
      }
    }
    changed(data.id);
  }

  const feed = followAll({
    event(name, data) {
      if (name !== 'progress' && name !== 'state') {
        return;
      }
      if (reading) {
        meanwhile.push([name, data]);
      }
      apply(name, data);
    },
    open: () => load(null),
  });
  // The list does not wait for the feed; what has changed meanwhile comes with its connection.
  load(null);

  return {
    jobs,
    isLoaded: () => loaded,
    hasMore: () => next !== null,
    counts: () => counts,
    more: () => !reading && next !== null && load(next),
    /** Shows other jobs: those known that fit at once, the rest when they are read. */
    ask(wanted) {
      ({ filter, q, sort } = wanted);
      next = null;
      load(null);
    },
    close() {
      closed = true;
      clearTimeout(countsDue);
      feed.close();
    },
  };
}
