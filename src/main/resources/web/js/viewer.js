// One picture large, with those before and after it.

import { button, h, setText } from './dom.js';
import { bytes, count } from './format.js';
import { download, pictureUrl } from './files.js';
import { ApiError } from './api.js';

export function viewer(id, items, start) {
  let at = start;
  let url = null;
  let loading = null;
  const image = h('img', { alt: '' });
  const name = h('h2', { id: 'viewer-title', dir: 'auto' });
  const about = h('p', { class: 'muted' });
  const previous = button('Previous picture', 'left', () => move(-1), { bare: true });
  const next = button('Next picture', 'right', () => move(1), { bare: true });
  const dialog = h('dialog', { class: 'viewer', 'aria-labelledby': 'viewer-title' },
    h('div', { class: 'panel' },
      h('div', { class: 'card-head' }, name, h('span', { class: 'grow' }),
        button('Download', 'save', () => download(id, items[at])),
        button('Close', 'close', () => dialog.close(), { bare: true })),
      h('div', { class: 'stage' }, previous, image, next),
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
    setText(about, `${bytes(item.size ?? item.bytes)} · ${item.contentType} · item ${count(item.seq)} · SHA-256 ${item.sha256 ?? '–'}`);
    previous.disabled = at === 0;
    next.disabled = at === items.length - 1;
    try {
      const fresh = await pictureUrl(id, item, signal);
      if (signal.aborted) {
        URL.revokeObjectURL(fresh);
        return;
      }
      revoke();
      url = fresh;
      image.alt = item.file;
      image.src = url;
    } catch (error) {
      if (error instanceof ApiError) {
        setText(about, `It cannot be shown: ${error.message}`);
      }
    }
  }

  function revoke() {
    if (url) {
      URL.revokeObjectURL(url);
      url = null;
    }
  }

  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
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
