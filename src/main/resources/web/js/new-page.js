// The form for a new job: presets, a few fields, the whole JSON, a manifest, a dry run.

import { post } from './api.js';
import { button, h, setText, show } from './dom.js';
import { bytes } from './format.js';
import { announce, connection, fault } from './say.js';
import { droppedFile, manifestType } from './drop.js';
import { editor } from './editor.js';
import { faultList } from './faults.js';
import { jobFields } from './job-fields.js';
import { planView } from './plan.js';
import { presetButtons, PRESETS, presetText } from './presets.js';

const BLANK = JSON.stringify(
  { source: { type: 'urls', urls: ['https://'] } }, null, 2);

export function newPage(preset) {
  let file = null;
  let key = null;
  const title = h('h1', { tabindex: '-1' }, 'New job');
  const json = editor('The job as JSON', 'faults json-help');
  const fields = jobFields(json);
  const faults = faultList(json, fields);
  const plan = h('div', { 'aria-live': 'polite' });
  const help = h('p', { class: 'muted', id: 'json-help' });
  const picker = h('input', { type: 'file', accept: '.txt,.ndjson,.jsonl,.csv', class: 'sr', id: 'manifest' });
  const chosen = h('p', { class: 'chosen', hidden: true });
  const dry = button('Dry run', 'verify', () => attempt(true));
  const start = h('button', { type: 'submit' }, 'Start the job');
  dry.dataset.act = 'dry-run';
  start.dataset.act = 'start';
  const form = h('form', { class: 'new', novalidate: true },
    h('section', { class: 'card' }, h('h2', null, 'Settings'), fields.element,
      h('h2', null, 'Manifest'),
      h('p', { class: 'muted' }, 'A list of URLs instead: drop a .txt, .ndjson or .csv file here, or ',
        h('label', { for: 'manifest', class: 'pick' }, 'choose one'), picker, '.'),
      chosen),
    h('section', { class: 'card' }, h('h2', null, 'JSON'), help, json.element, faults.element,
      h('div', { class: 'ends' }, dry, start)));
  const element = h('div', { class: 'page' },
    h('div', { class: 'title' }, title),
    presetButtons((name) => load(name)), form, plan);

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(false);
  });
  picker.addEventListener('change', () => picker.files[0] && takeFile(picker.files[0]));
  element.addEventListener('input', () => {
    key = null;
    faults.clear();
  });

  async function load(name) {
    try {
      dropFile();
      json.text = await presetText(name);
      changed();
      announce(`Preset ${PRESETS[name][0]}`);
    } catch (error) {
      fault(error);
    }
    for (const made of element.querySelectorAll('[data-preset]')) {
      made.setAttribute('aria-pressed', String(made.dataset.preset === name));
    }
  }

  function changed() {
    key = null;
    faults.clear();
    plan.replaceChildren();
    fields.read();
    setText(help, file === null
      ? 'The whole job. The settings beside it change the same text.'
      : 'Everything else about the job; the URLs come from the manifest.');
  }

  function takeFile(next) {
    if (manifestType(next.name) === null) {
      fault(new Error('A manifest is a .txt, .ndjson or .csv file'));
      return;
    }
    file = next;
    show(chosen, true);
    chosen.replaceChildren(h('b', { dir: 'auto' }, file.name), ` ${bytes(file.size)} `,
      button('Remove the manifest', 'close', () => startBlank(), { bare: true }));
    json.text = JSON.stringify({ name: file.name.replace(/\.[^.]*$/, ''), mode: 'save' }, null, 2);
    changed();
    announce(`Manifest ${file.name}`);
    start.focus();
  }

  function dropFile() {
    file = null;
    picker.value = '';
    show(chosen, false);
  }

  function startBlank() {
    dropFile();
    json.text = BLANK;
    changed();
  }

  /** What is posted: the JSON itself, or the manifest with the JSON taken apart into parameters. */
  function request(dryRun) {
    const query = new URLSearchParams(dryRun ? { dryRun: 'true' } : {});
    if (file === null) {
      return { query, type: 'application/json', body: json.text };
    }
    const { name, save, ...options } = JSON.parse(json.text);
    Object.entries({ name, dir: save?.dir, as: save?.as, ifExists: save?.ifExists })
      .forEach(([field, value]) => value && query.set(field, value));
    if (Object.keys(options).length > 0) {
      query.set('options', JSON.stringify(options));
    }
    return { query, type: manifestType(file.name), body: file };
  }

  async function attempt(dryRun) {
    faults.clear();
    if (!faults.syntax()) {
      return;
    }
    const { query, type, body } = request(dryRun);
    const headers = { 'Content-Type': type };
    if (!dryRun) {
      // The same key until something changes: a lost answer does not make a second job.
      key ??= newKey();
      headers['Idempotency-Key'] = key;
    }
    busy(true, dryRun);
    try {
      const answer = await post(`/jobs?${query}`, { headers, body });
      if (dryRun) {
        plan.replaceChildren(planView(answer));
        plan.firstChild.focus();
      } else {
        location.hash = `#/jobs/${encodeURIComponent(answer.id)}`;
      }
    } catch (error) {
      plan.replaceChildren();
      faults.show(error, file !== null);
    } finally {
      busy(false, dryRun);
    }
  }

  function busy(on, dryRun) {
    dry.disabled = on;
    start.disabled = on;
    (dryRun ? dry : start).setAttribute('aria-busy', String(on));
  }

  startBlank();
  if (preset && PRESETS[preset]) {
    load(preset);
  }
  const dropped = droppedFile();
  if (dropped) {
    takeFile(dropped);
  }
  document.title = 'New job · Fetchery';
  connection('live');
  return { element, title, takeFile, close() {} };
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0')).join('');
}
