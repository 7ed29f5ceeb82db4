// Numbers and times as people read them, the same in every locale: English words, 24 hours.

const WHOLE = new Intl.NumberFormat('en');
const SHORT = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const SMALL = new Intl.NumberFormat('en', { maximumSignificantDigits: 1 });
const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
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
  return `${value.toFixed(digits)}\u00a0${UNITS[unit]}`;
}

/** For the marks of an axis, which are round: without a `.0`. */
export const round = (text) => text.replace(/\.0(?=\s)/, '');

export function rate(perSecond) {
  const value = perSecond ?? 0;
  if (value > 0 && value < 0.05) {
    // Less than one in twenty seconds is not nothing.
    return `${SMALL.format(value * 60)}/min`;
  }
  return `${value >= 100 ? WHOLE.format(Math.round(value)) : SHORT.format(value)}/s`;
}

export const byteRate = (perSecond) => `${bytes(perSecond)}/s`;

export function duration(ms) {
  if (ms === null || ms === undefined) {
    return '–';
  }
  if (ms < 1000) {
    return `${Math.round(ms)}\u00a0ms`;
  }
  if (ms < 60_000) {
    return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)}\u00a0s`;
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

/** From here on an estimate is told in whole minutes. */
const MINUTES_MS = 600_000;

/** Time left: an estimate, so no more exact than it can be. */
export function left(ms) {
  const step = ms < MINUTES_MS ? 1000 : 60_000;
  return `${ms < 1000 ? 'under 1\u00a0s' : duration(Math.round(ms / step) * step).replace(/\.0(?=\s)/, '')} left`;
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
  return ms < 86_400_000 ? `${Math.floor(ms / 3_600_000)} h ago` : `${Math.floor(ms / 86_400_000)} d ago`;
}

export const date = (instant) => (instant ? DATE.format(new Date(instant)) : '–');

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

/** Whether progress is told by bytes: all sizes are known, and there is more than one byte. */
export const byBytes = (progress) => progress.bytesExpected > 0 && progress.discoveryDone !== false;

/** What is kept of interrupted bodies, to be continued: its bytes, and their size where it is known. */
export const keptText = ({ bytes: kept, size }) => `${bytes(kept)}${size > 0 ? ` of ${bytes(size)}` : ''} kept`;

/** Of these, those that were not given up by a cancel: what was got done. */
export const settled = (progress) => ended(progress) - progress.cancelled;

/** Whether the number of items is known: all are found, or the source says how many it has. */
export const isCounted = (progress) => progress.discoveryDone !== false || progress.expected > 0;

/** How many items there will be, as far as is known. */
export const total = (progress) =>
  (progress.discoveryDone === false ? Math.max(progress.discovered, progress.expected ?? 0) : progress.discovered);

/**
 * Whether it can be told how far it is: not while bytes come and no size is known,
 * and no item has ended.
 */
export const hasShare = (progress) =>
  isCounted(progress) && (byBytes(progress) || ended(progress) > 0 || progress.bytes === 0);

/** From 0 to 100, rounded down: 100 only when nothing is left, and nothing was cancelled. */
export function percent(progress) {
  if (total(progress) === 0) {
    return 0;
  }
  const whole = ended(progress) === total(progress);
  if (!whole && byBytes(progress)) {
    return Math.min(99, Math.floor((100 * progress.bytes) / progress.bytesExpected));
  }
  return Math.floor((100 * settled(progress)) / total(progress));
}

/** The same to be read: what has begun is not nothing. */
export function percentText(progress) {
  const whole = percent(progress);
  return whole === 0 && (settled(progress) > 0 || progress.bytes > 0) ? 'under 1\u00a0%' : `${whole}\u00a0%`;
}

/** A name for the job: its own, else where it fetches from, else its id. */
export function nameOf(job) {
  return job.name || sourceHost(job) || job.id;
}

/** By source, so that its URLs are not read again at each progress. */
const hostsRead = new WeakMap();

function sourceHost(job) {
  const source = job.spec?.source;
  if (!source) {
    return null;
  }
  if (!hostsRead.has(source)) {
    hostsRead.set(source, readHost(source));
  }
  return hostsRead.get(source);
}

function readHost({ url, urls, urlsCount }) {
  try {
    const [first, ...more] = new Set((url ? [url] : urls ?? []).map((one) => new URL(one.url ?? one).host));
    const all = urlsCount ?? urls?.length ?? 1;
    if (url || all <= 1) {
      return first ?? null;
    }
    if (all > urls.length) {
      // Of a long list the service shows the beginning.
      return `${count(all)} URLs, the first at ${first}`;
    }
    return `${count(all)} URLs at ${first}${more.length > 0 ? ` and ${plural(more.length, 'more host')}` : ''}`;
  } catch {
    return null;
  }
}

/** The hosts a job is known to fetch from, for the list. */
export const hostOf = (job) => (job.name ? sourceHost(job) : null);

const PLAIN = /^[\u0020-\u024f]*$/;
const byLetters = new Intl.Segmenter('en');

/** What is read as one letter stays one: marks with what they stand on, pictures made of several. */
export const lettersOf = (text) =>
  (PLAIN.test(text) ? [...text] : Array.from(byLetters.segment(text), ({ segment }) => segment));

/** Cut in the middle: names often differ at their end. */
export function middle(text, most) {
  const letters = lettersOf(text);
  if (letters.length <= most) {
    return text;
  }
  const tail = Math.floor((most - 1) / 2);
  return `${letters.slice(0, most - 1 - tail).join('')}…${letters.slice(-tail).join('')}`;
}
