// Reads every saved file again and says what it found.

import { get, jobPath, post } from './api.js';
import { button, h, setText, show } from './dom.js';
import { count, duration, plural } from './format.js';
import { announce } from './say.js';

const SHOWN = 20;
const EVERY_MS = 500;

export function verifyPanel(id) {
  const result = h('div', { tabindex: '-1' });
  const element = h('section', { class: 'card verify', hidden: true },
    h('div', { class: 'card-head' }, h('h2', null, 'Verification'), h('span', { class: 'grow' }),
      button('Hide', 'close', () => show(element, false), { bare: true })),
    result);
  let busy = false;

  async function run() {
    if (busy) {
      return;
    }
    busy = true;
    show(element, true);
    const line = progressLine();
    result.replaceChildren(line.element);
    try {
      draw(await post(`${jobPath(id)}/verify`));
    } catch (error) {
      result.replaceChildren(h('p', { class: 'fault', role: 'alert' }, error.message));
    }
    line.close();
    busy = false;
  }

  /** How far it is, as the service tells while it works; else how long it takes. */
  function progressLine() {
    const since = performance.now();
    const element = h('p', { 'aria-busy': 'true' }, 'Reading every saved file again…');
    const timer = setInterval(async () => {
      const far = await get(`${jobPath(id)}/verify`).catch(() => null);
      const took = duration(Math.floor((performance.now() - since) / 1000) * 1000);
      setText(element, far === null ? `Reading every saved file again… ${took}`
        : `Reading every saved file again: ${count(far.checked)} of ${count(far.files)} · ${took}`);
    }, EVERY_MS);
    return { element, close: () => clearInterval(timer) };
  }

  function draw(found) {
    const missing = found.missingCount ?? found.missing.length;
    const corrupt = found.corruptCount ?? found.corrupt.length;
    const duplicates = found.duplicatesCount ?? found.duplicates.length;
    const whole = missing + corrupt === 0;
    const verdict = whole
      ? `${plural(found.ok, 'file')} verified.`
      : `${count(found.ok)} of ${plural(found.checked, 'file')} verified, ${count(missing)} missing, ${count(corrupt)} changed.`;
    const bySize = found.unverified > 0 ? h('p', { class: 'muted' }, `${count(found.unverified)} of them by their size alone: no digest was kept.`) : '';
    const line = h('p', { class: 'verdict' }, verdict);
    line.dataset.tone = whole ? 'good' : 'bad';
    result.replaceChildren(line, bySize,
      list('Missing', found.missing, (item) => item.file),
      list('Changed', found.corrupt, (item) => item.file),
      h('p', { class: 'muted' }, duplicates === 0
        ? 'No duplicates.'
        : `${plural(duplicates, 'duplicate')} (same content).`),
      list('Same content', found.duplicates, ({ seqs }) => `items ${seqs.slice(0, 10).join(', ')}${seqs.length > 10 ? ', …' : ''}`));
    announce(verdict);
    result.focus({ preventScroll: true });
  }

  return { element, run };
}

function list(title, entries, text) {
  if (entries.length === 0) {
    return '';
  }
  const rest = entries.length - SHOWN;
  return h('details', null,
    h('summary', null, `${title}: ${count(entries.length)}`),
    h('ul', null,
      ...entries.slice(0, SHOWN).map((entry) => h('li', { dir: 'auto' }, text(entry))),
      rest > 0 ? h('li', { class: 'muted' }, `and ${count(rest)} more`) : null));
}
