// One job in the list: a row of a table.

import { button, h, setAttribute, setText, show } from './dom.js';
import { ago, byteRate, bytes, byBytes, count, date, duration, hasShare, hostOf, isCounted, keptText, left, nameOf, percentText, settled, total } from './format.js';
import { jobAddress } from './address.js';
import { progressBar } from './bar.js';
import { faultText, isOpen, jobBadge, waitsFor } from './states.js';
import { command, possible, remove } from './commands.js';

export const COLUMNS = [
  ['name', 'Name', 'name'], ['progress', 'Progress'], ['items', 'Items'], ['size', 'Size', '-bytes'],
  ['speed', 'Speed'], ['time', 'Time', '-finishedAt'], ['age', 'Added', '-createdAt'],
];

/** @param select told when the box was clicked: `(id, withShift)` */
export function jobRow(job, select) {
  let current = job;
  const badge = jobBadge({ bare: true });
  const bar = progressBar(`Progress of ${nameOf(job)}`);
  const tick = h('input', { type: 'checkbox', 'aria-label': `Select ${nameOf(job)}` });
  tick.addEventListener('click', (event) => select(job.id, event.shiftKey));
  const name = h('a', { class: 'job-name', href: jobAddress(job.id), dir: 'auto' });
  const host = h('span', { class: 'muted host' });
  const lost = h('span', { class: 'lost' });
  const age = h('time', { class: 'muted' });
  const share = h('span', { class: 'share' });
  const acts = {
    pause: button(`Pause ${nameOf(job)}`, 'paused', () => command(job.id, 'pause'), { bare: true }),
    resume: button(`Resume ${nameOf(job)}`, 'resume', () => command(job.id, 'resume'), { bare: true }),
    retry: button(`Retry ${nameOf(job)}`, 'retry', () => command(job.id, 'retry'), { bare: true }),
    remove: button(`Delete ${nameOf(job)}`, 'remove', () => remove(current), { bare: true }),
  };
  Object.entries(acts).forEach(([act, made]) => {
    made.dataset.act = act;
  });
  const cells = Object.fromEntries(COLUMNS.map(([column]) => [column, h('td', { class: column })]));
  cells.name.append(h('div', null, badge.element, name, host, lost));
  cells.progress.append(h('div', null, bar.element, share));
  cells.age.append(age);
  const element = h('tr', { class: 'job', 'data-id': job.id },
    h('td', { class: 'pick' }, tick), ...Object.values(cells),
    h('td', { class: 'do' }, h('div', null, ...Object.values(acts))));

  function offer() {
    const may = possible(current);
    const focused = Object.values(acts).find((act) => act === document.activeElement);
    show(acts.pause, may.pause);
    show(acts.resume, may.resume);
    show(acts.retry, may.retry && !isOpen(current));
    if (focused?.hidden) {
      // The one that was pressed may have gone: its opposite stands in its place.
      Object.values(acts).find((act) => !act.hidden).focus();
    }
  }

  return {
    element,
    tick,
    set(next) {
      current = next;
      const { progress, state } = next;
      const running = state === 'running';
      setAttribute(element, 'data-state', state);
      badge.set(state);
      setText(name, nameOf(next));
      name.title = nameOf(next);
      setText(host, hostOf(next) ?? '');
      setText(lost, trouble(next));
      lost.dataset.tone = progress.failed > 0 || next.error ? 'bad' : 'warn';
      lost.title = next.error ? faultText(next.error) : '';
      show(bar.element, isOpen(next));
      bar.set(next);
      setText(share, shareText(next));
      setText(cells.items, itemsText(next));
      cells.items.title = cells.items.textContent;
      setText(cells.size, byBytes(progress) && isOpen(next)
        ? `${bytes(progress.bytes)} / ${bytes(progress.bytesExpected)}` : progress.bytes > 0 ? bytes(progress.bytes)
          : state === 'paused' && progress.kept ? keptText(progress.kept) : '');
      setText(cells.speed, running ? byteRate(progress.bytesPerSecond) : '');
      setText(cells.time, time(next));
      age.dateTime = next.createdAt;
      age.title = date(next.createdAt);
      setText(age, ago(next.createdAt));
      offer();
    },
  };
}

function itemsText(job) {
  const { progress } = job;
  if (progress.discovered === 0 && !isCounted(progress)) {
    return isOpen(job) ? '' : 'none';
  }
  return `${count(settled(progress))} / ${count(total(progress))}${isCounted(progress) ? '' : '+'}`;
}

function shareText({ state, progress }) {
  if (['running', 'paused'].includes(state)) {
    return hasShare(progress) && total(progress) > 0 ? percentText(progress) : '';
  }
  return { succeeded: '✓ complete', queued: 'queued', cancelled: 'cancelled', failed: 'failed', partial: 'incomplete' }[state] ?? '';
}

function trouble({ error, progress }) {
  const parts = [];
  if (progress.failed > 0) {
    parts.push(`${count(progress.failed)} failed`);
  }
  if (progress.notFound > 0) {
    parts.push(`${count(progress.notFound)} not found`);
  }
  if (error) {
    parts.push(faultText(error));
  }
  return parts.join(', ');
}

function time(next) {
  const { state, progress } = next;
  const held = waitsFor(next);
  if (held !== null) {
    return held;
  }
  if (state === 'running') {
    return Number.isFinite(progress.etaMs) ? left(progress.etaMs) : '';
  }
  return isOpen(next) || !progress.elapsedMs ? '' : duration(progress.elapsedMs);
}
