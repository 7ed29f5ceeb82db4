// The head of a job's page: state, numbers, what can be done.

import { button, h, setText, show } from './dom.js';
import { ago, byteRate, bytes, count, date, duration, ended, nameOf, percentText, rate } from './format.js';
import { progressBar } from './bar.js';
import { onceAFrame } from './frames.js';
import { cancel, command, remove } from './commands.js';
import { codeLabel, isHeldUp, jobBadge, OPEN } from './states.js';

const NUMBERS = {
  ended: 'Ended', rate: 'Rate', bytes: 'Received', speed: 'Speed', eta: 'Time left', took: 'Took',
};
const COUNTS = {
  done: 'done', skipped: 'skipped', notFound: 'not found', failed: 'failed', cancelled: 'cancelled',
  active: 'active', waiting: 'waiting', retries: 'retries',
};

export function jobSummary(title, { verify, deleted }) {
  let job = null;
  const badge = jobBadge();
  const bar = progressBar('Progress of the job');
  const when = h('span', { class: 'muted' });
  const error = h('p', { class: 'fault', role: 'alert', hidden: true });
  const numbers = terms(NUMBERS, 'numbers');
  const counts = terms(COUNTS, 'counts');
  const acts = {
    pause: button('Pause', 'paused', () => command(job.id, 'pause')),
    resume: button('Resume', 'resume', () => command(job.id, 'resume'), { kind: 'strong' }),
    retry: button('Retry all', 'retry', () => command(job.id, 'retry')),
    verify: button('Verify', 'verify', verify),
    cancel: button('Cancel', 'close', () => cancel(job)),
    remove: button('Delete', 'remove', async () => (await remove(job)) && deleted()),
  };
  Object.entries(acts).forEach(([name, act]) => {
    act.dataset.act = name;
  });
  const element = h('section', { class: 'card summary-card', 'aria-label': 'Summary' },
    h('div', { class: 'job-head' }, badge.element, title, when, h('span', { class: 'grow' }),
      h('div', { class: 'acts' }, ...Object.values(acts))),
    error, bar.element, numbers.element, counts.element);

  const frame = onceAFrame(() => {
    const { progress, state } = job;
    const running = state === 'running';
    badge.set(state);
    bar.set(job);
    setText(title, nameOf(job));
    setText(when, ago(job.createdAt));
    when.title = date(job.createdAt);
    show(error, job.error !== null);
    setText(error, job.error ? `${codeLabel(job.error.code)}: ${job.error.detail}` : '');
    const known = `${count(ended(progress))} of ${count(progress.discovered)}`;
    numbers.set('ended', progress.discoveryDone ? `${known} · ${percentText(progress)}` : `${known} found so far`);
    numbers.set('rate', rate(progress.itemsPerSecond));
    numbers.set('bytes', bytes(progress.bytes));
    numbers.set('speed', byteRate(progress.bytesPerSecond));
    numbers.set('eta', isHeldUp(job) ? 'waits for a host' : running ? duration(progress.etaMs) : null);
    numbers.set('took', running ? null : duration(progress.elapsedMs));
    for (const name of Object.keys(COUNTS)) {
      counts.set(name, progress[name] > 0 ? count(progress[name]) : null);
    }
    offer(state, progress);
  }, 100);

  function offer(state, progress) {
    const lost = progress.failed + progress.notFound + progress.cancelled > 0;
    const focused = Object.values(acts).find((act) => act === document.activeElement);
    show(acts.pause, state === 'running' || state === 'queued');
    show(acts.resume, state === 'paused');
    show(acts.cancel, OPEN.has(state));
    show(acts.retry, lost || (!OPEN.has(state) && !progress.discoveryDone));
    show(acts.verify, progress.done > 0 && job.spec?.mode !== 'probe');
    if (focused?.hidden) {
      // The focus must not be lost with the button that was pressed.
      Object.values(acts).find((act) => !act.hidden).focus();
    }
  }

  return {
    element,
    set(next) {
      job = next;
      frame.mark();
    },
    freeze: () => Object.values(acts).forEach((act) => {
      act.disabled = true;
    }),
    close: frame.close,
  };
}

/** Numbers under their names; null hides one. */
function terms(labels, className) {
  const values = {};
  const element = h('dl', { class: className });
  for (const [name, label] of Object.entries(labels)) {
    const value = h('dd');
    const group = h('div', { hidden: true }, h('dt', null, label), value);
    group.dataset.part = name;
    values[name] = { group, value };
    element.append(group);
  }
  return {
    element,
    set(name, text) {
      const { group, value } = values[name];
      show(group, text !== null);
      setText(value, text ?? '');
    },
  };
}
