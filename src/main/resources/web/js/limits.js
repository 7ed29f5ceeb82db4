// Limits that take effect while the job runs.

import { jobPath, patch } from './api.js';
import { h, setText, show } from './dom.js';
import { announce, toast } from './say.js';
import { OPEN } from './states.js';

const FIELDS = {
  concurrency: ['At once', 1, 1],
  perHost: ['At once per host', 1, 1],
  requestsPerSecond: ['Requests per second', 0, 'any'],
  bytesPerSecond: ['Bytes per second', 0, 1],
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
  form.append(h('div', { class: 'ends' }, h('small', { class: 'muted' }, '0 is no limit'), apply), general);
  form.addEventListener('input', () => {
    touched = true;
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    await submit();
  });

  async function submit() {
    clear();
    const limits = {};
    for (const [name, input] of Object.entries(inputs)) {
      if (input.value !== '') {
        limits[name] = Number(input.value);
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
        input.value = limits[name] ?? '';
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
