// One file large, with those before and after it: a picture, text, sound or a film.

import { expectOk, filePath } from './api.js';
import { button, h, setText } from './dom.js';
import { bytes, count } from './format.js';
import { blobUrl, download, isPicture, isSaved, pictureUrl } from './files.js';
import { ApiError } from './api.js';

const MOST_TEXT = 200_000;
const MOST_MEDIA = 200_000_000;
const TEXT = /^(text\/|application\/(json|xml|yaml|x-ndjson|javascript|x-sh|toml|sql)|[a-z]+\/[a-z.-]+\+(json|xml)$)/;
const TEXT_ENDS = /\.(txt|md|csv|tsv|json|jsonl|ndjson|xml|ya?ml|log|ini|conf|sha256|asc|js|css|html?|py|java|c|h|sh|srt|vtt)$/i;

const typeOf = (item) => (item.contentType ?? '').split(';')[0].trim().toLowerCase();

/** How it is shown: `text`, `audio`, `video`, or null where it is only downloaded. */
function kindOf(item) {
  const type = typeOf(item);
  if (!isSaved(item)) {
    return null;
  }
  if (/^(audio|video)\//.test(type)) {
    return (item.size ?? 0) <= MOST_MEDIA ? type.slice(0, 5) : null;
  }
  // What a browser would run is read as text and shown as text, never opened.
  return type === 'text/html' || type === 'image/svg+xml' ? null
    : TEXT.test(type) || (['', 'application/octet-stream'].includes(type) && TEXT_ENDS.test(item.file)) ? 'text' : null;
}

export const canPreview = (item) => kindOf(item) !== null;

export function viewer(id, items, start) {
  let at = start;
  let url = null;
  let loading = null;
  const image = h('img', { alt: '' });
  const stage = h('div', { class: 'shown' }, image);
  const name = h('h2', { id: 'viewer-title', dir: 'auto' });
  const about = h('p', { class: 'muted' });
  const previous = button('Previous file', 'left', () => move(-1), { bare: true });
  const next = button('Next file', 'right', () => move(1), { bare: true });
  const dialog = h('dialog', { class: 'viewer', 'aria-labelledby': 'viewer-title' },
    h('div', { class: 'panel' },
      h('div', { class: 'card-head' }, name, h('span', { class: 'grow' }),
        button('Download', 'save', () => download(id, items[at])),
        button('Close', 'close', () => dialog.close(), { bare: true })),
      h('div', { class: 'stage' }, previous, stage, next),
      about));

  function move(by) {
    at = Math.min(items.length - 1, Math.max(0, at + by));
    draw();
  }

  async function draw() {
    const item = items[at];
    loading?.abort();
    loading = new AbortController();
    const { signal } = loading;
    setText(name, item.file);
    setText(about, `${bytes(item.size ?? item.bytes)} · ${item.contentType ?? 'type unknown'} · item ${count(item.seq)} · SHA-256 ${item.sha256 ?? '–'}`);
    // What is switched off loses the focus, and with it the arrow keys; in some browsers at once.
    const focused = document.activeElement;
    previous.disabled = at === 0;
    next.disabled = at === items.length - 1;
    if (focused === next && next.disabled) {
      previous.focus();
    } else if (focused === previous && previous.disabled) {
      next.focus();
    }
    try {
      await (isPicture(item) ? drawPicture(item, signal) : drawOther(item, signal));
    } catch (error) {
      if (error instanceof ApiError && !signal.aborted) {
        setText(about, `It cannot be shown: ${error.message}`);
      }
    }
  }

  async function drawPicture(item, signal) {
    const fresh = await pictureUrl(id, item, signal);
    if (keep(fresh, signal)) {
      image.alt = item.file;
      image.src = url;
      stage.replaceChildren(image);
    }
  }

  async function drawOther(item, signal) {
    const kind = kindOf(item);
    if (kind === 'text') {
      const response = await expectOk(filePath(id, item.file), { signal, headers: { Range: `bytes=0-${MOST_TEXT - 1}` } });
      const text = await response.text();
      const cut = (item.size ?? 0) > MOST_TEXT ? `\n\n… ${bytes(item.size - MOST_TEXT)} more` : '';
      stage.replaceChildren(h('pre', { tabindex: '0', 'aria-label': 'Content of the file' }, text + cut));
    } else if (kind !== null) {
      const fresh = await blobUrl(id, item, typeOf(item), signal);
      if (keep(fresh, signal)) {
        stage.replaceChildren(h(kind, { controls: true, src: url, 'aria-label': item.file }));
      }
    } else {
      stage.replaceChildren(h('p', { class: 'muted' }, 'There is no preview of this kind of file.'));
    }
  }

  /** Whether it is still wanted. */
  function keep(fresh, signal) {
    if (signal.aborted) {
      URL.revokeObjectURL(fresh);
      return false;
    }
    revoke();
    url = fresh;
    return true;
  }

  function revoke() {
    if (url) {
      URL.revokeObjectURL(url);
      url = null;
    }
  }

  dialog.addEventListener('keydown', (event) => {
    if ((event.key === 'ArrowLeft' || event.key === 'ArrowRight') && !event.target.matches('audio, video, pre')) {
      event.preventDefault();
      move(event.key === 'ArrowLeft' ? -1 : 1);
    }
  });
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  dialog.addEventListener('close', () => {
    loading?.abort();
    revoke();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  draw();
}
