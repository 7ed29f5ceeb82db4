// What a job would do, before anything is fetched.

import { h } from './dom.js';
import { count, plural } from './format.js';

const HOSTS = 12;
const COLLISIONS = 20;

export function planView(plan) {
  const hosts = Object.entries(plan.hosts ?? {}).sort((a, b) => b[1] - a[1]);
  const sample = plan.sample ?? [];
  return h('section', { class: 'card plan', tabindex: '-1', 'aria-label': 'Dry run' },
    h('h2', null, 'Dry run'),
    h('p', { class: 'verdict' }, verdict(plan, hosts)),
    collisions(plan.collisions ?? [], sample),
    hosts.length > 1 ? hostList(hosts) : null,
    sample.length > 0 ? names(plan, sample) : null);
}

function verdict(plan, hosts) {
  const from = hosts.length === 1 ? ` from ${hosts[0][0]}` : hosts.length > 1 ? ` from ${plural(hosts.length, 'host')}` : '';
  const existing = plan.existing > 0 ? `, ${count(plan.existing)} with a file there already` : '';
  return `${plural(plan.items, 'item')}${from}${existing}. Nothing has been fetched or stored.`;
}

function collisions(found, sample) {
  if (found.length === 0) {
    return h('p', { class: 'fine' }, 'No two items have the same file name.');
  }
  const keys = new Map(sample.map((item) => [item.seq, item.key ?? item.url]));
  const who = (seqs) => seqs.slice(0, 5).map((seq) => keys.get(seq) ?? `item ${seq}`).join(', ');
  return h('div', { class: 'collisions' },
    h('p', { class: 'fault' }, `${plural(found.length, 'file name is', 'file names are')} wanted by several items:`),
    h('ul', null,
      ...found.slice(0, COLLISIONS).map(({ file, seqs }) =>
        h('li', null, h('code', { dir: 'auto' }, file), h('span', { class: 'muted' }, ` ${count(seqs.length)} items: ${who(seqs)}${seqs.length > 5 ? ', …' : ''}`))),
      found.length > COLLISIONS ? h('li', { class: 'muted' }, `and ${count(found.length - COLLISIONS)} more`) : null));
}

function hostList(hosts) {
  return h('p', { class: 'muted' },
    hosts.slice(0, HOSTS).map(([host, times]) => `${host} × ${count(times)}`).join(' · ')
      + (hosts.length > HOSTS ? ` · and ${count(hosts.length - HOSTS)} more` : ''));
}

function names(plan, sample) {
  const title = sample.length < plan.items ? `The first ${count(sample.length)} of ${count(plan.items)}` : 'The items';
  return h('div', null,
    h('h3', null, title),
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': title },
      h('table', null,
        h('thead', null, h('tr', null,
          h('th', { scope: 'col' }, '#'), h('th', { scope: 'col' }, 'File'), h('th', { scope: 'col' }, 'URL'))),
        h('tbody', null, ...sample.map((item) =>
          h('tr', null,
            h('td', { class: 'num' }, count(item.seq)),
            h('td', { dir: 'auto' }, item.file ?? '–'),
            h('td', { class: 'url' }, item.url ?? '–')))))));
}
