// What happened to the job: created, paused, a host that backed off, a restart, a retry.

import { get, jobPath } from './api.js';
import { button, h, icon, setText, show } from './dom.js';
import { clock, date } from './format.js';

const EVERY_MS = 5000;
const KINDS = {
  created: ['plus', 'Created'], started: ['running', 'Started'], paused: ['paused', 'Paused'], resumed: ['resume', 'Resumed'],
  backoff: ['host', 'Host backs off'], restarted: ['retry', 'Service restarted'], retried: ['retry', 'Retried'],
  renamed: ['edit', 'Renamed'], ended: ['done', 'Ended'],
};

export function logTab(id, first) {
  let job = first;
  let next = null;
  let count = 0;
  let asking = false;
  let closed = false;
  const list = h('ol', { class: 'log', 'aria-label': 'Log, oldest first' });
  const nothing = h('p', { class: 'nothing', hidden: true });
  const more = button('Show later entries', null, () => read(next), { kind: 'quiet wide' });
  const element = h('section', { class: 'card', 'aria-label': 'Log' }, nothing, list, more);

  async function read(after) {
    if (asking) {
      return;
    }
    asking = true;
    try {
      const page = await get(`${jobPath(id)}/log${after ? `?after=${encodeURIComponent(after)}` : ''}`);
      if (!closed) {
        draw(page, Boolean(after));
      }
    } catch (error) {
      if (!closed) {
        draw({ entries: [], next: null }, false);
        setText(nothing, error.message);
      }
    } finally {
      asking = false;
    }
  }

  function draw({ entries, next: cursor }, added) {
    if (!added) {
      list.replaceChildren();
      count = 0;
    }
    next = cursor ?? null;
    let day = list.lastElementChild?.dataset.day ?? '';
    for (const entry of entries) {
      const row = makeEntry(entry, day);
      day = row.dataset.day;
      list.append(row);
      count++;
    }
    show(more, next !== null);
    show(nothing, count === 0);
    setText(nothing, 'Nothing yet.');
  }

  const timer = setInterval(() => job.state === 'running' && !document.hidden && next === null && read(null), EVERY_MS);
  show(more, false);
  read(null);
  return {
    element,
    set(fresh) {
      const changed = fresh.state !== job.state;
      job = fresh;
      if (changed) {
        read(null);
      }
    },
    again: () => read(null),
    close() {
      closed = true;
      clearInterval(timer);
    },
  };
}

/** How it ended is told by more than a word. */
const ENDS = { succeeded: ['done', 'good'], partial: ['partial', 'warn'], failed: ['failed', 'bad'], cancelled: ['cancelled', 'quiet'] };

function makeEntry({ at, kind, detail }, before) {
  const [known, label] = KINDS[kind] ?? ['log', kind];
  const [drawing, tone] = (kind === 'ended' && ENDS[/^\w+/.exec(detail ?? '')]) || [known, kind === 'backoff' ? 'warn' : 'quiet'];
  const day = date(at).split(',')[0];
  const row = h('li', null,
    h('time', { datetime: at, title: date(at), class: 'num muted' }, day === before ? clock(at) : `${day} ${clock(at)}`),
    icon(drawing), h('b', null, label), h('span', { dir: 'auto' }, detail ?? ''));
  row.dataset.day = day;
  row.dataset.kind = kind;
  row.dataset.tone = tone;
  return row;
}
