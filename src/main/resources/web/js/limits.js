// Limits that take effect while the job runs.

import { jobPath, patch } from './api.js';
import { h, setText, show } from './dom.js';
import { announce, toast } from './say.js';
import { OPEN } from './states.js';

/** Label, least value, step, how many of the service's units one of the field's is. */
const FIELDS = {
  concurrency: ['Connections', 1, 1, 1],
  perHost: ['Connections per host', 1, 1, 1],
  requestsPerSecond: ['Requests per second', 0, 'any', 1],
  bytesPerSecond: ['Download speed, kB/s', 0, 'any', 1000],
};

export function limitsForm(id) {
  const inputs = {};
  const faults = {};
  const general = h('p', { class: 'fault', role: 'alert' });
  const apply = h('button', { type: 'submit', class: 'quiet' }, 'Apply');
  const form = h('form', { class: 'limits', novalidate: true });
  let shown = '';
  let touched = false;

  for (const [name, [label, min, step]] of Object.entries(FIELDS)) {
    inputs[name] = h('input', {
      type: 'number', id: `limit-${name}`, name, min, step, inputmode: 'decimal', 'aria-describedby': `limit-${name}-fault`,
    });
    faults[name] = h('small', { class: 'fault', id: `limit-${name}-fault` });
    form.append(h('div', null, h('label', { for: `limit-${name}` }, label), inputs[name], faults[name]));
  }
  form.append(h('div', { class: 'ends' }, h('small', { class: 'muted' }, 'Requests and speed: 0 is no limit. Connections: at least 1.'), apply), general);
  form.addEventListener('input', () => {
    touched = true;
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    await submit();
  });

  async function submit() {
    clear();
    if (!enough()) {
      return;
    }
    const limits = {};
    for (const [name, input] of Object.entries(inputs)) {
      if (input.value !== '') {
        limits[name] = Math.round(Number(input.value) * FIELDS[name][3] * 1000) / 1000;
      }
    }
    try {
      const job = await patch(jobPath(id), { limits });
      touched = false;
      fill(job);
      toast('Limits changed');
      announce('Limits changed');
    } catch (error) {
      explain(error);
    }
  }

  /** What can be told wrong without asking. */
  function enough() {
    for (const [name, [label, min]] of Object.entries(FIELDS)) {
      if (inputs[name].value !== '' && Number(inputs[name].value) < min) {
        setText(faults[name], `${label} must be at least ${min}.`);
        inputs[name].setAttribute('aria-invalid', 'true');
        inputs[name].focus();
        return false;
      }
    }
    return true;
  }

  function clear() {
    setText(general, '');
    for (const name of Object.keys(FIELDS)) {
      setText(faults[name], '');
      inputs[name].removeAttribute('aria-invalid');
    }
  }

  function explain(error) {
    let first = null;
    for (const { pointer, detail } of error.errors ?? []) {
      const name = (pointer ?? '').replace('/limits/', '');
      if (inputs[name]) {
        setText(faults[name], detail);
        inputs[name].setAttribute('aria-invalid', 'true');
        first ??= inputs[name];
      }
    }
    if (first) {
      first.focus();
    } else {
      setText(general, error.message);
    }
  }

  function fill(job) {
    const limits = job.spec?.limits ?? {};
    const text = JSON.stringify(limits);
    if (!touched && text !== shown) {
      shown = text;
      for (const [name, input] of Object.entries(inputs)) {
        input.value = Number.isFinite(limits[name]) ? limits[name] / FIELDS[name][3] : '';
      }
    }
    const open = OPEN.has(job.state);
    // What has ended has no speed.
    show(element, open);
  }

  const element = h('section', { class: 'card' }, h('h2', null, 'Limits'), form);
  return {
    element,
    set: fill,
  };
}
