// What a job would do, before anything is saved.

import { button, h } from './dom.js';
import { count, plural } from './format.js';

const HOSTS = 12;
const COLLISIONS = 20;
const FEW = 5;
/** Longer lists are cut by the service. */
const MOST_LISTED = 1000;
/** Sources that are read to know the items. */
const READ = ['json', 'document', 'pages'];

/** What of the job is read to know its items: its source, or one of those above it. */
function readOf(source) {
  if (!source) {
    return null;
  }
  return READ.includes(source.type) && !source.parent ? source.type : source.parent ? 'chain' : null;
}

const READ_TEXT = {
  json: 'The document was read', document: 'The document was read', pages: 'The pages were read', chain: 'The documents that lead to the files were read',
};

/**
 * @param few only the first names, as a preview while something is typed
 * @param use takes what is proposed of the source, a merge patch
 */
export function planView(plan, job, { few = false, use = null } = {}) {
  const hosts = Object.entries(plan.hosts ?? {}).sort((a, b) => b[1] - a[1]);
  const sample = plan.sample ?? [];
  return h('section', { class: 'plan', tabindex: '-1', 'aria-label': few ? 'Preview' : 'Dry run' },
    h('p', { class: 'verdict' }, verdict(plan, hosts, job)),
    proposal(plan.proposal, job, use),
    collisions(plan.collisions ?? [], sample, job),
    hosts.length > 1 && !few ? hostList(hosts) : null,
    sample.length > 0 ? names(plan, few ? sample.slice(0, FEW) : sample, job) : null);
}

/** How the other pages are read, where the job does not say it and the first answer does. */
function proposal(found, job, use) {
  if (!found) {
    return job?.source?.type === 'pages' && !job.source.more
      ? h('p', { class: 'muted proposal' }, 'The first page does not tell how the others are asked for.') : null;
  }
  const take = use ? button('Use this', 'done', () => use(found.source)) : null;
  if (take) {
    take.dataset.act = 'use-proposal';
  }
  return h('div', { class: 'proposal' },
    h('p', null, h('b', null, 'These are the entries of one page. '), found.why),
    h('p', null, h('code', null, JSON.stringify(found.source))), take);
}

function verdict(plan, hosts, job) {
  const from = hosts.length === 1 ? ` from ${hosts[0][0]}` : hosts.length > 1 ? ` from ${plural(hosts.length, 'host')}` : '';
  const existing = plan.existing > 0 ? `, ${count(plan.existing)} with a file there already` : '';
  const what = readOf(job?.source);
  const read = what === null ? 'Nothing was fetched.' : `${READ_TEXT[what]}, no file was fetched.`;
  return `${plural(plan.items, 'item')}${from}${existing}. ${read}`;
}

function collisions(found, sample, job) {
  if (found.length === 0) {
    if (new Set(sample.map(({ url, file }) => `${url} ${file}`)).size < sample.length && job?.source?.type === 'urls') {
      return h('p', { class: 'muted' }, 'What is listed twice is fetched once.');
    }
    return sample.some(({ file }) => file) ? h('p', { class: 'fine' }, 'All file names differ.') : null;
  }
  const keys = new Map(sample.map((item) => [item.seq, item.key ?? item.url]));
  const who = (seqs) => seqs.slice(0, 5).map((seq) => keys.get(seq) ?? `item ${seq}`).join(', ');
  const names = plural(found.length, 'file name is', 'file names are');
  // Without a name of its own, or where it is wished, the later one is numbered.
  const numbered = job?.save?.ifExists === 'rename' || !job?.save?.as;
  return h('div', { class: 'collisions' },
    h('p', { class: numbered ? 'muted' : 'fault' }, numbered
      ? `${names} wanted by several items; the later ones are numbered:`
      : `${names} wanted by several items; the later ones fail:`),
    h('ul', null,
      ...found.slice(0, COLLISIONS).map(({ file, seqs }) =>
        h('li', null, h('code', { dir: 'auto' }, file), h('span', { class: 'muted' }, ` ${count(seqs.length)}${seqs.length < MOST_LISTED ? '' : ' or more'} items: ${who(seqs)}${seqs.length > 5 ? ', …' : ''}`))),
      found.length > COLLISIONS ? h('li', { class: 'muted' }, `and ${count(found.length - COLLISIONS)} more`) : null));
}

function hostList(hosts) {
  return h('p', { class: 'muted' },
    hosts.slice(0, HOSTS).map(([host, times]) => `${host} × ${count(times)}`).join(' · ')
      + (hosts.length > HOSTS ? ` · and ${count(hosts.length - HOSTS)} more` : ''));
}

function names(plan, sample, job) {
  const title = sample.length < plan.items ? `The first ${count(sample.length)} of ${count(plan.items)}` : 'The items';
  const later = job?.mode !== 'probe' && sample.some(({ file }) => !file);
  return h('div', null,
    h('h3', null, title),
    later ? h('p', { class: 'muted' }, 'Names that hold what the server or a lookup tells are known when a file is fetched.') : null,
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': title },
      h('table', null,
        h('thead', null, h('tr', null,
          h('th', { scope: 'col' }, '#'), h('th', { scope: 'col' }, 'File'), h('th', { scope: 'col' }, 'URL'))),
        h('tbody', null, ...sample.map((item) =>
          h('tr', null,
            h('td', { class: 'num' }, count(item.seq)),
            h('td', { dir: 'auto' }, item.file ? shortName(item.file, job) : job?.mode === 'probe' ? 'not saved' : 'known later'),
            h('td', { class: 'url' }, item.url ?? '–')))))));
}

/** A job without a name is saved below its id, which this one does not have yet. */
const shortName = (file, job) => (job?.name || job?.save?.dir ? file : file.replace(/^[^/]+\//, ''));
