// Everything about one job.

import { ApiError, get, jobPath } from './api.js';
import { button, h, icon, setText } from './dom.js';
import { ended, nameOf } from './format.js';
import { follow } from './sse.js';
import { announce, connection, fault, toast } from './say.js';
import { jobLabel, OPEN } from './states.js';
import { jobSummary } from './job-summary.js';
import { throughput } from './throughput.js';
import { completions } from './completions.js';
import { gallery } from './gallery.js';
import { failures } from './failures.js';
import { restingHosts } from './hosts.js';
import { limitsForm } from './limits.js';
import { specPanel } from './spec-panel.js';
import { verifyPanel } from './verify.js';

/** How many of the completions before now are shown; all are in the list of items. */
const BACK = 2000;

export function jobPage(id) {
  const title = h('h1', { tabindex: '-1', dir: 'auto' }, 'Job');
  const element = h('div', { class: 'page' },
    h('p', { class: 'crumb' }, h('a', { href: '#/' }, icon('left'), 'All jobs')),
    h('p', { class: 'waiting', 'aria-busy': 'true' }, 'Loading…'));
  let job = null;
  let parts = null;
  let feed = null;
  let closed = false;
  let focusWanted = false;

  async function open() {
    try {
      job = await get(jobPath(id));
    } catch (error) {
      if (!closed) {
        failedToOpen(error);
      }
      return;
    }
    if (closed) {
      return;
    }
    const before = ended(job.progress);
    parts = makeParts(before);
    element.lastElementChild.replaceWith(...layout());
    show();
    if (focusWanted) {
      title.focus({ preventScroll: true });
    }
    followJob(before > BACK ? before - BACK : null);
  }

  function failedToOpen(error) {
    if (error instanceof ApiError && error.status === 404) {
      gone();
    } else {
      connection('lost');
      setTimeout(() => closed || open(), 2000);
    }
  }

  function makeParts(before) {
    const verify = verifyPanel(id);
    return {
      verify,
      summary: jobSummary(title, {
        verify: () => verify.run(),
        deleted: () => {
          location.hash = '#/';
        },
      }),
      chart: throughput(before <= BACK),
      list: completions(id),
      pictures: gallery(id),
      failures: failures(id, before),
      hosts: restingHosts(),
      limits: limitsForm(id),
      spec: specPanel(id),
    };
  }

  function layout() {
    return [
      parts.summary.element,
      h('div', { class: 'columns' },
        h('div', { class: 'main' },
          parts.verify.element, parts.chart.element, parts.pictures.element, parts.list.element),
        h('div', { class: 'side' },
          parts.failures.element, parts.hosts.element, parts.limits.element, parts.spec.element)),
    ];
  }

  function show() {
    parts.summary.set(job);
    parts.chart.set(job);
    parts.hosts.set(job.progress.hosts, OPEN.has(job.state));
    parts.limits.set(job);
    parts.failures.set(job);
    parts.spec.set(job);
    document.title = `${nameOf(job)}: ${jobLabel(job.state)} · Fetchery`;
  }

  /** The feed of the job; when the job has ended, that of all jobs says whether it goes on. */
  function followJob(after) {
    feed?.close();
    feed = follow(`${jobPath(id)}/events`, {
      event: onJobEvent,
      status: (live) => live || connection('lost'),
      open: () => connection('live'),
      nothing: () => followAll(after),
      gone,
    }, after);
  }

  function followAll(after) {
    feed?.close();
    feed = follow('/events', {
      event(name, data) {
        if (name !== 'state' || data.id !== id) {
          return;
        }
        if (data.state === 'deleted') {
          gone();
        } else if (OPEN.has(data.state)) {
          job = data;
          followJob(after);
        }
      },
      open: () => lookAgain(after),
      status: (live) => connection(live ? 'live' : 'lost'),
    });
  }

  /** Between two feeds, and while there was none, the job may have gone on and ended again. */
  async function lookAgain(after) {
    const from = feed;
    try {
      const now = await get(jobPath(id));
      if (feed === from && (OPEN.has(now.state) || now.finishedAt !== job.finishedAt)) {
        job = now;
        show();
        followJob(after);
      }
    } catch (error) {
      if (feed === from && error instanceof ApiError && error.status === 404) {
        gone();
      }
    }
  }

  function onJobEvent(name, data) {
    if (name === 'item') {
      parts.list.add(data);
      parts.pictures.add(data);
      parts.failures.add(data);
      parts.chart.add(data);
      return;
    }
    if (name === 'progress') {
      job.progress = data;
    } else if (data.state === 'deleted') {
      gone();
      return;
    } else {
      if (job.state !== data.state) {
        announce(`${nameOf(data)}: ${jobLabel(data.state)}`);
        parts.failures.reload();
      }
      job = data;
    }
    show();
    if (name === 'end') {
      followAll(feed.lastId());
    }
  }

  function gone() {
    feed?.close();
    parts?.summary.freeze();
    const known = job ? `${nameOf(job)} was deleted.` : 'There is no such job.';
    setText(title, job ? nameOf(job) : 'Job not found');
    if (job) {
      toast(known, 'warn');
      location.hash = '#/';
    } else {
      element.replaceChildren(h('section', { class: 'card empty' }, title, h('p', null, known),
        button('All jobs', 'left', () => {
          location.hash = '#/';
        })));
    }
  }

  open().catch(fault);

  return {
    element,
    focus() {
      focusWanted = true;
    },
    close() {
      closed = true;
      feed?.close();
      feed = null;
      Object.values(parts ?? {}).forEach((part) => part.close?.());
    },
  };
}
