// The jobs that every release knows, ready to be posted or changed.

import { ApiError } from './api.js';
import { h, icon } from './dom.js';

export const PRESETS = {
  emojis: ['Emojis', 'A JSON object of names and pictures, each saved under its name'],
  flags: ['Flags', 'One URL per country code, a lookup for its name, one that does not exist'],
  cats: ['Cats', 'The same URL ten times, another picture each time'],
  listing: ['Listing', 'A paged listing, followed to its end'],
  status: ['Status', 'Probe five sites: status and time, nothing saved'],
  directory: ['Directory', 'A web server’s index of files, only those of one ending'],
  podcast: ['Podcast', 'Every episode of an RSS feed, named by its title'],
  bucket: ['Bucket', 'All objects below one prefix of an S3 bucket'],
  graphql: ['GraphQL', 'Pages asked for by a GraphQL query, pictures named by their fields'],
  zenodo: ['Zenodo', 'All files of one record, each proved by its MD5'],
  releases: ['Releases', 'One file of every release of a project at GitHub'],
  dataset: ['Dataset', 'The files of a dataset at Hugging Face, proved where it says how'],
  stac: ['Satellite', 'Previews of satellite scenes with few clouds, by a search with JSONPath'],
};

const ICONS = {
  emojis: 'save', flags: 'file', cats: 'retry', listing: 'host', status: 'verify', directory: 'folder', podcast: 'log', bucket: 'disk', graphql: 'search', stac: 'chart', zenodo: 'verify', releases: 'save', dataset: 'disk',
};

/** The job of a preset as it is shipped. */
export async function presetJob(name) {
  let response;
  try {
    response = await fetch(`/assets/jobs/${name}.json`);
  } catch {
    throw new ApiError(0, { detail: 'The service cannot be reached; the example was not taken.' });
  }
  if (!response.ok) {
    throw new ApiError(response.status, { detail: `The example ${name} cannot be read.` });
  }
  return response.json();
}

/** Shows which of the examples within the element was taken; null for none. */
export function pressPreset(element, name) {
  for (const made of element.querySelectorAll('[data-preset]')) {
    made.setAttribute('aria-pressed', String(made.dataset.preset === name));
  }
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
