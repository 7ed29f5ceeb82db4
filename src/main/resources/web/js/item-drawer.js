// Everything about one item, beside the table it was chosen in.

import { get, jobPath } from './api.js';
import { button, copyButton, h, icon, setText, show } from './dom.js';
import { bytes, count, date, duration } from './format.js';
import { command } from './commands.js';
import { download, isPicture, isSaved, openFile } from './files.js';
import { canPreview } from './viewer.js';
import { codeLabel, itemMark } from './states.js';

const FRESH_MS = 1500;
const INTEGRITY = {
  digest: 'checksum held', length: 'length held', chunked: 'ended properly (chunked)', unverified: 'not verified',
};

/** @param job tells the job's view; `close` is told when the drawer is left */
export function itemDrawer(id, job, close) {
  let seq = null;
  let shown = '';
  let timer = null;
  const title = h('h2', { tabindex: '-1', dir: 'auto', id: 'drawer-title' });
  const body = h('div', { class: 'drawer-body' });
  const element = h('aside', { class: 'card drawer', 'aria-labelledby': 'drawer-title', hidden: true },
    h('div', { class: 'card-head' }, title, h('span', { class: 'grow' }),
      button('Close the details', 'close', close, { bare: true })),
    body);
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    }
  });

  async function read(focus) {
    const mine = seq;
    try {
      const item = await get(`${jobPath(id)}/items/${encodeURIComponent(mine)}`);
      if (mine === seq) {
        draw(item, focus);
      }
    } catch (error) {
      if (mine === seq) {
        setText(title, `Item ${mine}`);
        body.replaceChildren(h('p', { class: 'fault' }, error.message));
      }
    }
  }

  function draw(item, focus) {
    const text = JSON.stringify(item);
    if (text !== shown) {
      shown = text;
      setText(title, item.file?.split('/').pop() ?? item.key ?? `Item ${item.seq}`);
      keepingFocus(body, () => body.replaceChildren(actions(item), facts(item), attempts(item.attemptLog ?? [])));
    }
    if (focus) {
      title.focus({ preventScroll: true });
    }
  }

  /** The same item of the same job; what becomes of it is read until it has ended again. */
  async function retry(item) {
    if (await command(id, 'retry', `?seq=${encodeURIComponent(item.seq)}`) !== null && seq !== null) {
      read(false);
    }
  }

  function actions(item) {
    const absolute = item.file ? absolutePath(job(), item.file) : null;
    const lost = ['failed', 'not_found', 'cancelled'].includes(item.state);
    return h('div', { class: 'acts' },
      isSaved(item) && (isPicture(item) || canPreview(item)) ? button('Open', 'file', () => openFile(id, item)) : null,
      isSaved(item) ? button('Download', 'save', () => download(id, item)) : null,
      item.url ? copyButton('Copy URL', item.url, { bare: false }) : null,
      absolute ? copyButton('Copy path', absolute, { bare: false }) : null,
      lost ? button('Retry this one', 'retry', () => retry(item)) : null,
      lost && item.error ? button(`Retry all: ${codeLabel(item.error.code)}`, 'retry', () =>
        command(id, 'retry', `?code=${encodeURIComponent(item.error.code)}`)) : null);
  }

  /** What had the focus has it again where it is still there, else the heading. */
  function keepingFocus(within, change) {
    const before = document.activeElement;
    const name = within.contains(before) ? before.textContent || before.getAttribute('aria-label') : null;
    change();
    if (name !== null) {
      const same = [...within.querySelectorAll('button, a')].find((one) => (one.textContent || one.getAttribute('aria-label')) === name);
      (same ?? title).focus({ preventScroll: true });
    }
  }

  return {
    element,
    /** @param next number of the item, or null for none */
    open(next) {
      const other = next !== seq;
      seq = next;
      show(element, seq !== null);
      clearInterval(timer);
      if (seq === null) {
        shown = '';
        return;
      }
      if (other) {
        setText(title, `Item ${seq}`);
        body.replaceChildren(h('p', { class: 'muted' }, 'Loading…'));
        shown = '';
        read(true);
      }
      timer = setInterval(() => job().state === 'running' && !document.hidden && read(false), FRESH_MS);
    },
    /** The job came to another state, and this item may have with it. */
    refresh() {
      if (seq !== null) {
        read(false);
      }
    },
    close: () => clearInterval(timer),
  };
}

