// The head of a job's page: state, name, how far, how long, where to, and what can be done.

import { button, copyButton, h, setText, show } from './dom.js';
import { ago, byBytes, byteRate, bytes, count, date, duration, hasShare, isCounted, keptText, left, nameOf, percentText, rate, settled, total } from './format.js';
import { jobAddress } from './address.js';
import { progressBar } from './bar.js';
import { onceAFrame } from './frames.js';
import { menu } from './menu.js';
import { cancel, command, possible, remove } from './commands.js';
import { copyAsCurl, duplicate, runAgain } from './again.js';
import { renameJob } from './rename.js';
import { isOpen, jobBadge, OPEN, waitsFor } from './states.js';

const COUNTS = {
  done: ['done', 'done'], skipped: ['skipped', 'skipped'], notFound: ['not found', 'not_found'],
  failed: ['failed', 'failed'], cancelled: ['cancelled', 'cancelled'], active: ['active', 'active'],
  waiting: ['waiting', 'waiting'], retries: ['retries', null],
};

export function jobHead(title, { verify, deleted }) {
  let job = null;
  const badge = jobBadge();
  const bar = progressBar('Progress of the job');
  const facts = Object.fromEntries(['ended', 'bytes', 'kept', 'speed', 'rate', 'eta', 'took', 'when'].map((name) =>
    [name, h('span', { 'data-part': name, hidden: true })]));
  const path = h('code', { dir: 'ltr' });
  const where = h('span', { 'data-part': 'where', hidden: true }, 'to ', path, copyButton('Copy the directory', () => path.textContent));
  const counts = h('p', { class: 'counts' });
  const parts = Object.fromEntries(Object.entries(COUNTS).map(([name, [label, state]]) => {
    const value = h('b');
    const part = h(state ? 'a' : 'span', { hidden: true }, value, ` ${label}`);
    part.dataset.part = name;
    counts.append(part);
    return [name, { part, value, state }];
  }));
  const acts = {
    pause: button('Pause', 'paused', () => command(job.id, 'pause'), { kind: 'strong' }),
    resume: button('Resume', 'resume', () => command(job.id, 'resume'), { kind: 'strong' }),
    retry: button('Retry', 'retry', () => command(job.id, 'retry'), { kind: 'strong' }),
    again: button('Run again', 'retry', () => runAgain(job)),
  };
  Object.entries(acts).forEach(([name, act]) => {
    act.dataset.act = name;
  });
  const more = menu('More actions', [
    { act: 'verify', label: 'Verify files', icon: 'verify', run: verify },
    { act: 'again', label: 'Run again', icon: 'retry', run: () => runAgain(job) },
    { act: 'duplicate', label: 'Duplicate and edit', icon: 'copy', run: () => duplicate(job) },
    { act: 'curl', label: 'Copy as curl', icon: 'keys', run: () => copyAsCurl(job) },
    { act: 'rename', label: 'Rename', icon: 'edit', run: () => renameJob(job) },
    { act: 'cancel', label: 'Cancel', icon: 'cancelled', run: () => cancel(job), danger: true },
    { act: 'remove', label: 'Delete', icon: 'remove', run: async () => (await remove(job)) && deleted(), danger: true },
  ]);
  const element = h('section', { class: 'card summary-card', 'aria-label': 'Summary' },
    h('div', { class: 'job-head' }, badge.element, title, h('span', { class: 'grow' }),
      h('div', { class: 'acts' }, ...Object.values(acts), more.element)),
    bar.element,
    h('p', { class: 'line' }, ...Object.values(facts), where),
    counts);

  function fact(name, text) {
    show(facts[name], text !== null);
    setText(facts[name], text ?? '');
  }

  const frame = onceAFrame(() => {
    const { progress, state } = job;
    const running = state === 'running';
    const sized = byBytes(progress) && isOpen(job);
    badge.set(state);
    bar.set(job);
    setText(title, nameOf(job));
    title.title = nameOf(job);
    fact('ended', items(progress, state));
    fact('bytes', sized ? `${bytes(progress.bytes)} of ${bytes(progress.bytesExpected)}`
      : progress.bytes > 0 ? bytes(progress.bytes) : null);
    fact('kept', state === 'paused' && progress.kept ? keptText(progress.kept) : null);
    fact('speed', progress.bytesPerSecond > 0 && state !== 'paused' ? byteRate(progress.bytesPerSecond) : running ? byteRate(0) : null);
    fact('rate', progress.itemsPerSecond >= 1 && state !== 'paused' ? `${rate(progress.itemsPerSecond).replace('/s', '')} items/s` : null);
    fact('eta', waitsFor(job) ?? (running && Number.isFinite(progress.etaMs) ? left(progress.etaMs) : null));
    fact('took', progress.elapsedMs > 0 ? `${running ? 'running for' : isOpen(job) ? 'ran for' : 'took'} ${duration(progress.elapsedMs)}` : null);
    fact('when', isOpen(job) || !job.finishedAt ? whenText('added', job.createdAt) : whenText('ended', job.finishedAt));
    facts.when.title = `Added ${date(job.createdAt)}${job.startedAt ? `, started ${date(job.startedAt)}` : ''}${job.finishedAt ? `, ended ${date(job.finishedAt)}` : ''}`;
    for (const [name, { part, value, state: filter }] of Object.entries(parts)) {
      show(part, progress[name] > 0);
      setText(value, count(progress[name]));
      if (filter) {
        part.href = jobAddress(job.id, 'items', { state: filter });
      }
    }
    showDirectory();
    offer();
  }, 100);

  function showDirectory() {
    const { done, skipped } = job.progress;
    // Where nothing was saved there is nothing to look at.
    show(where, Boolean(job.directory) && job.spec?.mode !== 'probe' && (isOpen(job) || done + skipped > 0));
    setText(path, job.directory ?? '');
  }

  function offer() {
    const may = possible(job);
    const all = Object.values(acts);
    const focused = all.find((act) => act === document.activeElement);
    show(acts.pause, may.pause);
    show(acts.resume, may.resume);
    show(acts.retry, may.retry && !isOpen(job));
    show(acts.again, !isOpen(job) && !may.retry);
    more.offer(new Set(['duplicate', 'curl', 'rename', 'remove',
      ...(may.verify ? ['verify'] : []), ...(may.cancel ? ['cancel'] : []), ...(acts.again.hidden ? ['again'] : [])]));
    if (focused?.hidden) {
      // The focus must not be lost with the button that was pressed.
      (all.find((act) => !act.hidden) ?? more.opener).focus();
    }
  }

  const KEYS = {
    p: () => [acts.pause, acts.resume].find((act) => !act.hidden)?.click(),
    r: () => acts.retry.hidden || acts.retry.click(),
    Delete: () => remove(job).then((is) => is && deleted()),
  };
  const ages = setInterval(() => job && frame.mark(), 10_000);

  return {
    element,
    set(next) {
      job = next;
      frame.mark();
    },
    key(key) {
      KEYS[key]?.();
      return key in KEYS;
    },
    freeze: () => element.querySelectorAll('button').forEach((act) => {
      act.disabled = true;
    }),
    close() {
      clearInterval(ages);
      frame.close();
    },
  };
}

/** The instant itself, too: a tooltip is not for a finger. */
const whenText = (what, instant) => `${what} ${date(instant)} (${ago(instant)})`;

function items(progress, state) {
  if (progress.discovered === 0) {
    return progress.discoveryDone || !OPEN.has(state) ? 'no items' : state === 'queued' ? null : 'looking for items';
  }
  const known = `${count(settled(progress))} of ${count(total(progress))}`;
  if (!isCounted(progress)) {
    return `${known} found so far`;
  }
  return hasShare(progress) ? `${known} · ${percentText(progress)}` : known;
}
