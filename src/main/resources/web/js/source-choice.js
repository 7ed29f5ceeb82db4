// "What do you have?": the kinds of sources as tiles, and the fields of the one that is chosen.

import { h, icon, setText, show } from './dom.js';
import { formFields } from './form-fields.js';
import { sourceOf, SOURCES } from './source-forms.js';

/** Fields of a source that stand in a field of another name, or in the tile itself. */
const SHOWN_OTHERWISE = ['type', 'form', 'query', 'method'];

/**
 * @param hooks of the fields: `job()`, `changed()`
 * @param choose told the name of the tile that was chosen
 */
export function sourceChoice(hooks, choose) {
  const forms = new Map(Object.entries(SOURCES).map(([name, { fields }]) => [name, formFields(fields, hooks)]));
  const tiles = h('div', { class: 'kinds', role: 'radiogroup', 'aria-label': 'What do you have?' });
  for (const [name, { label, about, icon: drawing }] of Object.entries(SOURCES)) {
    const input = h('input', { type: 'radio', name: 'kind', value: name, id: `kind-${name}`, onchange: () => choose(name) });
    tiles.append(h('label', { class: 'kind', for: `kind-${name}` }, input, icon(drawing), h('b', null, label), h('span', null, about)));
  }
  const formOf = h('div', { class: 'form-of' });
  const alsoJson = h('p', { class: 'muted', hidden: true });

  return {
    elements: [tiles, formOf, alsoJson],
    fieldsOf: (name) => forms.get(name) ?? null,
    clear: () => forms.forEach((fields) => fields.clear()),
    focusFirst: (name) => forms.get(name).focusFirst(),
    /** Shows what the job says. */
    read(job) {
      const source = sourceOf(job);
      [...tiles.querySelectorAll('input')].forEach((input) => {
        input.checked = input.value === source;
      });
      const shown = forms.get(source) ?? null;
      if (formOf.firstChild !== (shown?.element ?? null)) {
        formOf.replaceChildren(...(shown ? [shown.element] : []));
      }
      shown?.read();
      const beside = source === null ? [] : besides(job, SOURCES[source].fields);
      setText(alsoJson, source === null ? 'There is no form for this source; the JSON says it all.'
        : `The JSON also says: ${beside.join(', ')}.`);
      show(alsoJson, source === null || beside.length > 0);
    },
  };
}

/** What the job says of its items that none of the fields shows. */
function besides(job, specs) {
  const shown = new Set([...SHOWN_OTHERWISE, ...specs.map(({ pointer }) => pointer.split('/')[2])]);
  const ofSource = Object.keys(job.source).filter((name) => !shown.has(name));
  return job.lookup ? [...ofSource, 'lookup'] : ofSource;
}
