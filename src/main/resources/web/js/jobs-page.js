// The list of all jobs: a table that is searched, sorted and filtered by the service.

import { button, h, setText, show } from './dom.js';
import { setParams } from './address.js';
import { byteRate, count, plural } from './format.js';
import { onceAFrame } from './frames.js';
import { COLUMNS, jobRow } from './job-row.js';
import { jobsFilters } from './jobs-filters.js';
import { FILTERS, filterOf, fits, NEWEST, order, PAGE } from './jobs-query.js';
import { jobsSelection } from './jobs-selection.js';
import { jobsStore } from './jobs-store.js';
import { presetButtons } from './presets.js';
import { rowKeys } from './row-keys.js';
import { setPageTitle } from './page-title.js';

/** Where the list stood when it was left, for the Back button. */
let left = { search: '', rows: PAGE, scroll: 0 };

export function jobsPage(params) {
  const asked = {
    filter: filterOf(params.get('state')), q: params.get('q') ?? '', sort: params.get('sort') ?? NEWEST,
  };
  const back = left.search === JSON.stringify(asked) ? left : null;
  const rows = new Map();
  const dirty = new Set();
  let all = true;
  let most = back?.rows ?? PAGE;
  let visible = [];

  const title = h('h1', { tabindex: '-1' }, 'Jobs');
  const summary = h('p', { class: 'muted summary' });
  const filters = jobsFilters(asked, ask);
  const body = h('tbody');
  const everyOne = h('input', { type: 'checkbox', 'aria-label': 'Select all jobs shown' });
  const heads = new Map();
  const table = h('table', { class: 'jobs' }, h('caption', { class: 'sr' }, 'Jobs, open ones first'),
    h('thead', null, h('tr', null, h('th', { class: 'pick', scope: 'col' }, everyOne),
      ...COLUMNS.map(([column, label, sort]) => headCell(column, label, sort)),
      h('th', { class: 'do', scope: 'col' }, h('span', { class: 'sr' }, 'Actions')))), body);
  const nothing = h('p', { class: 'nothing', hidden: true });
  const empty = h('section', { class: 'card empty', hidden: true },
    h('h2', null, 'Nothing to fetch yet'),
    h('p', null, 'Paste a list of URLs on this page, drop a file here, or ',
      h('a', { href: '#/new' }, 'start a new job'), '. To try it out, take one of these:'),
    presetButtons((name) => {
      location.hash = `#/new?preset=${name}`;
    }));
  const more = button('Show more', null, () => showMore(), { kind: 'quiet wide' });
  const selection = jobsSelection({ get: (id) => store.jobs.get(id), has: (id) => store.jobs.has(id) }, () => {
    all = true;
    frame.mark();
  });
  const card = h('section', { class: 'card table', 'aria-label': 'Jobs' }, table, nothing, more);
  const list = h('div', { class: 'list' }, filters.tabs, card);
  const element = h('div', { class: 'page jobs-page' },
    h('div', { class: 'title' }, title, summary, h('span', { class: 'grow' }), filters.search),
    selection.element, empty, list);
  const keys = rowKeys(() => [...body.children], '.job-name', '.pick input');

  function headCell(column, label, sort) {
    const head = h('th', { class: column, scope: 'col' });
    if (sort) {
      head.append(h('button', { type: 'button', class: 'sort', onclick: () => sortBy(sort) }, label));
      heads.set(sort, head);
    } else {
      head.append(label);
    }
    return head;
  }

  /** The newest first, then, where it is pressed again, the oldest. */
  function sortBy(sort) {
    ask({ sort: sort === NEWEST && asked.sort === NEWEST ? 'createdAt' : asked.sort === sort ? NEWEST : sort });
  }

  function ask(changes) {
    Object.assign(asked, changes);
    most = PAGE;
    all = true;
    setParams({
      state: FILTERS[asked.filter][1]?.join() ?? null, q: asked.q, sort: asked.sort === NEWEST ? null : asked.sort,
    });
    store.ask(asked);
    drawAsked();
    frame.mark();
  }

  function drawAsked() {
    filters.press(asked.filter);
    heads.forEach((head, sort) => {
      const by = asked.sort === sort || (sort === NEWEST && asked.sort === 'createdAt');
      head.setAttribute('aria-sort', !by ? 'none' : asked.sort.startsWith('-') ? 'descending' : 'ascending');
    });
  }

  function showMore() {
    most += PAGE;
    all = true;
    if (store.jobs.size < most) {
      store.more();
    }
    frame.mark();
  }

  const frame = onceAFrame(() => {
    if (all) {
      arrange();
    } else {
      dirty.forEach((id) => store.jobs.has(id) && rows.get(id)?.set(store.jobs.get(id)));
    }
    dirty.clear();
    all = false;
    totals();
  }, 100);

  function changed(id) {
    const job = id === null ? null : store.jobs.get(id);
    // A new job, one that went, one that left the filter or the top: the order is made anew.
    if (!job || !rows.has(id) || rows.get(id).element.dataset.state !== job.state) {
      all = true;
    }
    dirty.add(id);
    frame.mark();
  }

  function arrange() {
    const matching = [...store.jobs.values()].filter((job) => fits(job, asked)).sort(order(asked));
    visible = matching.slice(0, most).map(({ id }) => id);
    const wanted = new Set(visible);
    for (const [id, row] of rows) {
      if (!wanted.has(id)) {
        row.element.remove();
        rows.delete(id);
      }
    }
    let before = body.firstElementChild;
    for (const id of visible) {
      const job = store.jobs.get(id);
      const row = rows.get(id) ?? jobRow(job, (...ticked) => selection.toggle(...ticked, visible));
      rows.set(id, row);
      row.set(job);
      row.tick.checked = selection.has(id);
      row.element.toggleAttribute('data-picked', selection.has(id));
      if (row.element === before) {
        before = before.nextElementSibling;
      } else {
        body.insertBefore(row.element, before);
      }
    }
    frameOf(matching.length);
  }

  /** What stands around the rows. */
  function frameOf(matching) {
    const plain = asked.filter === 'all' && asked.q.trim() === '';
    const none = store.isLoaded() && plain && store.jobs.size === 0;
    selection.draw();
    filters.set(store.counts());
    everyOne.checked = visible.length > 0 && visible.every(selection.has);
    everyOne.indeterminate = selection.size() > 0 && !everyOne.checked;
    show(empty, none);
    show(list, !none);
    show(filters.search, !none);
    show(table, visible.length > 0);
    show(nothing, store.isLoaded() && !none && matching === 0 && !store.hasMore());
    setText(nothing, asked.q.trim() ? `No job matches “${asked.q.trim()}”.` : 'No job in this state.');
    show(more, matching > most || store.hasMore());
    if (matching === 0 && store.hasMore()) {
      // What was read went meanwhile: what fits is on later pages.
      store.more();
    }
    if (back && store.isLoaded() && !back.used) {
      back.used = true;
      scrollTo(0, back.scroll);
    }
  }

  function totals() {
    let running = 0;
    let bytes = 0;
    for (const job of store.jobs.values()) {
      if (job.state === 'running') {
        running++;
        bytes += job.progress.bytesPerSecond;
      }
    }
    const counts = store.counts();
    const known = counts ? Object.values(counts).reduce((sum, one) => sum + one, 0) : store.jobs.size;
    const jobs = known > 0 ? `${count(known)}${counts || !store.hasMore() ? '' : '+'}` : '';
    setText(summary, running > 0 ? `${jobs} · ${count(running)} running · ${byteRate(bytes)}` : jobs);
    setPageTitle(running > 0 ? `${plural(running, 'job')} running · Fetchery` : 'Fetchery');
  }

  everyOne.addEventListener('change', () => selection.all(visible, everyOne.checked));
  show(more, false);
  show(list, false);
  const store = jobsStore(asked, changed);
  const ages = setInterval(() => {
    all = true;
    frame.mark();
  }, 20_000);
  const atEnd = new IntersectionObserver(([entry]) => entry.isIntersecting && !more.hidden && showMore(), { rootMargin: '300px' });
  atEnd.observe(more);
  drawAsked();

  return {
    element,
    title,
    scroll: back?.scroll ?? 0,
    search: () => filters.search.focus(),
    key: keys,
    close() {
      left = { search: JSON.stringify(asked), rows: Math.max(PAGE, visible.length), scroll: scrollY };
      clearInterval(ages);
      atEnd.disconnect();
      filters.close();
      store.close();
      frame.close();
    },
  };
}
