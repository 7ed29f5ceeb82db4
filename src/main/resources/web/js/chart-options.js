// How the chart looks: straight lines between what was measured, no smoothing.

import { byteRate, duration, rate, round } from './format.js';

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Dashed lines where something happened to the job: a pause, a restart, a host that backed off. */
export const marksPlugin = {
  id: 'marks',
  afterDatasetsDraw(chart) {
    const { ctx: pen, chartArea: { top, bottom, left, right }, scales: { x } } = chart;
    pen.save();
    pen.setLineDash([3, 3]);
    pen.lineWidth = 1;
    for (const mark of chart.$marks ?? []) {
      const at = x.getPixelForValue(mark.x);
      if (at >= left && at <= right) {
        pen.strokeStyle = colour(mark.kind === 'backoff' ? '--warn' : '--edge');
        pen.beginPath();
        pen.moveTo(at, top);
        pen.lineTo(at, bottom);
        pen.stroke();
      }
    }
    pen.restore();
  },
};

const SECONDS = [1, 2, 5, 10, 15, 30];
const STEPS = [...SECONDS, ...SECONDS.map((n) => n * 60), ...[1, 2, 3, 6, 12].map((n) => n * 3600)];
const DAY = 86_400;
const MOST_STEPS = 7;

/** Seconds between the marks of a time axis: a number that clocks have. */
function timeStep(span) {
  return STEPS.find((step) => span / step <= MOST_STEPS) ?? Math.ceil(span / DAY / MOST_STEPS) * DAY;
}

const moment = (value) => (value === 0 ? '0' : round(duration(value * 1000)));

/** Marks of its own: those of the library are a fraction of the span. */
function markTimes(axis) {
  const step = timeStep(axis.max - axis.min);
  const first = Math.ceil(axis.min / step);
  axis.ticks = Array.from({ length: Math.floor(axis.max / step) - first + 1 }, (_, i) => ({ value: (first + i) * step }));
}

export function chartOptions(unit, ...plugins) {
  const text = unit === 'bytes' ? (value) => round(byteRate(value)) : (value) => rate(value);
  const axis = (callback, position, grid) => ({
    type: 'linear',
    position,
    beginAtZero: true,
    grid: { color: colour('--line'), drawOnChartArea: grid, drawTicks: false },
    border: { display: false },
    ticks: { color: colour('--muted'), callback, maxTicksLimit: 5, padding: 6 },
  });
  const time = axis(moment, 'bottom', false);
  Object.assign(time, { bounds: 'data', beginAtZero: false, afterBuildTicks: markTimes });
  Object.assign(time.ticks, { maxRotation: 0, maxTicksLimit: MOST_STEPS + 1 });
  const stroke = colour(unit === 'bytes' ? '--good' : '--accent');
  return {
    type: 'line',
    plugins,
    data: {
      datasets: [{
        data: [], borderColor: stroke, backgroundColor: colour('--accent-wash'), fill: unit === 'items',
        borderWidth: 1.8, pointRadius: 0, pointHitRadius: 12, tension: 0,
      }],
    },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      scales: { x: time, y: axis(text, 'left', true) },
      plugins: {
        legend: { display: false },
        tooltip: {
          displayColors: false,
          callbacks: {
            title: ([first]) => (first ? `after ${duration(first.parsed.x * 1000)}` : ''),
            label: ({ parsed, raw }) =>
              `${unit === 'bytes' ? text(parsed.y) : `${rate(parsed.y)} items`}${Number.isFinite(raw.active) ? `, ${Math.round(raw.active)} active` : ''}`,
          },
        },
      },
    },
  };
}
