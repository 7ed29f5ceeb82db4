// All saved pictures, in the order of the source. What is out of view is let go.

import { button, h, show } from './dom.js';
import { middle } from './format.js';
import { pictureUrl } from './files.js';
import { oneTabStop } from './one-tab-stop.js';
import { viewer } from './viewer.js';

const STEP = 400;
const READERS = 3;

export function pictureWall(id) {
  const items = [];
  const tiles = new Map();
  const queue = new Set();
  let most = STEP;
  let reading = 0;
  let visible = false;
  const grid = h('ul', { class: 'tiles wall', 'aria-label': 'Saved pictures' });
  const more = button('Show more pictures', null, () => {
    most += STEP;
    draw();
  }, { kind: 'quiet wide' });
  const element = h('div', { hidden: true }, grid, more);
  const roving = oneTabStop(grid, 'button.tile');

  const inView = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const tile = tiles.get(target);
      if (isIntersecting) {
        queue.add(tile);
      } else {
        queue.delete(tile);
        release(tile);
      }
    }
    pump();
  }, { rootMargin: '300px' });

  function pump() {
    while (reading < READERS && queue.size > 0) {
      const [tile] = queue;
      queue.delete(tile);
      if (!tile.url) {
        reading++;
        load(tile).finally(() => {
          reading--;
          pump();
        });
      }
    }
  }

  async function load(tile) {
    tile.gone = new AbortController();
    try {
      tile.url = await pictureUrl(id, tile.item, tile.gone.signal);
      const image = h('img', { alt: '', decoding: 'async' });
      image.addEventListener('error', () => tile.element.classList.add('broken'));
      image.src = tile.url;
      tile.face.replaceChildren(image);
    } catch {
      tile.element.classList.toggle('broken', !tile.gone.signal.aborted);
    }
  }

  function release(tile) {
    tile.gone?.abort();
    if (tile.url) {
      URL.revokeObjectURL(tile.url);
      tile.url = null;
      tile.face.replaceChildren();
    }
  }

  function draw() {
    if (!visible) {
      return;
    }
    for (const item of items.slice(tiles.size, most)) {
      const face = h('span', { class: 'face' });
      const element = h('li', null, h('button', {
        type: 'button', class: 'tile', title: item.file, 'aria-label': `Open ${item.file}`, tabindex: '-1',
        onclick: () => viewer(id, items, items.indexOf(item)),
      }, face, h('span', { class: 'name', dir: 'auto' }, middle(item.file.split('/').pop(), 18))));
      tiles.set(element, { item, face, element, url: null, gone: null });
      grid.append(element);
      inView.observe(element);
    }
    show(more, tiles.size < items.length);
    roving.update();
  }

  return {
    element,
    add(fresh) {
      items.push(...fresh);
      draw();
    },
    draw(is) {
      visible = is;
      draw();
    },
    close() {
      inView.disconnect();
      queue.clear();
      tiles.forEach(release);
    },
  };
}
