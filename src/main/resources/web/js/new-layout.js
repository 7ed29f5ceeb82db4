// How the form for a new job is laid out: what there is on the left, what it gives on the right.

import { button, h, icon, setText, show } from './dom.js';
import { bytes } from './format.js';

/**
 * @param parts elements of the parts of the form
 * @param on what the controls do: `choose(view)`, `undo`, `keep`, `dryRun`, `start`, `pick(files)`,
 *     `removeList`
 */
export function newLayout(parts, on) {
  const title = h('h1', { tabindex: '-1' }, 'New job');
  const views = ['form', 'json'].map((name) => {
    const made = h('button', { type: 'button', class: 'quiet', onclick: () => on.choose(name) }, name === 'form' ? 'Form' : 'JSON');
    made.dataset.view = name;
    return made;
  });
  const undo = button('Undo', 'retry', on.undo);
  undo.dataset.act = 'undo';
  const picker = h('input', { type: 'file', multiple: true, accept: '.txt,.ndjson,.jsonl,.csv,.tsv,.json', class: 'sr', id: 'manifest' });
  picker.addEventListener('change', async () => {
    await on.pick([...picker.files]);
    picker.value = '';
  });
  const chosen = h('p', { class: 'chosen', hidden: true });
  const pick = h('p', { class: 'muted pick-line' }, 'Or drop a .txt, .csv, .tsv or .ndjson file anywhere, or ',
    h('label', { for: 'manifest', class: 'pick-file' }, 'choose one'), picker, '.');
  const byForm = h('div', { class: 'by-form' }, ...parts.kinds, pick);
  const help = h('p', { class: 'muted', id: 'json-help' });
  const byJson = h('div', { class: 'by-json', hidden: true }, help, parts.json);
  const dry = button('Dry run', 'verify', on.dryRun);
  const start = h('button', { type: 'submit' }, 'Start the job');
  dry.dataset.act = 'dry-run';
  start.dataset.act = 'start';
  const more = h('details', { class: 'more-options' }, h('summary', null, 'Options: mode, limits, attempts'), parts.options);
  const form = h('form', { class: 'new', novalidate: true },
    h('div', { class: 'main' },
      h('section', { class: 'card' },
        h('div', { class: 'card-head' }, h('h2', null, 'What do you have?'), h('span', { class: 'grow' }), undo,
          h('div', { class: 'tabs', role: 'group', 'aria-label': 'Form or JSON' }, ...views)),
        chosen, byForm, byJson),
      h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', null, 'Where to'), h('span', { class: 'grow' }),
        button('Keep as preset', 'save', on.keep)), parts.saving, more)),
    h('div', { class: 'side' },
      h('section', { class: 'card go' }, h('h2', null, 'Preview'), parts.preview, parts.faults, h('div', { class: 'ends' }, dry, start))));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    on.start();
  });
  const examples = h('details', { class: 'card examples-card' }, h('summary', null, 'Examples and presets'), ...parts.presets);
  const element = h('div', { class: 'page new-page' }, h('div', { class: 'title' }, title), form, examples);

  function draw({ view, list, canUndo, isList }) {
    views.forEach((made) => made.setAttribute('aria-pressed', String(made.dataset.view === view)));
    show(byForm, view === 'form' && list === null);
    show(byJson, view === 'json');
    show(undo, canUndo);
    show(pick, isList);
    show(chosen, list !== null);
    if (list !== null) {
      chosen.replaceChildren(icon('list'), h('b', { dir: 'auto' }, list.name), h('span', null, ` ${bytes(list.size)} `),
        button('Remove the list', 'close', on.removeList, { bare: true }));
    }
    setText(help, list === null ? 'The whole job. The fields change the same text.'
      : 'Everything else about the job; the URLs come from the list.');
  }

  /** Not switched off meanwhile: what is switched off loses the focus. */
  function busy(is, dryRun) {
    [dry, start].forEach((act) => act.setAttribute('aria-disabled', String(is)));
    (dryRun ? dry : start).setAttribute('aria-busy', String(is));
  }

  return { element, title, dry, start, draw, busy };
}
