// Fields that read from the job and write into it.

import { h, setText, show } from './dom.js';
import { selectLine } from './editor.js';
import { lineTyped, VARIABLES } from './source-forms.js';

/**
 * @param specs of source-forms.js
 * @param model `job()` tells the job, `changed()` is told when a field wrote into it
 */
export function formFields(specs, model) {
  const made = specs.map((spec) => makeField(spec));
  const element = h('div', { class: 'fields' }, ...made.map(({ group }) => group));

  function makeField(spec) {
    const id = `field${spec.pointer.replaceAll('/', '-')}`;
    const common = { id, 'data-pointer': spec.pointer, 'aria-describedby': `${id}-fault` };
    const input = spec.options ? h('select', common, ...Object.entries(spec.options).map(([value, label]) => h('option', { value }, label)))
      : spec.rows ? h('textarea', { ...common, rows: spec.rows, placeholder: spec.hint, spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', wrap: 'off', dir: 'auto' })
        : h('input', {
          ...common, type: spec.type ?? 'text', min: spec.min, step: spec.type ? 'any' : null, placeholder: spec.hint,
          autocomplete: 'off', spellcheck: 'false', dir: 'auto',
        });
    const note = h('small', { class: 'fault', id: `${id}-fault` });
    const group = h('div', { class: spec.wide || spec.rows ? 'wide' : null },
      h('label', { for: id }, spec.label), input,
      spec.help ? h('small', { class: 'muted' }, spec.help) : null,
      spec.variables ? variables(input) : null, note);
    input.addEventListener('input', () => {
      spec.write(model.job(), input.value);
      made.forEach((field) => field.spec.only && show(field.group, field.spec.only(model.job())));
      model.changed();
    });
    return { spec, input, note, group };
  }

  /** Names that can be clicked into the text. */
  function variables(input) {
    return h('p', { class: 'variables' }, ...VARIABLES.map((name) => h('button', {
      type: 'button', class: 'chip', tabindex: '-1', onclick: () => {
        input.focus();
        // So that it can be undone.
        document.execCommand('insertText', false, name);
      },
    }, name)));
  }

  const holds = ({ spec }, pointer) => spec.pointer === pointer || pointer.startsWith(`${spec.pointer}/`);

  return {
    element,
    /** From the job into the fields, except the one that is written in. */
    read() {
      const job = model.job();
      for (const { spec, input, group } of made) {
        const value = spec.read(job);
        if (input.options && ![...input.options].some((option) => option.value === value)) {
          // Not one of those there are, but what the JSON says.
          input.append(h('option', { value }, value));
        }
        if (input.value !== value && document.activeElement !== input) {
          input.value = value;
        }
        if (spec.only) {
          show(group, spec.only(job));
        }
      }
    },
    disable: (on) => made.forEach(({ input }) => {
      input.disabled = on;
    }),
    /** Whether there is a field for it, which then shows the fault. */
    fault(pointer, detail) {
      const field = made.find((one) => !one.group.hidden && holds(one, pointer));
      if (!field) {
        return false;
      }
      field.input.setAttribute('aria-invalid', 'true');
      setText(field.note, detail);
      return true;
    },
    focus: (pointer) => made.find((one) => holds(one, pointer))?.input.focus(),
    /** Where an entry was typed, of those that stand one a line: `{line, goTo()}`, else undefined. */
    typed(pointer) {
      const field = made.find((one) => one.spec.rows && holds(one, pointer));
      const index = field && /^\/(\d+)/.exec(pointer.slice(field.spec.pointer.length))?.[1];
      const line = index && lineTyped(field.input.value, index);
      return line && { line, goTo: () => selectLine(field.input, line) };
    },
    focusFirst: () => made[0]?.input.focus(),
    clear() {
      for (const { input, note } of made) {
        input.removeAttribute('aria-invalid');
        setText(note, '');
      }
    },
  };
}

/** The fields of several forms as one. @param shown tells those that are seen; `all` are cleared together */
export const fieldsOfAll = (shown, all) => ({
  fault: (pointer, detail) => shown().some((fields) => fields.fault(pointer, detail)),
  focus: (pointer) => shown().forEach((fields) => fields.focus(pointer)),
  typed: (pointer) => shown().map((fields) => fields.typed(pointer)).find(Boolean),
  clear: () => all.forEach((fields) => fields.clear()),
});
