// One job in the list.

import { button, h, setText, show } from './dom.js';
import { ago, byteRate, bytes, count, date, duration, ended, nameOf, percentText, rate } from './format.js';
import { progressBar } from './bar.js';
import { codeLabel, isHeldUp, jobBadge, OPEN } from './states.js';
import { command } from './commands.js';

export function jobCard(job) {
  const badge = jobBadge();
  const bar = progressBar(`Progress of ${nameOf(job)}`);
  const age = h('time', { class: 'muted' });
  const facts = Object.fromEntries(
    ['count', 'percent', 'rate', 'bytes', 'eta', 'missing', 'failed', 'error'].map((name) => [
      name,
      h('span', { 'data-fact': name, hidden: true }),
    ]),
  );
  const pause = button(`Pause ${nameOf(job)}`, 'paused', () => command(job.id, 'pause'), { bare: true });
  const resume = button(`Resume ${nameOf(job)}`, 'resume', () => command(job.id, 'resume'), { bare: true });
  const element = h('li', { class: 'card job', 'data-id': job.id },
    h('div', { class: 'job-head' },
      badge.element,
      h('a', { class: 'job-name', href: `#/jobs/${encodeURIComponent(job.id)}`, dir: 'auto' }, nameOf(job)),
      age,
      h('span', { class: 'grow' }),
      pause,
      resume),
    bar.element,
    h('p', { class: 'facts' }, ...Object.values(facts)));

  function fact(name, text) {
    show(facts[name], text !== null);
    if (text !== null) {
      setText(facts[name], text);
    }
  }

  return {
    element,
    set(next) {
      const { progress, state } = next;
      const running = state === 'running';
      badge.set(state);
      bar.set(next);
      age.dateTime = next.createdAt;
      age.title = date(next.createdAt);
      setText(age, ago(next.createdAt));
      const focused = [pause, resume].includes(document.activeElement);
      show(pause, state === 'running' || state === 'queued');
      show(resume, state === 'paused');
      if (focused) {
        // The one that was pressed may have gone: its opposite stands in its place.
        [pause, resume].find((act) => !act.hidden)?.focus();
      }
      const plus = progress.discoveryDone ? '' : '+';
      fact('count', `${count(ended(progress))} of ${count(progress.discovered)}${plus}`);
      fact('percent', progress.discovered > 0 && progress.discoveryDone ? percentText(progress) : null);
      fact('rate', running || !OPEN.has(state) ? rate(progress.itemsPerSecond) : null);
      fact('bytes', running ? byteRate(progress.bytesPerSecond) : bytes(progress.bytes));
      fact('eta', eta(next));
      fact('missing', progress.notFound > 0 ? `${count(progress.notFound)} not found` : null);
      fact('failed', progress.failed > 0 ? `${count(progress.failed)} failed` : null);
      fact('error', next.error ? `${codeLabel(next.error.code)}: ${next.error.detail}` : null);
    },
  };
}

function eta(next) {
  const { state, progress } = next;
  if (isHeldUp(next)) {
    return 'waits for a host';
  }
  if (state === 'running') {
    return progress.etaMs === null ? 'time left unknown' : `${duration(progress.etaMs)} left`;
  }
  return OPEN.has(state) ? null : `took ${duration(progress.elapsedMs)}`;
}