/** `file` is told relative to the downloads; where the job's directory is known, it ends alike. */
function absolutePath(job, file) {
  const directory = job.directory ?? null;
  if (directory === null) {
    return file;
  }
  const own = directory.split('/');
  const parts = file.split('/');
  for (let shared = Math.min(own.length, parts.length); shared > 0; shared--) {
    if (own.slice(-shared).join('/') === parts.slice(0, shared).join('/')) {
      return [...own, ...parts.slice(shared)].join('/');
    }
  }
  return `${directory}/${parts.at(-1)}`;
}

function facts(item) {
  const rows = [
    ['State', itemMark(item.state)],
    ['Error', item.error ? `${codeLabel(item.error.code)} (${item.error.code}): ${item.error.detail}` : null],
    ['URL', link(item.url)],
    ['Final URL', item.finalUrl && item.finalUrl !== item.url ? link(item.finalUrl) : null],
    ['File', item.file],
    ['Key', item.key],
    ['Size', Number.isFinite(item.size) ? `${bytes(item.size)} (${count(item.size)} bytes)` : null],
    ['Received', item.state === 'active' ? bytes(item.bytes) : null],
    ['Kept', item.state === 'waiting' && item.bytes > 0 ? `${bytes(item.bytes)}, to be continued` : null],
    ['Status', item.status ? String(item.status) : null],
    ['Media type', item.contentType],
    ['Encoding', item.contentEncoding],
    ['Integrity', INTEGRITY[item.integrity] ?? item.integrity],
    ['SHA-256', item.sha256 ? h('span', null, h('code', null, item.sha256), copyButton('Copy the SHA-256', item.sha256)) : null],
    ['Attempts', String(item.attempts ?? 0)],
    ['Node', item.node ?? null],
    ['Duration', Number.isFinite(item.durationMs) ? duration(item.durationMs) : null],
    ['Ended', item.finishedAt ? date(item.finishedAt) : null],
    ['Number', String(item.seq)],
  ];
  return h('dl', { class: 'facts-list' }, ...rows.filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => h('div', null, h('dt', null, name), h('dd', { dir: 'auto' }, value))));
}

/** A link only to where a browser may be sent. */
function link(url) {
  if (!url) {
    return null;
  }
  return /^https?:\/\//i.test(url)
    ? h('a', { href: url, rel: 'noreferrer noopener', target: '_blank' }, url) : url;
}

function attempts(log) {
  if (log.length === 0) {
    return '';
  }
  return h('section', null, h('h3', null, 'Attempts'),
    h('ol', { class: 'attempts' }, ...log.map((attempt) => {
      const what = [
        attempt.status ? String(attempt.status) : null,
        attempt.code ? codeLabel(attempt.code) : null,
        attempt.detail === `HTTP ${attempt.status}` ? null : attempt.detail ?? null,
        attempt.bytes > 0 ? bytes(attempt.bytes) : null,
        Number.isFinite(attempt.durationMs) ? duration(attempt.durationMs) : null,
        attempt.remoteAddress ?? null,
        attempt.node ? `by ${attempt.node}` : null,
      ].filter(Boolean).join(' · ');
      const entry = h('li', null, icon(attempt.code ? 'failed' : attempt.status >= 300 && attempt.status < 400 ? 'right' : 'done'),
        h('div', null, h('p', null, what), h('p', { class: 'muted', dir: 'auto' }, `${date(attempt.at)} · ${attempt.url ?? ''}`)));
      entry.dataset.tone = attempt.code ? 'bad' : 'good';
      return entry;
    })));
}
