// What can be done to a job, and asking before what cannot be undone.

import { expectOk, jobPath, post } from './api.js';
import { button, h } from './dom.js';
import { nameOf } from './format.js';
import { announce, fault, toast } from './say.js';
import { jobLabel } from './states.js';

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
export function confirm({ title, text, yes, box }) {
  return new Promise((resolve) => {
    const tick = box ? h('input', { type: 'checkbox', name: 'box' }) : null;
    const dialog = h('dialog', { 'aria-labelledby': 'confirm-title' });
    const no = button('Keep it', null, () => dialog.close(''));
    const go = button(yes, null, () => dialog.close('yes'), { kind: 'danger' });
    dialog.append(
      h('div', { class: 'panel' },
        h('h2', { id: 'confirm-title' }, title),
        h('p', null, text),
        tick ? h('label', null, tick, box) : null,
        h('div', { class: 'ends' }, no, go)));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes' ? (tick?.checked ?? false) : null);
    });
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });
}

/** Asks, deletes; whether it is gone. */
export async function remove(job) {
  const files = await confirm({
    title: `Delete ${nameOf(job)}?`,
    text: 'The job and its list of items go. Files that it saved stay unless you say otherwise.',
    yes: 'Delete',
    box: 'Also remove the files it saved, where they are still as saved',
  });
  if (files === null) {
    return false;
  }
  try {
    await expectOk(`${jobPath(job.id)}?files=${files}`, { method: 'DELETE' });
    toast(`Deleted ${nameOf(job)}`);
    announce(`Deleted ${nameOf(job)}`);
    return true;
  } catch (error) {
    fault(error);
    return false;
  }
}

export async function cancel(job) {
  const sure = await confirm({
    title: `Cancel ${nameOf(job)}?`,
    text: 'Nothing more is fetched. What was saved stays, and cancelled items can be retried.',
    yes: 'Cancel the job',
  });
  return sure === null ? null : command(job.id, 'cancel');
}
