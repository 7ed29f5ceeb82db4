// The job that the form edits: the document, and perhaps a list that is posted as it is. What is
// replaced as a whole can be taken back.

import { sourceOf, SOURCES } from './source-forms.js';

export const blankJob = () => ({ source: SOURCES.urls.blank() });

export function jobModel() {
  let job = blankJob();
  let list = null;
  const past = [];

  return {
    job: () => job,
    list: () => list,
    /** @param remember whether the one of before can be brought back */
    replace(next, nextList = null, remember = true) {
      if (remember) {
        past.push({ job, list });
      }
      job = next;
      list = nextList;
    },
    /** From the JSON, which has an undo of its own. */
    setJob(next) {
      job = next;
    },
    canUndo: () => past.length > 0,
    undo() {
      ({ job, list } = past.pop());
    },
    /** Another kind of source; what the fields of the old one said is kept for the way back. */
    changeSource: (() => {
      const kept = new Map();
      return (from, to) => {
        kept.set(from, job.source);
        job.source = kept.get(to) ?? SOURCES[to].blank();
      };
    })(),
    /** Whether the items can be told without reading a stranger's document at every key. */
    isLive: () => list !== null || (SOURCES[sourceOf(job)]?.live === true && !job.source?.parent),
    isBlank: () => list === null && (job.source?.type === 'urls' ? (job.source.urls ?? []).length === 0
      : !job.source?.url),
  };
}

/**
 * What is posted: the job, or the list with the job taken apart into parameters.
 * @param text the JSON as it was typed, where that is what counts
 */
export function requestOf(model, text = null) {
  const job = model.job();
  const list = model.list();
  const query = new URLSearchParams();
  if (list === null) {
    return { query, type: 'application/json', body: text ?? JSON.stringify(job) };
  }
  const { name, save, source: _, ...options } = job;
  const { dir, as, ifExists, ...rest } = save ?? {};
  Object.entries({ name, dir, as, ifExists }).forEach(([field, value]) => value && query.set(field, value));
  if (Object.keys(rest).length > 0) {
    options.save = rest;
  }
  if (Object.keys(options).length > 0) {
    query.set('options', JSON.stringify(options));
  }
  return { query, type: list.type, body: list.body };
}

/** Of a copy of a job only what was changed, so that what the service masks goes over as it is; null takes a field away. */
export function changesOf(original, job) {
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const gone = Object.keys(original).filter((field) => job[field] === undefined && original[field] !== null);
  return Object.fromEntries([
    ...Object.entries(job).filter(([field, value]) => !same(value, original[field])), ...gone.map((field) => [field, null]),
  ]);
}
