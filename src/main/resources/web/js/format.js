// Numbers and times as people read them.

const WHOLE = new Intl.NumberFormat('en');
const SHORT = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

export const count = (n) => WHOLE.format(n ?? 0);

export function plural(n, one, many = `${one}s`) {
  return `${count(n)} ${n === 1 ? one : many}`;
}

export function bytes(n) {
  let value = n ?? 0;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** For the marks of an axis, which are round: without a `.0`. */
export const round = (text) => text.replace(/\.0(?= )/, '');

export function rate(perSecond) {
  const value = perSecond ?? 0;
  return `${value >= 100 ? WHOLE.format(Math.round(value)) : SHORT.format(value)}/s`;
}

export const byteRate = (perSecond) => `${bytes(perSecond)}/s`;

export function duration(ms) {
  if (ms === null || ms === undefined) {
    return '–';
  }
  if (ms < 1000) {
    return `${Math.round(ms)} ms`;
  }
  if (ms < 60_000) {
    return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  }
  const seconds = Math.round(ms / 1000);
  const [d, hr, m, s] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ];
  if (d > 0) {
    return `${d} d ${hr} h`;
  }
  if (hr > 0) {
    return m > 0 ? `${hr} h ${m} min` : `${hr} h`;
  }
  return s > 0 ? `${m} min ${s} s` : `${m} min`;
}

export function ago(instant, now = Date.now()) {
  if (!instant) {
    return '';
  }
  const ms = Math.max(0, now - Date.parse(instant));
  if (ms < 5000) {
    return 'just now';
  }
  if (ms < 60_000) {
    return `${Math.floor(ms / 1000)} s ago`;
  }
  if (ms < 3_600_000) {
    return `${Math.floor(ms / 60_000)} min ago`;
  }
  return ms < 86_400_000 ? `${Math.floor(ms / 3_600_000)} h ago` : date(instant);
}

export function date(instant) {
  return instant
    ? new Date(instant).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
    : '–';
}

const twoDigits = (n) => String(n).padStart(2, '0');

export function clock(instant) {
  if (!instant) {
    return '';
  }
  // Written for every row: the browser's own formatting takes a hundred times as long.
  const at = new Date(instant);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(':');
}

/** Items that reached an end, of those found so far. */
export function ended(progress) {
  return (
    progress.done + progress.skipped + progress.notFound + progress.failed + progress.cancelled
  );
}

/** From 0 to 100, rounded down: 100 only when nothing is left. */
export function percent(progress) {
  return progress.discovered === 0 ? 0 : Math.floor((100 * ended(progress)) / progress.discovered);
}

/** The same to be read: what has begun is not nothing. */
export function percentText(progress) {
  const whole = percent(progress);
  return whole === 0 && ended(progress) > 0 ? 'under 1\u00a0%' : `${whole}\u00a0%`;
}

export const nameOf = (job) => job.name || job.id;
