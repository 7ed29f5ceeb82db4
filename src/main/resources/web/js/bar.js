// A progress bar whose parts show how items ended.

import { h, setAttribute } from './dom.js';
import { count, ended, percent, plural } from './format.js';

const PARTS = ['done', 'skipped', 'notFound', 'failed', 'cancelled'];

export function progressBar(label) {
  const parts = new Map(PARTS.map((part) => [part, h('i', { 'data-part': part })]));
  const element = h('div', {
    class: 'bar', role: 'progressbar', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': 100,
  }, ...parts.values());
  const widths = new Map();
  return {
    element,
    set(job) {
      const progress = job.progress;
      const total = Math.max(1, progress.discovered);
      for (const [part, segment] of parts) {
        const width = `${((100 * progress[part]) / total).toFixed(2)}%`;
        if (widths.get(part) !== width) {
          widths.set(part, width);
          segment.style.width = width;
        }
      }
      setAttribute(element, 'data-moving', job.state === 'running');
      setAttribute(element, 'data-open', !progress.discoveryDone);
      setAttribute(element, 'aria-valuenow', percent(progress));
      setAttribute(element, 'aria-valuetext', spoken(progress));
    },
  };
}

function spoken(progress) {
  const found = progress.discoveryDone ? '' : ' found so far';
  const failed = progress.failed > 0 ? `, ${count(progress.failed)} failed` : '';
  return `${count(ended(progress))} of ${plural(progress.discovered, 'item')}${found}${failed}`;
}
