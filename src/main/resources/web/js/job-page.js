// Everything about one job: a head that is always there, and tabs, each with an address of its own.

import { ApiError, get, jobPath } from './api.js';
import { button, h, icon, setText } from './dom.js';
import { go, here, jobAddress } from './address.js';
import { hasShare, nameOf, percent } from './format.js';
import { followAll } from './feeds.js';
import { announce, fault, toast } from './say.js';
import { isOpen, jobLabel } from './states.js';
import { setPageTitle } from './page-title.js';
import { jobHead } from './job-head.js';
import { lostItems } from './lost-items.js';
import { troubleStrip } from './trouble-strip.js';
import { verifyPanel } from './verify.js';
import { tabBar } from './tab-bar.js';
import { overviewTab } from './overview-tab.js';
import { itemsTab } from './items-tab.js';
import { filesTab } from './files-tab.js';
import { logTab } from './log-tab.js';
import { settingsTab } from './settings-tab.js';

const AGAIN_MS = 2000;
const TABS = {
  overview: ['Overview', 'chart', overviewTab],
  items: ['Items', 'list', itemsTab],
  files: ['Files', 'folder', filesTab],
  log: ['Log', 'log', logTab],
  settings: ['Settings', 'settings', settingsTab],
};

export function jobPage(id, firstTab) {
  const title = h('h1', { tabindex: '-1', dir: 'auto' }, 'Job');
  const content = h('div', { class: 'job-page' }, h('p', { class: 'waiting', 'aria-busy': 'true' }, 'Loading…'));
  const element = h('div', { class: 'page' },
    h('p', { class: 'crumb' }, h('a', { href: '#/' }, icon('left'), 'All jobs')), content);
  let job = null;
  let parts = null;
  let tab = null;
  let tabName = TABS[firstTab] ? firstTab : 'overview';
  let closed = false;
  let focusWanted = false;
  /** What the feed says while the job is being read is newer than the answer. */
  let meanwhile = null;
  /** Of several readings the last counts. */
  let round = 0;

  async function read() {
    const mine = ++round;
    meanwhile = [];
    try {
      const fresh = await get(jobPath(id));
      if (closed || mine !== round) {
        return;
      }
      const changed = job !== null && job.state !== fresh.state;
      job = fresh;
      meanwhile.forEach(([name, data]) => apply(name, data));
      meanwhile = null;
      if (parts === null) {
        build();
      }
      if (changed) {
        parts.lost.reload();
      }
      show();
    } catch (error) {
      if (closed || mine !== round) {
        return;
      }
      if (error instanceof ApiError && error.status === 404) {
        gone();
      } else if (parts === null) {
        setTimeout(() => closed || read(), AGAIN_MS);
      }
    }
  }

  function build() {
    const lost = lostItems(id);
    const verify = verifyPanel(id);
    const tabs = tabBar(TABS, (name) => jobAddress(id, name === 'overview' ? null : name));
    parts = {
      lost,
      verify,
      tabs,
      strip: troubleStrip(id, lost),
      head: jobHead(title, { verify: () => verify.run(), deleted: () => go('#/') }),
    };
    content.replaceChildren(parts.head.element, parts.strip.element, parts.verify.element, tabs.element, tabs.panel);
    lost.read();
    openTab(tabName);
    if (focusWanted) {
      title.focus({ preventScroll: true });
    }
  }

  function openTab(name) {
    tab?.close?.();
    tabName = name;
    tab = TABS[name][2](id, job, parts);
    parts.tabs.show(name, tab.element);
    tab.set(job);
  }

  function show() {
    parts.head.set(job);
    parts.strip.set(job);
    parts.tabs.count('items', job.progress.discovered);
    tab.set(job);
    const share = hasShare(job.progress) ? percent(job.progress) : null;
    setPageTitle(
      `${isOpen(job) && job.state !== 'queued' && share !== null ? `${share} %` : jobLabel(job.state)} · ${nameOf(job)} · Fetchery`,
      { percent: isOpen(job) ? share ?? 0 : 100, state: job.state });
  }

  function apply(name, data) {
    if (name === 'progress') {
      job.progress = { ...data, job: undefined };
    } else {
      job = data;
    }
  }

  function onEvent(name, data) {
    if ((name === 'progress' ? data.job : data.id) !== id || !['progress', 'state'].includes(name)) {
      return;
    }
    if (job !== null && data.state === 'deleted') {
      gone();
      return;
    }
    meanwhile?.push([name, data]);
    if (job === null) {
      return;
    }
    const before = job.state;
    apply(name, data);
    if (parts === null) {
      return;
    }
    if (job.state !== before) {
      announce(`${nameOf(job)}: ${jobLabel(job.state)}`);
      parts.lost.reload();
    }
    show();
  }

  function gone() {
    feed.close();
    tab?.close?.();
    tab = null;
    const known = job ? `“${nameOf(job)}” was deleted.` : 'There is no such job.';
    if (job) {
      parts?.head.freeze();
      toast(known, 'warn');
      go('#/');
    } else {
      setText(title, 'Job not found');
      element.replaceChildren(h('section', { class: 'card empty' }, title, h('p', null, known),
        button('All jobs', 'left', () => go('#/'))));
    }
  }

  /** The service may have been away: what could not be read is read again. */
  function again() {
    read().catch(fault);
    tab?.again?.();
  }

  const feed = followAll({ event: onEvent, open: again });
  read().catch(fault);

  return {
    element,
    title,
    focus() {
      focusWanted = true;
      if (parts !== null) {
        title.focus({ preventScroll: true });
      }
    },
    /** Another tab of the same job keeps the page. */
    takes({ path: [kind, other, name = 'overview'] }) {
      if (kind !== 'jobs' || other !== id || !TABS[name] || tab === null) {
        return false;
      }
      if (name !== tabName) {
        openTab(name);
      } else {
        tab.address?.(here().params);
      }
      return true;
    },
    search: () => tab?.search?.() ?? go(jobAddress(id, 'items')),
    key(key) {
      const at = '12345'.indexOf(key);
      if (at >= 0) {
        go(jobAddress(id, at === 0 ? null : Object.keys(TABS)[at]));
        return true;
      }
      return tab?.key?.(key) || parts?.head.key(key) || false;
    },
    close() {
      closed = true;
      feed.close();
      tab?.close?.();
      Object.values(parts ?? {}).forEach((part) => part.close?.());
    },
  };
}
