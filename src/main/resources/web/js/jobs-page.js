// The list of all jobs.

import { button, h, setText, show } from './dom.js';
import { byteRate, count, plural, rate } from './format.js';
import { onceAFrame } from './frames.js';
import { jobCard } from './job-card.js';
import { jobsStore } from './jobs-store.js';
import { OPEN } from './states.js';
import { presetButtons } from './presets.js';

const FILTERS = {
  all: ['All', () => true],
  open: ['Open', (job) => OPEN.has(job.state)],
  good: ['Succeeded', (job) => job.state === 'succeeded'],
  trouble: ['Troubled', (job) => ['partial', 'failed'].includes(job.state)],
};
const STEP = 100;

export function jobsPage() {
  const cards = new Map();
  const dirty = new Set();
  let all = true;
  let filter = 'all';
  let shown = STEP;

  const title = h('h1', { tabindex: '-1' }, 'Jobs');
  const summary = h('p', { class: 'muted summary' });
  const list = h('ul', { class: 'jobs', 'aria-label': 'Jobs, newest first' });
  const filters = h('div', { class: 'tabs' });
  const nothing = h('p', { class: 'card nothing', hidden: true }, 'No job of this kind.');
  const empty = h('section', { class: 'card empty', hidden: true },
    h('h2', null, 'Nothing to fetch yet'),
    h('p', null, 'Start with one of these, write a job of your own, or drop a list of URLs here.'),
    presetButtons((name) => {
      location.hash = `#/new/${name}`;
    }));
  const more = button('Show older jobs', null, () => showMore(), { kind: 'quiet wide' });
  const element = h('div', { class: 'page' },
    h('div', { class: 'title' }, title, summary, h('span', { class: 'grow' }), filters),
    empty, nothing, list, more);

  for (const [key, [label]] of Object.entries(FILTERS)) {
    const tab = h('button', {
      type: 'button', class: 'quiet', 'aria-pressed': String(key === filter),
      'aria-label': `${label} jobs`, onclick: () => choose(key),
    }, label);
    tab.dataset.filter = key;
    filters.append(tab);
  }

  function choose(key) {
    filter = key;
    shown = STEP;
    all = true;
    for (const tab of filters.children) {
      tab.setAttribute('aria-pressed', String(tab.dataset.filter === key));
    }
    frame.mark();
  }

  function showMore() {
    shown += STEP;
    all = true;
    if (store.hasMore()) {
      store.more();
    }
    frame.mark();
  }

  const frame = onceAFrame(() => {
    if (all) {
      arrange();
    } else {
      for (const id of dirty) {
        const job = store.jobs.get(id);
        cards.get(id)?.set(job);
      }
    }
    dirty.clear();
    all = false;
    totals();
  }, 100);

  function changed(id) {
    const job = id === null ? null : store.jobs.get(id);
    // A new job, one that went, one that left the filter: the order is made anew.
    if (!job || !cards.has(id) || !FILTERS[filter][1](job)) {
      all = true;
    }
    dirty.add(id);
    frame.mark();
  }

  function arrange() {
    const matching = [...store.jobs.values()]
      .filter(FILTERS[filter][1])
      .sort((a, b) => (a.id < b.id ? 1 : -1));
    const visible = matching.slice(0, shown);
    const wanted = new Set(visible.map((job) => job.id));
    for (const [id, card] of cards) {
      if (!wanted.has(id)) {
        card.element.remove();
        cards.delete(id);
      }
    }
    let before = list.firstElementChild;
    for (const job of visible) {
      let card = cards.get(job.id);
      if (!card) {
        card = jobCard(job);
        cards.set(job.id, card);
      }
      card.set(job);
      if (card.element === before) {
        before = before.nextElementSibling;
      } else {
        list.insertBefore(card.element, before);
      }
    }
    const none = store.isLoaded() && store.jobs.size === 0;
    show(empty, none);
    show(filters, !none);
    show(nothing, store.isLoaded() && !none && visible.length === 0);
    show(more, matching.length > shown || store.hasMore());
  }

  function totals() {
    let running = 0;
    let items = 0;
    let bytes = 0;
    for (const job of store.jobs.values()) {
      if (job.state === 'running') {
        running++;
        items += job.progress.itemsPerSecond;
        bytes += job.progress.bytesPerSecond;
      }
    }
    const known = `${count(store.jobs.size)}${store.hasMore() ? '+' : ''}`;
    setText(summary, running > 0
      ? `${plural(running, 'job')} running · ${rate(items)} · ${byteRate(bytes)}`
      : store.jobs.size > 0 ? `${known} in all, none running` : '');
    document.title = running > 0 ? `${running} running · Fetchery` : 'Fetchery';
  }

  show(more, false);
  show(filters, false);
  const store = jobsStore(changed);
  const ages = setInterval(() => {
    all = true;
    frame.mark();
  }, 20_000);

  return {
    element,
    title,
    close() {
      clearInterval(ages);
      store.close();
      frame.close();
    },
  };
}
