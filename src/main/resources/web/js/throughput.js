// Throughput over time. While the job runs, its rates as they are told; once it has ended, and all
// its completions are at hand, how many ended when: exact also for a job of half a second.

import { h, setAttribute } from './dom.js';
import { byteRate, bytes, duration, rate, round } from './format.js';
import { onceAFrame } from './frames.js';
import { OPEN } from './states.js';

const POINTS = 240;
const EXACT = 4000;

export function throughput(fromStart) {
  const canvas = h('canvas', { role: 'img', 'aria-label': 'Throughput over time' });
  const element = h('section', { class: 'card chart' },
    h('h2', null, 'Throughput'), h('div', { class: 'plot' }, canvas));
  const live = [];
  let exact = fromStart ? [] : null;
  let job = null;
  let chart = null;

  const frame = onceAFrame(draw, 400);
  const recolour = () => {
    chart?.destroy();
    chart = null;
    frame.mark();
  };
  document.addEventListener('themechange', recolour);

  function set(next) {
    const elapsed = next.progress.elapsedMs;
    const last = live.at(-1);
    job = next;
    if (next.state === 'running' && (!last || elapsed > last.x * 1000)) {
      live.push({
        x: elapsed / 1000,
        items: next.progress.itemsPerSecond,
        bytes: next.progress.bytesPerSecond,
      });
      if (live.length > POINTS) {
        halve(live);
      }
    }
    frame.mark();
  }

  /** Every two neighbours become their mean: the past grows coarse, and is never lost. */
  function halve(points) {
    for (let i = 0; i * 2 + 1 < points.length; i++) {
      const [a, b] = [points[i * 2], points[i * 2 + 1]];
      points[i] = { x: b.x, items: (a.items + b.items) / 2, bytes: (a.bytes + b.bytes) / 2 };
    }
    points.length = Math.floor(points.length / 2);
  }

  function add(item) {
    if (exact && item.finishedAt) {
      exact.push({ at: Date.parse(item.finishedAt), bytes: item.bytes });
      if (exact.length > EXACT) {
        exact = null;
      }
    }
  }

  function series() {
    if (OPEN.has(job.state) || !exact || exact.length < 2) {
      return live;
    }
    const start = Math.min(Date.parse(job.startedAt ?? job.createdAt), exact[0].at);
    const span = Math.max(200, exact.at(-1).at - start);
    const length = Math.max(4, Math.min(40, Math.floor(exact.length / 4)));
    const width = span / length;
    const buckets = Array.from({ length }, (_, i) => ({
      x: ((i + 0.5) * width) / 1000, items: 0, bytes: 0,
    }));
    for (const { at, bytes: received } of exact) {
      const bucket = buckets[Math.min(buckets.length - 1, Math.max(0, Math.floor((at - start) / width)))];
      bucket.items += 1000 / width;
      bucket.bytes += (received * 1000) / width;
    }
    return buckets;
  }

  function draw() {
    if (!globalThis.Chart || !job) {
      return;
    }
    const points = series();
    chart ??= new globalThis.Chart(canvas, options());
    chart.data.datasets[0].data = points.map(({ x, items }) => ({ x, y: items }));
    chart.data.datasets[1].data = points.map(({ x, bytes: y }) => ({ x, y }));
    // From the start, unless this page saw only the end of a long run.
    chart.options.scales.x.min = points.length > 0 && points[0].x < points.at(-1).x / 4 ? 0 : undefined;
    chart.update('none');
    const peak = points.reduce((most, { items }) => Math.max(most, items), 0);
    setAttribute(canvas, 'aria-label', points.length === 0
      ? 'Throughput over time: nothing yet'
      : `Throughput over ${duration(points.at(-1).x * 1000)}: at most ${rate(peak)}`);
  }

  return {
    element,
    set,
    add,
    close() {
      document.removeEventListener('themechange', recolour);
      frame.close();
      chart?.destroy();
    },
  };
}

/** The usual labels are styled as points are, which know nothing of dashes. */
function asDrawn(chart) {
  return globalThis.Chart.defaults.plugins.legend.labels.generateLabels(chart)
    .map((label) => ({ ...label, lineDash: chart.data.datasets[label.datasetIndex].borderDash }));
}

function options() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const axis = (title, callback, position, grid) => ({
    type: 'linear',
    position,
    beginAtZero: true,
    grid: { color: colour('--line'), drawOnChartArea: grid },
    border: { display: false },
    title: { display: false, text: title },
    ticks: { color: colour('--muted'), callback, maxTicksLimit: 5 },
  });
  const line = (label, yAxisID, stroke, fill) => ({
    label, yAxisID, data: [], borderColor: stroke, backgroundColor: fill, fill: fill !== null,
    borderWidth: 2, pointRadius: 0, pointHitRadius: 12, tension: 0.3, cubicInterpolationMode: 'monotone',
  });
  const bytesAxis = axis('Bytes', (value) => round(byteRate(value)), 'right', false);
  bytesAxis.ticks.precision = 0;
  const time = axis('', (value) => round(duration(value * 1000)), 'bottom', false);
  Object.assign(time, { beginAtZero: false, bounds: 'data' });
  // Round marks alone: the last moment has no mark of its own, which would touch its neighbour.
  Object.assign(time.ticks, { includeBounds: false, maxRotation: 0 });
  return {
    type: 'line',
    data: {
      datasets: [
        line('Items', 'y', colour('--accent'), colour('--accent-wash')),
        { ...line('Bytes', 'b', colour('--good'), null), borderDash: [5, 4] },
      ],
    },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: time,
        y: axis('Items', (value) => rate(value), 'left', true),
        b: bytesAxis,
      },
      plugins: {
        legend: {
          align: 'end',
          labels: {
            color: colour('--text'), usePointStyle: true, pointStyle: 'line', pointStyleWidth: 24, generateLabels: asDrawn,
          },
        },
        tooltip: {
          callbacks: {
            title: ([first]) => (first ? `after ${duration(first.parsed.x * 1000)}` : ''),
            label: ({ datasetIndex, parsed }) =>
              datasetIndex === 0 ? `${rate(parsed.y)} items` : `${bytes(parsed.y)}/s`,
          },
        },
      },
    },
  };
}
