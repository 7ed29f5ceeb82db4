// The form for a new job. It asks what there is to fetch, shows what that would give, and starts it.

import { get, jobPath, post } from './api.js';
import { button, h, icon, setText, show } from './dom.js';
import { go, jobAddress } from './address.js';
import { bytes, nameOf } from './format.js';
import { announce, fault, toast } from './say.js';
import { readDraft, writeDraft } from './draft.js';
import { editor } from './editor.js';
import { faultList } from './faults.js';
import { formFields } from './form-fields.js';
import { fromFiles, fromText, offered } from './intake.js';
import { blankJob, changesOf, jobModel, requestOf } from './job-model.js';
import { isCurrent } from './service-info.js';
import { keepPreset, ownPresets } from './own-presets.js';
import { livePreview } from './preview.js';
import { presetButtons, presetJob, PRESETS } from './presets.js';
import { setPageTitle } from './page-title.js';
import { OPTIONS, SAVING, sourceOf, SOURCES } from './source-forms.js';

export function newPage(params) {
  let view = params.get('view') === 'json' ? 'json' : 'form';
  let key = null;
  let original = null;
  /** Whether the last change was one that replaced everything. */
  let replaced = false;
  let closed = false;
  const model = jobModel();
  const hooks = { job: model.job, changed: fieldChanged };
  const title = h('h1', { tabindex: '-1' }, 'New job');
  const json = editor('The job as JSON', 'faults json-help');
  const forms = new Map(Object.entries(SOURCES).map(([name, { fields }]) => [name, formFields(fields, hooks)]));
  const saving = formFields(SAVING, hooks);
  const options = formFields(OPTIONS, hooks);
  const allFields = {
    fault: (pointer, detail) => [...shownForms(), saving, options].some((fields) => fields.fault(pointer, detail)),
    focus: (pointer) => [...shownForms(), saving, options].forEach((fields) => fields.focus(pointer)),
    clear: () => [...forms.values(), saving, options].forEach((fields) => fields.clear()),
  };
  const faults = faultList(json, allFields, (line) => {
    choose('json');
    json.goTo(line);
  });
  const preview = livePreview(() => ({ ...requestOf(model), job: model.job() }));

  const tiles = h('div', { class: 'kinds', role: 'radiogroup', 'aria-label': 'What do you have?' });
  for (const [name, { label, about, icon: drawing }] of Object.entries(SOURCES)) {
    const input = h('input', { type: 'radio', name: 'kind', value: name, id: `kind-${name}`, onchange: () => chooseSource(name) });
    tiles.append(h('label', { class: 'kind', for: `kind-${name}` }, input, icon(drawing), h('b', null, label), h('span', null, about)));
  }
  const views = ['form', 'json'].map((name) => {
    const made = h('button', { type: 'button', class: 'quiet', onclick: () => choose(name) }, name === 'form' ? 'Form' : 'JSON');
    made.dataset.view = name;
    return made;
  });
  const undo = button('Undo', 'retry', takeBack);
  undo.dataset.act = 'undo';
  const picker = h('input', { type: 'file', multiple: true, accept: '.txt,.ndjson,.jsonl,.csv,.tsv,.json', class: 'sr', id: 'manifest' });
  const chosen = h('p', { class: 'chosen', hidden: true });
  const pick = h('p', { class: 'muted pick-line' }, 'Or drop a .txt, .csv, .tsv or .ndjson file anywhere, or ',
    h('label', { for: 'manifest', class: 'pick-file' }, 'choose one'), picker, '.');
  const formOf = h('div', { class: 'form-of' });
  const onlyJson = h('p', { class: 'muted', hidden: true }, 'There is no form for this source; the JSON says it all.');
  const byForm = h('div', { class: 'by-form' }, tiles, formOf, onlyJson, pick);
  const help = h('p', { class: 'muted', id: 'json-help' }, 'The whole job. The fields change the same text.');
  const byJson = h('div', { class: 'by-json', hidden: true }, help, json.element);
  const dry = button('Dry run', 'verify', () => attempt(true));
  const start = h('button', { type: 'submit' }, 'Start the job');
  dry.dataset.act = 'dry-run';
  start.dataset.act = 'start';
  const more = h('details', { class: 'more-options' }, h('summary', null, 'Options: mode, limits, attempts'), options.element);
  const own = ownPresets((job, name) => replace(structuredClone(job), null, `Preset ${name}`));
  const keep = button('Keep as preset', 'save', () => {
    const name = model.job().name || sourceOf(model.job()) || 'preset';
    keepPreset(name, model.job());
    own.draw();
    toast(`Kept as “${name}”, below`);
  });
  const form = h('form', { class: 'new', novalidate: true },
    h('div', { class: 'main' },
      h('section', { class: 'card' },
        h('div', { class: 'card-head' }, h('h2', null, 'What do you have?'), h('span', { class: 'grow' }), undo,
          h('div', { class: 'tabs', role: 'group', 'aria-label': 'Form or JSON' }, ...views)),
        chosen, byForm, byJson),
      h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', null, 'Where to'), h('span', { class: 'grow' }), keep), saving.element, more)),
    h('div', { class: 'side' },
      h('section', { class: 'card go' }, h('h2', null, 'Preview'), preview.element, faults.element,
        h('div', { class: 'ends' }, dry, start))));
  const examples = h('details', { class: 'card examples-card' }, h('summary', null, 'Examples and presets'),
    own.element, presetButtons(loadPreset));
  const element = h('div', { class: 'page new-page' }, h('div', { class: 'title' }, title), form, examples);

  const shownForms = () => (view === 'form' && model.list() === null && forms.has(sourceOf(model.job())) ? [forms.get(sourceOf(model.job()))] : []);

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(false);
  });
  picker.addEventListener('change', async () => {
    try {
      take(await fromFiles([...picker.files]));
    } catch (error) {
      fault(error);
    }
    picker.value = '';
  });
  json.area.addEventListener('input', () => {
    if (json.isWriting()) {
      return;
    }
    const job = parsed();
    if (job !== null) {
      model.setJob(job);
    }
    saving.disable(job === null);
    options.disable(job === null);
    touched();
    draw();
  });
  element.addEventListener('paste', (event) => {
    // A list with more than URLs, or a job, is not what the field is for: it is taken as what it is.
    const found = event.target.matches?.('#field-source-urls') ? fromText(event.clipboardData?.getData('text/plain') ?? '') : null;
    if (found && (found.kind !== 'urls' || found.lines.some((line) => line.startsWith('{')))) {
      event.preventDefault();
      take(found);
    }
  });
  element.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z' && replaced && model.canUndo()) {
      event.preventDefault();
      takeBack();
    }
  });

  function parsed() {
    try {
      const value = JSON.parse(json.text);
      return value && typeof value === 'object' && !Array.isArray(value) ? value : null;
    } catch {
      return null;
    }
  }

  function fieldChanged() {
    if (view === 'json') {
      writeJson();
    }
    touched();
  }

  const writeJson = () => {
    json.text = JSON.stringify(model.job(), null, 2);
  };

  /** Something was typed: faults and key are of before. */
  function touched() {
    key = null;
    replaced = false;
    faults.clear();
    save();
    preview.soon(SOURCES[sourceOf(model.job())]?.live === true || model.list() !== null, model.isBlank());
  }

  function save(more = {}) {
    const list = model.list();
    writeDraft({
      job: model.job(), view, text: view === 'json' ? json.text : null, original,
      list: list && typeof list.body === 'string' ? list : null, ...more,
    });
  }

  /** Everything anew, with a way back. */
  function replace(job, list, said) {
    const before = !model.isBlank();
    model.replace(job, list, before);
    original = null;
    afterReplace();
    replaced = before;
    if (before) {
      toast(said, 'good', { label: 'Undo', run: takeBack });
    }
    announce(said);
  }

  function afterReplace() {
    if (view === 'json') {
      writeJson();
    }
    saving.disable(false);
    options.disable(false);
    touched();
    draw();
  }

  function takeBack() {
    if (!closed && model.canUndo()) {
      model.undo();
      afterReplace();
      [...element.querySelectorAll('[data-preset]')].forEach((made) => made.setAttribute('aria-pressed', 'false'));
      announce('Undone');
    }
  }

  function chooseSource(name) {
    model.changeSource(sourceOf(model.job()), name);
    touched();
    draw();
    forms.get(name).focusFirst();
  }

  function choose(name) {
    if (name === view) {
      return;
    }
    if (view === 'json' && parsed() === null) {
      // Nothing typed is thrown away: first it has to be JSON.
      faults.syntax();
      return;
    }
    view = name;
    draw();
    if (view === 'json') {
      writeJson();
    }
    save();
  }

  function draw() {
    const source = sourceOf(model.job());
    const list = model.list();
    views.forEach((made) => made.setAttribute('aria-pressed', String(made.dataset.view === view)));
    show(byForm, view === 'form' && list === null);
    show(byJson, view === 'json');
    show(onlyJson, source === null);
    show(undo, model.canUndo());
    [...tiles.querySelectorAll('input')].forEach((input) => {
      input.checked = input.value === source;
    });
    const shown = source === null ? null : forms.get(source);
    if (formOf.firstChild !== (shown?.element ?? null)) {
      formOf.replaceChildren(...(shown ? [shown.element] : []));
    }
    shown?.read();
    saving.read();
    options.read();
    show(pick, source === 'urls');
    show(chosen, list !== null);
    if (list !== null) {
      chosen.replaceChildren(icon('list'), h('b', { dir: 'auto' }, list.name), h('span', null, ` ${bytes(list.size)} `),
        button('Remove the list', 'close', () => replace({ ...model.job(), source: SOURCES.urls.blank() }, null, 'List removed'), { bare: true }));
    }
    setText(help, list === null ? 'The whole job. The fields change the same text.'
      : 'Everything else about the job; the URLs come from the list.');
  }

  function take(found) {
    if (found.kind === 'job') {
      replace(found.document, null, 'Job taken over');
    } else if (found.kind === 'list') {
      const { source: _, ...rest } = model.job();
      const name = rest.name ?? (found.name === 'pasted list' ? undefined : found.name.replace(/\.[^.]*$/, ''));
      replace({ ...(name ? { name } : {}), ...rest }, found, `List ${found.name}`);
      start.focus();
    } else {
      takeUrls(found.lines);
    }
  }

  /** Behind those that are there already. */
  function takeUrls(lines) {
    const { source } = model.job();
    const there = model.list() === null && source?.type === 'urls' ? source.urls ?? [] : [];
    const fresh = lines.map((line) => (line.startsWith('{') ? JSON.parse(line) : line));
    replace({ ...model.job(), source: { type: 'urls', urls: [...there, ...fresh] } }, null, `${fresh.length} URLs added`);
  }

  async function loadPreset(name) {
    try {
      replace(await presetJob(name), null, `Example ${PRESETS[name][0]}`);
    } catch (error) {
      fault(error);
    }
    for (const made of element.querySelectorAll('[data-preset]')) {
      made.setAttribute('aria-pressed', String(made.dataset.preset === name));
    }
  }

  async function loadFrom(id) {
    try {
      const job = await get(jobPath(id));
      model.replace(structuredClone(job.spec), null, !model.isBlank());
      original = { id, spec: job.spec };
      setText(title, `New job, from “${nameOf(job)}”`);
      afterReplace();
    } catch (error) {
      fault(error);
    }
  }

  async function request() {
    if (original !== null && model.list() === null && await isCurrent()) {
      return {
        query: new URLSearchParams({ from: original.id }), type: 'application/json',
        body: JSON.stringify(changesOf(original.spec, model.job())),
      };
    }
    return requestOf(model, view === 'json' ? json.text : null);
  }

  async function attempt(dryRun) {
    faults.clear();
    if (view === 'json' && !faults.syntax()) {
      return;
    }
    const { query, type, body } = await request();
    const headers = { 'Content-Type': type };
    if (dryRun) {
      query.set('dryRun', 'true');
    } else {
      // The same key until something changes: a lost answer does not make a second job.
      key ??= newKey();
      headers['Idempotency-Key'] = key;
    }
    busy(true, dryRun);
    preview.stop();
    try {
      const answer = await post(`/jobs?${query}`, { headers, body });
      if (dryRun) {
        preview.show(answer, model.job());
      } else {
        left(answer.id);
      }
    } catch (error) {
      preview.clear();
      if (view === 'form') {
        // Line numbers are of the JSON, which is a click away.
        writeJson();
      }
      faults.show(error, model.list() !== null);
    } finally {
      busy(false, dryRun);
    }
  }

  /** The Back button leads to what was typed, the link in the bar to a fresh form. */
  function left(id) {
    save({ started: true });
    history.replaceState(history.state, '', '#/new?draft=1');
    go(jobAddress(id));
  }

  function busy(on, dryRun) {
    dry.disabled = on;
    start.disabled = on;
    (dryRun ? dry : start).setAttribute('aria-busy', String(on));
  }

  function begin() {
    const draft = readDraft();
    if (draft?.job && (!draft.started || params.has('draft'))) {
      model.replace(draft.job, draft.list ?? null, false);
      original = draft.original ?? null;
      view = params.has('view') ? view : draft.view ?? view;
      draw();
      if (view === 'json') {
        json.text = draft.text ?? JSON.stringify(draft.job, null, 2);
      }
      preview.soon(SOURCES[sourceOf(model.job())]?.live === true || model.list() !== null, model.isBlank());
    } else {
      model.replace(blankJob(), null, false);
      draw();
      if (view === 'json') {
        writeJson();
      }
    }
    if (params.has('preset') && PRESETS[params.get('preset')]) {
      loadPreset(params.get('preset'));
    } else if (params.has('from')) {
      loadFrom(params.get('from'));
    }
    const found = offered();
    if (found) {
      take(found);
    }
  }

  begin();
  setPageTitle('New job · Fetchery');
  return {
    element,
    title,
    take,
    close() {
      closed = true;
      preview.stop();
    },
  };
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0')).join('');
}
