// The service itself: what it is, where it keeps things, which hosts slow it; and the choices of
// this browser.

import { BASE } from './api.js';
import { button, copyButton, h, setText, show } from './dom.js';
import { bytes, byteRate, count, date, duration } from './format.js';
import { followAll } from './feeds.js';
import { fetchersCard } from './fetchers.js';
import { hostList } from './hosts.js';
import { canNotify, setNotifications, wantsNotifications } from './notify.js';
import { serviceInfo } from './service-info.js';
import { setPageTitle } from './page-title.js';
import { showKeys } from './shortcuts.js';
import { jobLabel } from './states.js';
import { signOut, token } from './token.js';

const EVERY_MS = 3000;

export function servicePage() {
  let closed = false;
  let shown = '';
  const title = h('h1', { tabindex: '-1' }, 'Service');
  const about = h('dl', { class: 'facts-list' });
  const limits = h('dl', { class: 'facts-list' });
  const hosts = hostList();
  const nodes = fetchersCard();
  const noHosts = h('p', { class: 'muted', hidden: true }, 'No host has been asked yet.');
  const away = h('p', { class: 'muted', role: 'status', hidden: true });
  const element = h('div', { class: 'page service-page' }, h('div', { class: 'title' }, title),
    nodes.element,
    h('div', { class: 'columns even' },
      h('div', { class: 'main' },
        h('section', { class: 'card' }, h('h2', null, 'About'), away, about),
        h('section', { class: 'card' }, h('h2', null, 'Hosts'), noHosts, hosts.element)),
      h('div', { class: 'main' },
        h('section', { class: 'card' }, h('h2', null, 'Limits'), limits),
        preferences(),
        links())));

  async function read() {
    if (document.hidden) {
      return;
    }
    try {
      const [info] = await Promise.all([serviceInfo({ fresh: true }), nodes.read()]);
      if (!closed) {
        draw(info);
      }
    } catch (error) {
      setText(away, error.message);
      show(away, true);
    }
  }

  function draw(info) {
    show(away, false);
    const jobs = Object.entries(info.jobs ?? {}).filter(([, n]) => n > 0)
      .map(([state, n]) => `${count(n)} ${jobLabel(state).toLowerCase()}`).join(', ');
    terms(about, [
      ['Version', info.version], ['Uptime', duration(info.uptimeMs)], ['Started', date(info.startedAt)],
      ['Downloads', path(info.downloadsDir)], ['Data', path(info.dataDir)],
      ['Free disk space', Number.isFinite(info.freeBytes) ? bytes(info.freeBytes) : null], ['Jobs', jobs || 'none'],
    ]);
    const texts = JSON.stringify(info.limits ?? {});
    if (texts !== shown) {
      shown = texts;
      terms(limits, Object.entries(info.limits ?? {}).map(([name, value]) => [words(name), limitText(name, value)]));
    }
    show(noHosts, (info.hosts ?? []).length === 0);
    hosts.set(info.hosts ?? []);
  }

  const feed = followAll({ open: read });
  const timer = setInterval(read, EVERY_MS);
  setPageTitle('Service · Fetchery');
  read();
  return {
    element,
    title,
    close() {
      closed = true;
      feed.close();
      clearInterval(timer);
    },
  };
}

const path = (text) => (text ? h('span', null, h('code', null, text), copyButton('Copy the directory', text)) : null);

/** Rows that stay while their values change, so that a selection in them stays, too. */
function terms(list, rows) {
  for (const [name, value] of rows) {
    let row = [...list.children].find((one) => one.dataset.name === name);
    if (value === null || value === undefined) {
      row?.remove();
      continue;
    }
    if (!row) {
      row = h('div', null, h('dt', null, name), h('dd'));
      row.dataset.name = name;
      list.append(row);
    }
    if (typeof value === 'string') {
      setText(row.lastChild, value);
    } else if (row.lastChild.textContent !== value.textContent) {
      row.lastChild.replaceChildren(value);
    }
  }
}

/** `maxRunningJobs`: Max running jobs. */
const words = (name) => name.replace(/([A-Z])/g, ' $1').toLowerCase().replace(/^./, (first) => first.toUpperCase());

function limitText(name, value) {
  if (Array.isArray(value)) {
    return value.join(', ');
  }
  if (typeof value !== 'number') {
    return String(value);
  }
  if (/bytesPerSecond/i.test(name)) {
    return value === 0 ? 'none' : byteRate(value);
  }
  return /bytes|body/i.test(name) ? bytes(value) : /Ms$/.test(name) ? duration(value) : count(value);
}

function preferences() {
  const theme = h('select', { id: 'choose-theme' },
    ...[['system', 'As the system'], ['light', 'Light'], ['dark', 'Dark']].map(([value, label]) => h('option', { value }, label)));
  theme.value = document.documentElement.dataset.themeChosen ?? 'system';
  theme.addEventListener('change', () => document.dispatchEvent(new CustomEvent('themechoose', { detail: theme.value })));
  const notify = h('input', { type: 'checkbox', id: 'choose-notify', disabled: !canNotify() });
  notify.checked = wantsNotifications();
  notify.addEventListener('change', async () => {
    notify.checked = await setNotifications(notify.checked);
  });
  return h('section', { class: 'card preferences' }, h('h2', null, 'This browser'),
    h('div', null, h('label', { for: 'choose-theme' }, 'Colours'), theme),
    h('label', { class: 'tick' }, notify, canNotify()
      ? 'Notify me when a job ends and I look elsewhere'
      : 'Notifications need https or this machine’s own address'),
    h('div', { class: 'acts' }, button('Keyboard shortcuts', 'keys', showKeys),
      token() === null ? null : button('Sign out', 'out', signOut)));
}

function links() {
  const plain = token() === null;
  return h('section', { class: 'card' }, h('h2', null, 'More'),
    h('ul', { class: 'links' },
      h('li', null, h('a', { href: '/assets/docs/' }, 'HTTP interface'), h('span', { class: 'muted' }, ` every call, below ${BASE}`)),
      // A link carries no header: with a token these are for scripts.
      h('li', null, plain ? h('a', { href: '/metrics' }, 'Metrics') : 'Metrics', h('span', { class: 'muted' }, ' for Prometheus, at /metrics')),
      h('li', null, h('a', { href: '/health/ready' }, 'Health'), h('span', { class: 'muted' }, ' whether it works'))));
}
