// A progress bar: by bytes while all sizes are known, else by items, whose parts show how they ended.

import { h, setAttribute } from './dom.js';
import { waitsFor } from './states.js';
import { byBytes, bytes, count, ended, hasShare, isCounted, percent, plural, settled, total } from './format.js';

const PARTS = ['done', 'skipped', 'notFound', 'failed', 'cancelled'];

export function progressBar(label) {
  const parts = new Map(PARTS.map((part) => [part, h('i', { 'data-part': part })]));
  const element = h('div', {
    class: 'bar', role: 'progressbar', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': 100,
  }, ...parts.values());
  const widths = new Map();

  function widen(part, share) {
    const width = `${(100 * share).toFixed(2)}%`;
    if (widths.get(part) !== width) {
      widths.set(part, width);
      parts.get(part).style.width = width;
    }
  }

  return {
    element,
    set(job) {
      const { progress } = job;
      const all = Math.max(1, total(progress));
      const weighed = byBytes(progress) && ended(progress) < progress.discovered;
      PARTS.forEach((part) => widen(part, weighed ? 0 : progress[part] / all));
      if (weighed) {
        widen('done', Math.min(1, progress.bytes / progress.bytesExpected));
      }
      setAttribute(element, 'data-moving', job.state === 'running' && waitsFor(job) === null);
      setAttribute(element, 'data-state', job.state);
      setAttribute(element, 'data-open', !hasShare(progress));
      if (hasShare(progress)) {
        setAttribute(element, 'aria-valuenow', percent(progress));
      } else {
        element.removeAttribute('aria-valuenow');
      }
      setAttribute(element, 'aria-valuetext', spoken(progress));
    },
  };
}

/** A thin bar of one file; without a known size it is empty. */
export function fileBar() {
  const fill = h('i', { 'data-part': 'done' });
  const element = h('div', {
    class: 'bar thin', role: 'progressbar', 'aria-label': 'Progress of the file', 'aria-valuemin': 0, 'aria-valuemax': 100,
  }, fill);
  return {
    element,
    set(received, size) {
      const share = size > 0 ? Math.min(1, received / size) : 0;
      fill.style.width = `${(100 * share).toFixed(1)}%`;
      setAttribute(element, 'aria-valuenow', Math.floor(100 * share));
      setAttribute(element, 'aria-valuetext', size > 0 ? `${bytes(received)} of ${bytes(size)}` : bytes(received));
    },
  };
}

function spoken(progress) {
  const found = isCounted(progress) ? '' : ' found so far';
  const failed = progress.failed > 0 ? `, ${count(progress.failed)} failed` : '';
  const received = byBytes(progress) ? `, ${bytes(progress.bytes)} of ${bytes(progress.bytesExpected)}` : '';
  return `${count(settled(progress))} of ${plural(total(progress), 'item')}${found}${failed}${received}`;
}
