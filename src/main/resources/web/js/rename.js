// A job's name, changed in a small dialog.

import { jobPath, patch } from './api.js';
import { button, h, setText } from './dom.js';
import { announce, toast } from './say.js';

export function renameJob(job) {
  const input = h('input', { id: 'rename', type: 'text', value: job.name ?? '', dir: 'auto', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'rename-fault' });
  const wrong = h('p', { class: 'fault', id: 'rename-fault', role: 'alert' });
  const form = h('form', { class: 'panel' },
    h('h2', { id: 'rename-title' }, 'Rename the job'),
    h('label', { for: 'rename' }, 'Name'), input, wrong,
    h('div', { class: 'ends' }, button('Leave it', null, () => dialog.close()), h('button', { type: 'submit' }, 'Rename')));
  const dialog = h('dialog', { 'aria-labelledby': 'rename-title' }, form);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      await patch(jobPath(job.id), { name: input.value.trim() || null });
      toast('Renamed');
      announce('Renamed');
      dialog.close();
    } catch (error) {
      input.setAttribute('aria-invalid', 'true');
      setText(wrong, error.errors[0]?.detail ?? error.message);
      input.focus();
    }
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  input.select();
}
