// The job as it was accepted, and the list of its items to take away.

import { button, h, setText } from './dom.js';
import { downloadList } from './files.js';
import { nameOf } from './format.js';

export function specPanel(id) {
  let job = null;
  const text = h('pre', { tabindex: '0', 'aria-label': 'The job as accepted' });
  const details = h('details', null, h('summary', null, 'The job as accepted'), text);
  const fileName = (extension) => `${nameOf(job)}-items.${extension}`;
  const element = h('section', { class: 'card' },
    h('h2', null, 'Details'),
    h('p', { class: 'muted' }, 'Id ', h('code', null, id)),
    h('div', { class: 'acts' },
      button('Items as CSV', 'save', () => downloadList(id, 'text/csv', fileName('csv'))),
      button('Items as NDJSON', 'save', () => downloadList(id, 'application/x-ndjson', fileName('ndjson')))),
    details);
  const draw = () => details.open && setText(text, JSON.stringify(job.spec, null, 2));
  details.addEventListener('toggle', draw);
  return {
    element,
    set(next) {
      job = next;
      draw();
    },
  };
}
