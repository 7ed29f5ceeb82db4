// Pictures as they are saved: the newest ones, each read only when it comes into view.

import { h, setText, show } from './dom.js';
import { count } from './format.js';
import { onceAFrame } from './frames.js';
import { isPicture, pictureUrl } from './files.js';
import { viewer } from './viewer.js';

const TILES = 200;
const A_TIME = 12;
const EVERY_MS = 250;
/** Of a browser's six connections the feed needs one. */
const READERS = 4;

export function gallery(id) {
  const tiles = [];
  let pending = [];
  let total = 0;
  const queue = [];
  let reading = 0;

  const seen = h('span', { class: 'muted' });
  const grid = h('ul', { class: 'tiles', 'aria-label': 'Saved pictures, newest first' });
  const element = h('section', { class: 'card gallery', hidden: true },
    h('div', { class: 'card-head' }, h('h2', null, 'Pictures'), seen), grid);

  const inView = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const tile = tiles.find((candidate) => candidate.element === entry.target);
      if (tile && entry.isIntersecting) {
        inView.unobserve(tile.element);
        queue.push(tile);
        pump();
      }
    }
  }, { root: grid, rootMargin: '160px' });

  async function pump() {
    while (reading < READERS && queue.length > 0) {
      const tile = queue.pop();
      if (!tile.gone.signal.aborted) {
        reading++;
        load(tile).finally(() => {
          reading--;
          pump();
        });
      }
    }
  }

  async function load(tile) {
    try {
      const url = await pictureUrl(id, tile.item, tile.gone.signal);
      if (tile.gone.signal.aborted) {
        URL.revokeObjectURL(url);
        return;
      }
      tile.url = url;
      const image = h('img', { alt: '', decoding: 'async' });
      image.addEventListener('error', () => tile.element.classList.add('broken'));
      image.src = url;
      tile.face.replaceChildren(image);
    } catch {
      tile.element.classList.add('broken');
    }
  }

  function makeTile(item) {
    const face = h('span', { class: 'face' });
    const tile = { item, face, gone: new AbortController(), url: null };
    tile.element = h('li', null,
      h('button', { type: 'button', class: 'tile', 'aria-label': `Open ${item.file}`, title: item.file, onclick: () => open(tile) },
        face, h('span', { class: 'name', dir: 'auto' }, item.file.split('/').pop())));
    return tile;
  }

  function open(tile) {
    viewer(id, tiles.map(({ item }) => item), tiles.indexOf(tile));
  }

  function drop(tile) {
    tile.gone.abort();
    inView.unobserve(tile.element);
    tile.element.remove();
    if (tile.url) {
      URL.revokeObjectURL(tile.url);
    }
  }

  const frame = onceAFrame(() => {
    show(element, true);
    setText(seen, total > TILES ? `the newest ${count(TILES)} of ${count(total)}` : count(total));
    for (const item of pending.splice(0, tiles.length === 0 ? TILES : A_TIME)) {
      const tile = makeTile(item);
      tiles.unshift(tile);
      grid.prepend(tile.element);
      inView.observe(tile.element);
    }
    while (tiles.length > TILES) {
      drop(tiles.pop());
    }
    if (pending.length > 0) {
      frame.mark();
    }
  }, EVERY_MS);

  return {
    element,
    add(item) {
      if (!isPicture(item)) {
        return;
      }
      total++;
      pending.push(item);
      if (pending.length > 2 * TILES) {
        pending = pending.slice(-TILES);
      }
      frame.mark();
    },
    close() {
      frame.close();
      inView.disconnect();
      queue.length = 0;
      tiles.forEach(drop);
    },
  };
}
