// The form for a new job. It asks what there is to fetch, shows what that would give, and starts it.

import { get, jobPath } from './api.js';
import { setText } from './dom.js';
import { go, jobAddress } from './address.js';
import { nameOf } from './format.js';
import { announce, fault, toast } from './say.js';
import { readDraft, writeDraft } from './draft.js';
import { editor } from './editor.js';
import { faultList } from './faults.js';
import { formFields } from './form-fields.js';
import { followAll } from './feeds.js';
import { fromFiles, fromText, offered, withFound } from './intake.js';
import { blankJob, jobModel } from './job-model.js';
import { keepPreset, ownPresets } from './own-presets.js';
import { merged } from './merge-patch.js';
import { newLayout } from './new-layout.js';
import { posting } from './posting.js';
import { livePreview } from './preview.js';
import { presetButtons, presetJob, PRESETS } from './presets.js';
import { setPageTitle } from './page-title.js';
import { sourceChoice } from './source-choice.js';
import { OPTIONS, SAVING, sourceOf, SOURCES } from './source-forms.js';

export function newPage(params) {
  let view = params.get('view') === 'json' ? 'json' : 'form';
  let original = null;
  /** Whether the last change was one that replaced everything. */
  let replaced = false;
  let closed = false;
  /** Whether the last attempt found no service. */
  let away = false;
  /** Whether an answer is waited for. */
  let waits = false;
  const model = jobModel();
  const hooks = { job: model.job, changed: fieldChanged };
  const json = editor('The job as JSON', 'faults json-help');
  const kinds = sourceChoice(hooks, chooseSource);
  const saving = formFields(SAVING, hooks);
  const options = formFields(OPTIONS, hooks);
  const allFields = {
    fault: (pointer, detail) => [...shownForms(), saving, options].some((fields) => fields.fault(pointer, detail)),
    focus: (pointer) => [...shownForms(), saving, options].forEach((fields) => fields.focus(pointer)),
    clear: () => [kinds, saving, options].forEach((fields) => fields.clear()),
  };
  const faults = faultList(json, allFields, (line) => {
    choose('json');
    json.goTo(line);
  });
  const poster = posting({
    model, original: () => original, text: () => (view === 'json' ? json.text : null), busy,
  });
  const preview = livePreview(async () => ({ ...await poster.request(), job: model.job() }), useProposal);
  const own = ownPresets((job, name) => replace(structuredClone(job), null, `Preset ${name}`));
  const parts = newLayout({
    kinds: kinds.elements, json: json.element, options: options.element, saving: saving.element,
    preview: preview.element, faults: faults.element, presets: [own.element, presetButtons(loadPreset)],
  }, {
    choose, undo: takeBack, keep, dryRun: () => attempt(true), start: () => attempt(false),
    pick: (files) => fromFiles(files).then(take).catch(fault),
    removeList: () => replace({ ...model.job(), source: SOURCES.urls.blank() }, null, 'List removed'),
  });
  const { element, title, dry, start } = parts;

  function useProposal(patch) {
    const job = structuredClone(model.job());
    replace({ ...job, source: merged(job.source, patch) }, null, 'The pages are read as proposed', original);
    dry.focus();
  }

  const shownForms = () => (view === 'form' && model.list() === null ? [kinds.fieldsOf(sourceOf(model.job()))].filter(Boolean) : []);

  function keep() {
    const name = model.job().name || sourceOf(model.job()) || 'preset';
    keepPreset(name, model.job());
    own.draw();
    toast(`Kept as “${name}”, below`);
  }

  json.area.addEventListener('input', () => {
    if (json.isWriting()) {
      return;
    }
    const job = json.parsed();
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
    poster.changed();
    replaced = false;
    faults.clear();
    save();
    preview.soon(isLive(), model.isBlank());
  }

  /** Whether the items can be told without reading a stranger's document at every key. */
  const isLive = () => model.list() !== null
    || (SOURCES[sourceOf(model.job())]?.live === true && !model.job().source?.parent);

  function save(more = {}) {
    const list = model.list();
    writeDraft({
      job: model.job(), view, text: view === 'json' ? json.text : null, original,
      list: list && typeof list.body === 'string' ? list : null, ...more,
    });
  }

  /** Everything anew, with a way back. */
  function replace(job, list, said, from = null) {
    const before = !model.isBlank();
    model.replace(job, list, before);
    original = from;
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
    kinds.focusFirst(name);
  }

  function choose(name) {
    if (name === view) {
      return;
    }
    if (view === 'json' && json.parsed() === null) {
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
    kinds.read(model.job());
    saving.read();
    options.read();
    parts.draw({ view, list, canUndo: model.canUndo(), isList: source === 'urls' });
  }

  function take(found) {
    const { job, list = null, said } = withFound(model, found);
    // More URLs change nothing else of a copy, whose secrets the service keeps.
    replace(job, list, said, found.kind === 'urls' ? original : null);
    if (list !== null) {
      start.focus();
    }
  }

  async function loadPreset(name) {
    try {
      replace(await presetJob(name), null, `Example ${PRESETS[name][0]}`);
    } catch (error) {
      fault(error);
      return;
    }
    for (const made of element.querySelectorAll('[data-preset]')) {
      made.setAttribute('aria-pressed', String(made.dataset.preset === name));
    }
  }

  async function loadFrom(id) {
    try {
      const job = await get(jobPath(id));
      const spec = { ...job.spec, ...(job.name ? { name: job.name } : {}) };
      model.replace(structuredClone(spec), null, !model.isBlank());
      original = { id, spec };
      setText(title, `New job, from “${nameOf(job)}”`);
      afterReplace();
    } catch (error) {
      fault(error);
    }
  }

  async function attempt(dryRun) {
    if (waits) {
      return;
    }
    faults.clear();
    if (view === 'json' && !faults.syntax()) {
      return;
    }
    preview.stop();
    try {
      const answer = await poster.send(dryRun);
      if (dryRun) {
        preview.show(answer, model.job());
      } else {
        left(answer.id);
      }
    } catch (error) {
      away = error.status === 0;
      preview.clear();
      if (view === 'form') {
        // Line numbers are of the JSON, which is a click away.
        writeJson();
      }
      faults.show(error, model.list() !== null);
    }
  }

  /** The Back button leads to what was typed, the link in the bar to a fresh form. */
  function left(id) {
    save({ started: true });
    history.replaceState(history.state, '', '#/new?draft=1');
    go(jobAddress(id));
  }

  function busy(on, dryRun) {
    // Not switched off: what is switched off loses the focus.
    [dry, start].forEach((act) => act.setAttribute('aria-disabled', String(on)));
    waits = on;
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
      preview.soon(isLive(), model.isBlank());
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

  /** The service is there again: that it was not is told no longer. */
  function again() {
    if (away) {
      away = false;
      faults.clear();
      preview.soon(isLive(), model.isBlank());
    }
  }

  begin();
  const feed = followAll({ open: again });
  setPageTitle('New job · Fetchery');
  return {
    element,
    title,
    take,
    close() {
      closed = true;
      feed.close();
      preview.stop();
    },
  };
}
