// The form for a new job. It asks what there is to fetch, shows what that would give, and starts it.

import { get, jobPath } from './api.js';
import { setText } from './dom.js';
import { go, jobAddress } from './address.js';
import { nameOf } from './format.js';
import { announce, fault, toast } from './say.js';
import { readDraft, writeDraft } from './draft.js';
import { editor } from './editor.js';
import { faultList } from './faults.js';
import { fieldsOfAll, formFields } from './form-fields.js';
import { followAll } from './feeds.js';
import { fromFiles, offered, withFound } from './intake.js';
import { blankJob, jobModel } from './job-model.js';
import { ownPresets } from './own-presets.js';
import { merged } from './merge-patch.js';
import { newLayout } from './new-layout.js';
import { acceptListPaste } from './paste.js';
import { posting } from './posting.js';
import { livePreview } from './preview.js';
import { presetButtons, presetJob, PRESETS, pressPreset } from './presets.js';
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
  const model = jobModel();
  const hooks = { job: model.job, changed: fieldChanged };
  const json = editor('The job as JSON', 'faults json-help');
  const kinds = sourceChoice(hooks, chooseSource);
  const saving = formFields(SAVING, hooks);
  const options = formFields(OPTIONS, hooks);
  const fields = fieldsOfAll(() => [...shownForms(), saving, options], [kinds, saving, options]);
  const faults = faultList(json, fields, (line) => {
    choose('json');
    json.goTo(line);
  });
  const poster = posting({
    model, original: () => original, text: () => (view === 'json' ? json.text : null),
    busy: (on, dryRun) => parts.busy(on, dryRun),
  });
  const preview = livePreview(async () => ({ ...await poster.request(), job: model.job() }), useProposal, fields.typed);
  const own = ownPresets((job, name) => replace(structuredClone(job), null, `Preset ${name}`));
  const parts = newLayout({
    kinds: kinds.elements, json: json.element, options: options.element, saving: saving.element,
    preview: preview.element, faults: faults.element, presets: [own.element, presetButtons(loadPreset)],
  }, {
    choose, undo: takeBack, keep: () => own.keep(model.job()), dryRun: () => attempt(true), start: () => attempt(false),
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
  acceptListPaste(element, take);
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
    preview.soon(model.isLive(), model.isBlank());
  }

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
      pressPreset(element, null);
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
      pressPreset(element, name);
    } catch (error) {
      fault(error);
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
    if (poster.waits()) {
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
        // Lines of what was not typed a line each are the JSON's, a click away.
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
      preview.soon(model.isLive(), model.isBlank());
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
      preview.soon(model.isLive(), model.isBlank());
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
