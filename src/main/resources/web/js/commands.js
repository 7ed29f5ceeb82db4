// What can be done to a job, and asking before what cannot be undone.

import { expectOk, jobPath, post } from './api.js';
import { button, h } from './dom.js';
import { nameOf, plural } from './format.js';
import { announce, fault, toast } from './say.js';
import { isOpen, jobLabel } from './states.js';

const SIDE_BY_SIDE = 4;

/** Sends it; answers the job's view, or null where it was refused (and that was shown). */
export async function command(id, name, query = '') {
  try {
    const job = await post(`${jobPath(id)}/${name}${query}`);
    announce(`${nameOf(job)}: ${jobLabel(job.state)}`);
    return job;
  } catch (error) {
    fault(error);
    return null;
  }
}

/**
 * A dialog that asks. The answer is null when it was left, else whether the box was ticked.
 * Focus goes back to where it was.
 */
export function confirm({ title, text, yes, no = 'Keep it', box }) {
  return new Promise((resolve) => {
    const tick = box ? h('input', { type: 'checkbox', name: 'box' }) : null;
    const dialog = h('dialog', { 'aria-labelledby': 'confirm-title' });
    const leave = button(no, null, () => dialog.close(''));
    const agree = button(yes, null, () => dialog.close('yes'), { kind: 'danger' });
    dialog.append(
      h('div', { class: 'panel' },
        h('h2', { id: 'confirm-title', dir: 'auto' }, title),
        h('p', null, text),
        tick ? h('label', null, tick, box) : null,
        h('div', { class: 'ends' }, leave, agree)));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes' ? (tick?.checked ?? false) : null);
    });
    document.body.append(dialog);
    dialog.showModal();
    leave.focus();
  });
}

const FILES_BOX = 'Also remove the files it saved, where they are unchanged';

/** Asks, deletes; whether it is gone. */
export async function remove(job) {
  const stops = isOpen(job) ? 'The job is stopped first. ' : '';
  const files = await confirm({
    title: `Delete “${nameOf(job)}”?`,
    text: `${stops}The job and its list of items are removed. Files that it saved stay unless you say otherwise.`,
    yes: isOpen(job) ? 'Stop and delete' : 'Delete',
    box: FILES_BOX,
  });
  if (files === null) {
    return false;
  }
  try {
    await drop(job.id, files);
    toast(`Deleted “${nameOf(job)}”`);
    announce(`Deleted “${nameOf(job)}”`);
    return true;
  } catch (error) {
    fault(error);
    return false;
  }
}

const drop = (id, files) => expectOk(`${jobPath(id)}?files=${files}`, { method: 'DELETE' });

export async function cancel(job) {
  const sure = await confirm({
    title: `Cancel “${nameOf(job)}”?`,
    text: 'Nothing more is fetched. What was saved stays, and cancelled items can be retried.',
    yes: 'Cancel the job',
  });
  return sure === null ? null : command(job.id, 'cancel');
}

const DONE = { pause: 'paused', resume: 'resumed', retry: 'retried', cancel: 'cancelled', delete: 'deleted' };

/** The same for many jobs, a few side by side; says how many it was done to. Whether it was tried. */
export async function commandAll(jobs, name) {
  let files = false;
  if (name === 'delete' || name === 'cancel') {
    files = await confirm({
      title: `${name === 'delete' ? 'Delete' : 'Cancel'} ${plural(jobs.length, 'job')}?`,
      text: name === 'delete'
        ? `${jobs.some(isOpen) ? 'Those that run are stopped first. ' : ''}The jobs and their lists of items are removed.`
        : 'Nothing more is fetched. What was saved stays, and cancelled items can be retried.',
      yes: name === 'delete' ? `Delete ${plural(jobs.length, 'job')}` : `Cancel ${plural(jobs.length, 'job')}`,
      no: 'Keep them',
      box: name === 'delete' ? FILES_BOX : null,
    });
    if (files === null) {
      return false;
    }
  }
  const left = [...jobs];
  const refused = [];
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, async () => {
    for (let job = left.shift(); job; job = left.shift()) {
      try {
        await (name === 'delete' ? drop(job.id, files) : post(`${jobPath(job.id)}/${name}`));
      } catch (error) {
        refused.push(error);
      }
    }
  }));
  const well = `${plural(jobs.length - refused.length, 'job')} ${DONE[name]}`;
  toast(refused.length > 0 ? `${well}, ${refused.length} refused: ${refused[0].message}` : well, refused.length > 0 ? 'bad' : 'good');
  announce(well);
  return true;
}

/** What may be asked of a job in its state. */
export function possible({ state, progress, spec }) {
  const open = isOpen({ state });
  const lost = progress.failed + progress.notFound + progress.cancelled;
  return {
    pause: state === 'running' || state === 'queued',
    resume: state === 'paused',
    cancel: open,
    retry: lost > 0 || (!open && !progress.discoveryDone),
    verify: progress.done > 0 && spec?.mode !== 'probe',
  };
}
