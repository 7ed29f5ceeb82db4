// Throughput over the whole of the job: the history that the service keeps, the same after a reload
// and for everyone.

import { get, jobPath } from './api.js';
import { button, h, setAttribute, setText, show } from './dom.js';
import { byteRate, duration, rate, round } from './format.js';
import { chartOptions, marksPlugin } from './chart-options.js';
import { onceAFrame } from './frames.js';
import { isOpen } from './states.js';

const EVERY_MS = 1500;
/** Below this a chart draws hills out of nothing. */
const LEAST_ITEMS = 20;
const LEAST_MS = 1000;
const MARKS = { paused: 'paused', resumed: 'resumed', restarted: 'service restarted', backoff: 'host backed off', retried: 'retried' };

export function throughput(id) {
  const canvas = h('canvas', { role: 'img', 'aria-label': 'Throughput over time' });
  const units = ['bytes', 'items'].map((unit) => {
    const made = button(unit === 'bytes' ? 'Bytes/s' : 'Items/s', null, () => choose(unit));
    made.dataset.unit = unit;
    return made;
  });
  const told = h('p', { class: 'muted marks' });
  const element = h('section', { class: 'card chart', hidden: true },
    h('div', { class: 'card-head' }, h('h2', null, 'Throughput'), h('span', { class: 'grow' }),
      h('div', { class: 'tabs', role: 'group', 'aria-label': 'Unit' }, ...units)),
    h('div', { class: 'plot' }, canvas), told);
  let history = null;
  let job = null;
  let chart = null;
  let unit = null;
  let readAt = -Infinity;
  let closed = false;

  const frame = onceAFrame(draw, 400);
  const recolour = () => {
    chart?.destroy();
    chart = null;
    frame.mark();
  };
  document.addEventListener('themechange', recolour);

  async function read() {
    readAt = performance.now();
    try {
      history = await get(`${jobPath(id)}/series`);
    } catch {
      // Shown as it was; it is read again in a moment.
    }
    if (!closed) {
      frame.mark();
    }
  }

  function choose(next) {
    unit = next;
    chart?.destroy();
    chart = null;
    frame.mark();
  }

  function set(next) {
    const changed = job === null || job.state !== next.state;
    job = next;
    if (changed || (isOpen(next) && performance.now() - readAt > EVERY_MS)) {
      read();
    }
    frame.mark();
  }

  const points = () => (history?.items ?? []).map((items, i) => ({
    x: ((i + 0.5) * history.stepMs) / 1000, items, bytes: history.bytes[i] ?? 0, active: history.active?.[i],
  }));

  function marks() {
    const from = Date.parse(history?.from ?? '');
    return (history?.marks ?? []).map(({ at, kind, detail }) => ({
      x: (Date.parse(at) - from) / 1000, kind, text: `${MARKS[kind] ?? kind}${detail ? `: ${detail}` : ''}`,
    })).filter(({ x }) => Number.isFinite(x));
  }

  function draw() {
    if (!globalThis.Chart || !job) {
      return;
    }
    const shown = points();
    const { discovered, bytes, elapsedMs } = job.progress;
    const has = (name) => shown.some((point) => point[name] > 0);
    const which = unit ?? (discovered < LEAST_ITEMS ? 'bytes' : 'items');
    // What was chosen is shown, empty or not.
    const said = has(which) || (unit !== null && (has('bytes') || has('items')));
    const worth = said && shown.length > 1 && elapsedMs >= LEAST_MS && (discovered >= LEAST_ITEMS || bytes > 1_000_000);
    show(element, worth);
    if (!worth) {
      return;
    }
    units.forEach((made) => made.setAttribute('aria-pressed', String(made.dataset.unit === which)));
    chart ??= new globalThis.Chart(canvas, chartOptions(which, marksPlugin));
    chart.data.datasets[0].data = shown.map((point) => ({ x: point.x, y: point[which], active: point.active }));
    chart.options.scales.x.min = 0;
    // Marks of time stand within the chart alone.
    chart.options.scales.x.max = shown.at(-1).x;
    chart.$marks = marks();
    chart.update('none');
    const peak = shown.reduce((most, point) => Math.max(most, point[which]), 0);
    const text = which === 'bytes' ? round(byteRate(peak)) : `${rate(peak).replace('/s', '')} items/s`;
    setAttribute(canvas, 'aria-label', `Throughput over ${duration(history.items.length * history.stepMs)}: at most ${text}`);
    const last = chart.$marks.slice(-3).map((mark) => `${duration(Math.max(0, mark.x * 1000))}: ${mark.text}`);
    show(told, last.length > 0);
    setText(told, `Marks: ${last.join(' · ')}`);
  }

  return {
    element,
    set,
    close() {
      closed = true;
      document.removeEventListener('themechange', recolour);
      frame.close();
      chart?.destroy();
    },
  };
}
