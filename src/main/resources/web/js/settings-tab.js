// Limits that can be changed while the job runs, its name, and the job's definition.

import { button, copyButton, h, setText } from './dom.js';
import { saveBlob } from './files.js';
import { nameOf } from './format.js';
import { copyAsCurl, duplicate } from './again.js';
import { limitsForm } from './limits.js';
import { renameJob } from './rename.js';

export function settingsTab(id, first) {
  let job = first;
  const limits = limitsForm(id);
  const name = h('span', { dir: 'auto' });
  const text = h('pre', { tabindex: '0', 'aria-label': 'Job definition' });
  const definition = () => JSON.stringify(job.spec, null, 2);
  const element = h('div', { class: 'columns even' },
    h('div', { class: 'main' },
      h('section', { class: 'card' }, h('h2', null, 'Name'),
        h('p', { class: 'with-act' }, name, button('Rename', 'edit', () => renameJob(job))),
        h('p', { class: 'muted with-act' }, 'Id ', h('code', null, id), copyButton('Copy the id', id))),
      limits.element),
    h('div', { class: 'main' },
      h('section', { class: 'card' }, h('h2', null, 'Job definition'),
        h('div', { class: 'acts' },
          copyButton('Copy', definition, { bare: false }),
          button('Download', 'save', () => saveBlob(new Blob([definition()]), `${nameOf(job)}.json`)),
          button('Copy as curl', 'keys', () => copyAsCurl(job)),
          button('Duplicate and edit', 'copy', () => duplicate(job))),
        text)));
  let shown = '';
  return {
    element,
    set(next) {
      job = next;
      limits.set(job);
      setText(name, nameOf(job));
      const definitionNow = definition();
      if (definitionNow !== shown) {
        shown = definitionNow;
        setText(text, definitionNow);
      }
    },
    close() {},
  };
}
