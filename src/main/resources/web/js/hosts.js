// Hosts that are not at full speed, and until when.

import { h, icon, setText, show } from './dom.js';
import { duration } from './format.js';

export function restingHosts() {
  let hosts = [];
  const rows = new Map();
  const list = h('ul', { class: 'hosts' });
  const fine = h('p', { class: 'muted' }, 'All hosts at full speed.');
  const element = h('section', { class: 'card' }, h('h2', null, 'Hosts'), fine, list);

  function draw() {
    const named = new Set(hosts.map(({ host }) => host));
    for (const [host, row] of rows) {
      if (!named.has(host)) {
        row.remove();
        rows.delete(host);
      }
    }
    for (const { host, state, limit, until } of hosts) {
      if (!rows.has(host)) {
        const row = h('li', null, icon('host'), h('span', { class: 'what' }, host), h('span'));
        rows.set(host, row);
        list.append(row);
      }
      const left = until ? Date.parse(until) - Date.now() : 0;
      const row = rows.get(host);
      row.dataset.tone = state === 'resting' ? 'warn' : 'quiet';
      setText(row.lastChild, state === 'resting'
        ? left > 0 ? `rests ${duration(Math.ceil(left / 1000) * 1000)} more` : 'rests'
        : `slowed to ${limit} at once`);
    }
    show(fine, hosts.length === 0);
  }

  const countdown = setInterval(() => hosts.length > 0 && draw(), 1000);
  return {
    element,
    set(next, open) {
      show(element, open || next.length > 0);
      if (next.length > 0 || hosts.length > 0) {
        hosts = next;
        draw();
      }
    },
    close: () => clearInterval(countdown),
  };
}
