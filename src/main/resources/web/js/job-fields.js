// The fields most jobs need, which read and write the JSON beside them.

import { h, setText } from './dom.js';

const FIELDS = [
  { pointer: '/name', label: 'Name', hint: 'a label' },
  { pointer: '/save/dir', label: 'Directory', hint: 'the job’s name' },
  { pointer: '/save/as', label: 'Save as', hint: '{url.file}' },
  { pointer: '/save/ifExists', label: 'If the file exists', options: ['skip', 'overwrite', 'refresh', 'rename', 'fail'] },
  { pointer: '/mode', label: 'Mode', options: ['save', 'probe'] },
];

export function jobFields(json) {
  const inputs = new Map();
  const notes = new Map();
  const element = h('div', { class: 'fields' });
  for (const { pointer, label, hint, options } of FIELDS) {
    const id = `field${pointer.replaceAll('/', '-')}`;
    const common = { id, 'data-pointer': pointer, 'aria-describedby': `${id}-fault` };
    const input = options
      ? h('select', common, h('option', { value: '' }, 'default'), ...options.map((value) => h('option', { value }, value)))
      : h('input', { ...common, type: 'text', placeholder: hint, autocomplete: 'off', spellcheck: 'false', dir: 'auto' });
    const note = h('small', { class: 'fault', id: `${id}-fault` });
    input.addEventListener('input', () => write(pointer, input.value));
    inputs.set(pointer, input);
    notes.set(pointer, note);
    element.append(h('div', null, h('label', { for: id }, label), input, note));
  }
  json.area.addEventListener('input', read);

  function document() {
    try {
      const value = JSON.parse(json.text);
      return value && typeof value === 'object' && !Array.isArray(value) ? value : null;
    } catch {
      return null;
    }
  }

  /** From the JSON into the fields; while it cannot be read they rest. */
  function read() {
    const job = document();
    for (const [pointer, input] of inputs) {
      input.disabled = job === null;
      if (job !== null) {
        const value = pointer.slice(1).split('/').reduce((at, part) => at?.[part], job);
        const text = typeof value === 'string' ? value : '';
        if (input.options && ![...input.options].some((option) => option.value === text)) {
          // Not one of those there are, but what the JSON says.
          input.append(h('option', { value: text }, text));
        }
        input.value = text;
      }
    }
  }

  function write(pointer, value) {
    const job = document();
    if (job === null) {
      return;
    }
    const path = pointer.slice(1).split('/');
    const last = path.pop();
    let at = job;
    for (const part of path) {
      if (typeof at[part] !== 'object' || at[part] === null) {
        at[part] = {};
      }
      at = at[part];
    }
    if (value === '') {
      delete at[last];
    } else {
      at[last] = value;
    }
    json.text = JSON.stringify(job, null, 2);
  }

  return {
    element,
    read,
    /** Whether there is a field for it, which then shows the fault. */
    fault(pointer, detail) {
      const input = inputs.get(pointer);
      if (!input) {
        return false;
      }
      input.setAttribute('aria-invalid', 'true');
      setText(notes.get(pointer), detail);
      return true;
    },
    focus: (pointer) => inputs.get(pointer)?.focus(),
    clear() {
      for (const [pointer, input] of inputs) {
        input.removeAttribute('aria-invalid');
        setText(notes.get(pointer), '');
      }
    },
  };
}
