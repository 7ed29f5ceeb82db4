// The jobs as they are now: a list read page by page, kept fresh by the feed of all jobs.

import { get } from './api.js';
import { follow } from './sse.js';
import { announce, connection, fault } from './say.js';
import { jobLabel, OPEN } from './states.js';
import { nameOf } from './format.js';

const PAGE = 100;

/** `changed(ids)` is told which jobs changed or went; null means all of them. */
export function jobsStore(changed) {
  const jobs = new Map();
  let next = null;
  let loading = false;
  let loaded = false;
  /** What the feed says while a page is being read is newer than the page. */
  let meanwhile = [];

  async function load(after) {
    if (loading) {
      return;
    }
    loading = true;
    meanwhile = [];
    try {
      const page = await get(`/jobs?limit=${PAGE}${after ? `&after=${encodeURIComponent(after)}` : ''}`);
      if (!after) {
        forget(page);
      }
      page.jobs.forEach((job) => jobs.set(job.id, job));
      next = page.next;
      loaded = true;
    } catch (error) {
      fault(error);
    } finally {
      loading = false;
      meanwhile.forEach(([name, data]) => apply(name, data));
      changed(null);
    }
  }

  /** What is missing from the first page went while the feed was away. */
  function forget(page) {
    const oldest = page.next === null ? '' : page.jobs.at(-1).id;
    const there = new Set(page.jobs.map((job) => job.id));
    for (const id of jobs.keys()) {
      if (id >= oldest && !there.has(id)) {
        jobs.delete(id);
      }
    }
  }

  function apply(name, data) {
    if (name === 'progress') {
      const job = jobs.get(data.job);
      if (job) {
        job.progress = data;
        changed(data.job);
      }
    } else if (name === 'state') {
      const known = jobs.get(data.id);
      if (data.state === 'deleted') {
        jobs.delete(data.id);
      } else {
        jobs.set(data.id, data);
        if (known && known.state !== data.state && !OPEN.has(data.state)) {
          announce(`${nameOf(data)}: ${jobLabel(data.state)}`);
        }
      }
      changed(data.id);
    }
  }

  const feed = follow('/events', {
    event(name, data) {
      if (loading) {
        meanwhile.push([name, data]);
      }
      apply(name, data);
    },
    open: () => load(null),
    status: (live) => connection(live ? 'live' : 'lost'),
  });

  return {
    jobs,
    isLoaded: () => loaded,
    hasMore: () => next !== null,
    more: () => load(next),
    close: feed.close,
  };
}
