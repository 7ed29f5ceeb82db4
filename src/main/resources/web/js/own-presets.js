// Jobs that the user keeps in this browser, to start from again.

import { button, h } from './dom.js';
import { toast } from './say.js';
import { sourceOf } from './source-forms.js';

const KEY = 'fetchery.presets';

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function write(presets) {
  try {
    localStorage.setItem(KEY, JSON.stringify(presets));
  } catch {
    // A browser that stores nothing keeps none.
  }
}

/** A list of them. @param choose is told the job */
export function ownPresets(choose) {
  const element = h('ul', { class: 'own-presets', 'aria-label': 'Your presets' });
  function draw() {
    element.replaceChildren(...Object.entries(read()).map(([name, job]) => h('li', null,
      h('button', { type: 'button', class: 'quiet', dir: 'auto', onclick: () => choose(job, name) }, name),
      button(`Remove the preset ${name}`, 'close', () => {
        const rest = read();
        delete rest[name];
        write(rest);
        draw();
      }, { bare: true }))));
    element.hidden = element.children.length === 0;
  }
  draw();
  return {
    element,
    /** Under its name; one of the same name is replaced. */
    keep(job) {
      const name = job.name || sourceOf(job) || 'preset';
      write({ ...read(), [name]: job });
      draw();
      toast(`Kept as “${name}”, below`);
    },
  };
}
