// Hosts that are not at full speed: why, and until when.

import { h, icon, setText, show } from './dom.js';
import { clock, count, left, plural } from './format.js';

export function hostsPanel() {
  let hosts = [];
  const list = hostList();
  const element = h('section', { class: 'card', hidden: true }, h('h2', null, 'Slowed hosts'), list.element);
  const countdown = setInterval(() => hosts.length > 0 && list.set(hosts), 1000);
  return {
    element,
    set(job) {
      const open = ['queued', 'running', 'paused'].includes(job.state);
      hosts = open ? job.progress.hosts : [];
      show(element, hosts.length > 0);
      list.set(hosts);
    },
    close: () => clearInterval(countdown),
  };
}

/** Rows that are kept: only what changed is written. */
export function hostList() {
  const rows = new Map();
  const element = h('ul', { class: 'hosts' });
  return {
    element,
    set(hosts) {
      const named = new Set(hosts.map(({ host }) => host));
      for (const [host, row] of rows) {
        if (!named.has(host)) {
          row.remove();
          rows.delete(host);
        }
      }
      for (const host of hosts) {
        if (!rows.has(host.host)) {
          const row = h('li', null, icon('host'), h('span', { class: 'what' }, host.host), h('span', { class: 'muted' }));
          rows.set(host.host, row);
          element.append(row);
        }
        const row = rows.get(host.host);
        row.dataset.tone = host.state === 'resting' ? 'warn' : 'quiet';
        setText(row.lastChild, stateOf(host));
        row.title = host.detail ?? '';
      }
    },
  };
}

function stateOf({ state, limit, until, code, detail, active, waiting }) {
  const why = detail ?? code ?? null;
  const remaining = until ? Date.parse(until) - Date.now() : 0;
  const load = [active > 0 ? `${count(active)} active` : null, waiting > 0 ? `${count(waiting)} waiting` : null];
  const pace = {
    resting: remaining > 0 ? `backs off ${left(remaining).replace(/ left$/, ' more')}, until ${clock(until)}` : 'backs off',
    slowed: `${plural(limit, 'connection')} at most`,
  }[state];
  const cause = why === null ? null : pace ? `(${why})` : `(last failure: ${why})`;
  return [[pace ?? 'full speed', cause].filter(Boolean).join(' '), ...load].filter(Boolean).join(', ');
}
