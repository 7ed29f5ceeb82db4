// The nodes that fetch: how each fares, and a way to give one nothing new.

import { get, post } from './api.js';
import { confirm } from './commands.js';
import { button, h, icon, setText, show } from './dom.js';
import { ago, byteRate, count, date, rate } from './format.js';
import { announce, fault } from './say.js';

const STATES = {
  active: ['running', 'good', 'Active'],
  draining: ['paused', 'warn', 'Draining'],
  silent: ['missing', 'bad', 'Silent'],
};

/** A card with a row for each node; it stays hidden where there is but one. */
export function fetchersCard() {
  const rows = new Map();
  const body = h('tbody');
  const idle = h('p', { class: 'verdict', 'data-tone': 'warn', hidden: true }, 'No node takes new requests: jobs wait.');
  const heads = ['Node', 'State', 'Since', 'Requests', 'Speed'].map((text) => h('th', { scope: 'col' }, text));
  const element = h('section', { class: 'card', hidden: true }, h('h2', null, 'Nodes'), idle,
    h('table', { class: 'nodes' }, h('caption', { class: 'sr' }, 'Nodes that fetch'),
      h('thead', null, h('tr', null, ...heads, h('td'))), body));

  async function read() {
    set((await get('/fetchers')).fetchers);
  }

  function set(nodes) {
    const named = new Set(nodes.map(({ node }) => node));
    for (const [name, row] of rows) {
      if (!named.has(name)) {
        row.element.remove();
        rows.delete(name);
      }
    }
    for (const node of nodes) {
      if (!rows.has(node.node)) {
        rows.set(node.node, nodeRow(node.node, () => drain(node.node)));
      }
      const row = rows.get(node.node);
      row.set(node);
      if (body.children[nodes.indexOf(node)] !== row.element) {
        body.insertBefore(row.element, body.children[nodes.indexOf(node)] ?? null);
      }
    }
    show(idle, nodes.length > 0 && nodes.every(({ state }) => state !== 'active'));
    // One node that works is the service itself, which the page tells of anyway.
    show(element, nodes.length > 1 || nodes.some(({ state }) => state !== 'active'));
  }

  async function drain(name) {
    const others = [...rows.values()].some((row) => row.name !== name && row.state === 'active');
    const sure = await confirm({
      title: `Drain “${name}”?`,
      text: `What it fetches goes on to its end, and it gets nothing new until it is restarted.${
        others ? '' : ' No other node is active: jobs wait until one is.'}`,
      yes: 'Drain',
      no: 'Leave it',
    });
    if (sure === null) {
      return;
    }
    try {
      rows.get(name)?.set(await post(`/fetchers/${encodeURIComponent(name)}/drain`));
      announce(`${name}: draining`);
      await read();
    } catch (error) {
      fault(error);
    }
  }

  return { element, read };
}

function nodeRow(name, drain) {
  const version = h('span', { class: 'muted' });
  const state = h('span', { class: 'badge' });
  const since = h('time');
  const requests = h('span');
  const speed = h('span');
  const act = button('Drain', 'paused', drain);
  act.setAttribute('aria-label', `Drain ${name}`);
  const element = h('tr', null, h('th', { scope: 'row' }, h('span', { dir: 'auto' }, name), version),
    h('td', { class: 'is' }, state), h('td', { class: 'since' }, since), h('td', { class: 'requests' }, requests),
    h('td', { class: 'speed' }, speed), h('td', { class: 'do' }, act));
  const row = { element, name, state: '', set };

  function set(node) {
    const [mark, tone, label] = STATES[node.state] ?? ['missing', 'quiet', node.state];
    if (row.state !== node.state) {
      row.state = node.state;
      state.dataset.tone = tone;
      state.replaceChildren(icon(mark), label);
    }
    setText(version, node.version);
    setText(since, ago(node.since));
    since.dateTime = node.since;
    since.title = `since ${date(node.since)}, last heard of ${date(node.lastSeen)}`;
    setText(requests, `${count(node.active)} of ${count(node.capacity)}`);
    setText(speed, `${rate(node.itemsPerSecond)}, ${byteRate(node.bytesPerSecond)}`);
    show(act, node.state === 'active');
  }

  return row;
}
