// The five jobs that every release knows, ready to be posted or changed.

import { h, icon } from './dom.js';

export const PRESETS = {
  emojis: ['Emojis', 'A JSON object of names and pictures, each saved under its name'],
  flags: ['Flags', 'One URL per country code, a lookup for its name, one that does not exist'],
  cats: ['Cats', 'The same URL ten times, another picture each time'],
  listing: ['Listing', 'A paged listing, followed to its end'],
  status: ['Status', 'Probe five sites: status and time, nothing saved'],
};

const ICONS = { emojis: 'save', flags: 'file', cats: 'retry', listing: 'host', status: 'verify' };

/** The job of a preset as it is shipped. */
export async function presetJob(name) {
  const response = await fetch(`/assets/jobs/${name}.json`);
  if (!response.ok) {
    throw new Error(`the example ${name} cannot be read`);
  }
  return response.json();
}

export function presetButtons(choose) {
  const list = h('ul', { class: 'presets', 'aria-label': 'Examples' });
  for (const [name, [label, about]] of Object.entries(PRESETS)) {
    const made = h('button', { type: 'button', class: 'preset', onclick: () => choose(name) },
      icon(ICONS[name]), h('b', null, label), h('span', null, about));
    made.dataset.preset = name;
    list.append(h('li', null, made));
  }
  return list;
}
