// Pictures as they are saved: the newest ones, each read only when it comes into view.

import { h, setText, show } from './dom.js';
import { jobAddress } from './address.js';
import { count, middle } from './format.js';
import { onceAFrame } from './frames.js';
import { isPicture, pictureUrl } from './files.js';
import { oneTabStop } from './one-tab-stop.js';
import { viewer } from './viewer.js';

const TILES = 60;
const EVERY_MS = 250;
/** When more than this come between two frames no eye can follow: then a few of them are shown. */
const FLOOD = 30;
const A_FEW = 6;
const BEHIND = 6;
/** After so long without a picture the ones left out are shown, too. */
const CALM_MS = 800;
/** Of a browser's six connections the feeds and the calls need some. */
const READERS = 3;
const AGAIN_MS = 3000;

export function gallery(id) {
  let tiles = [];
  /** The newest pictures, the newest last; those not yet shown are at the end. */
  let recent = [];
  let unseen = 0;
  let leftOut = false;
  let added = 0;
  let total = 0;
  let made = 0;
  const queue = [];
  let reading = 0;

  const seen = h('span', { class: 'muted' });
  const grid = h('ul', { class: 'tiles', 'aria-label': 'Saved pictures, newest first' });
  const element = h('section', { class: 'card gallery', hidden: true },
    h('div', { class: 'card-head' }, h('h2', null, 'Pictures'), seen, h('span', { class: 'grow' }),
      h('a', { href: jobAddress(id, 'files') }, 'All files')), grid);

  const roving = oneTabStop(grid, 'button.tile');

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
      // The newest first: they stand at the beginning.
      const tile = takeNewest();
      if (!tile.gone.signal.aborted) {
        reading++;
        load(tile).finally(() => {
          reading--;
          pump();
        });
      }
    }
  }

  function takeNewest() {
    const at = queue.reduce((best, tile, i) => (tile.order > queue[best].order ? i : best), 0);
    return queue.splice(at, 1)[0];
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
    } catch (error) {
      if (tile.gone.signal.aborted) {
        return;
      }
      if (error.status === 0) {
        // The service is away: it will be back.
        setTimeout(() => {
          queue.unshift(tile);
          pump();
        }, AGAIN_MS);
      } else {
        tile.element.classList.add('broken');
      }
    }
  }

  function makeTile(item) {
    const face = h('span', { class: 'face' });
    const tile = { item, face, gone: new AbortController(), url: null, order: made++ };
    tile.element = h('li', null,
      h('button', { type: 'button', class: 'tile', 'aria-label': `Open ${item.file}`, title: item.file, tabindex: '-1', onclick: () => open(tile) },
        face, h('span', { class: 'name', dir: 'auto' }, middle(item.file.split('/').pop().replace(/\.[^.]{1,4}$/, ''), 11))));
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

  /** What is pointed at, has the focus or is shown large must not move away. */
  const isLookedAt = () => grid.matches(':hover, :focus-within') || document.querySelector('dialog.viewer') !== null;

  function prepend(item) {
    const tile = makeTile(item);
    tiles.unshift(tile);
    grid.prepend(tile.element);
    inView.observe(tile.element);
  }

  /** Shows the newest ones without a gap; tiles that are there already keep their pictures. */
  function complete() {
    const known = new Map(tiles.map((tile) => [tile.item, tile]));
    tiles = recent.slice(-TILES).reverse().map((item) => known.get(item) ?? makeTile(item));
    const wanted = new Set(tiles);
    known.forEach((tile) => wanted.has(tile) || drop(tile));
    for (const tile of tiles) {
      grid.append(tile.element);
      if (!known.has(tile.item)) {
        inView.observe(tile.element);
      }
    }
    leftOut = false;
  }

  const frame = onceAFrame((now) => {
    if (tiles.length > 0 && isLookedAt()) {
      setText(seen, unseen > 0 ? `${count(total)}, held while you point at them` : count(total));
      frame.mark();
      return;
    }
    show(element, true);
    setText(seen, total > TILES ? `the newest ${count(TILES)}` : count(total));
    const fresh = recent.slice(-unseen);
    if (tiles.length > FLOOD && queue.length > BEHIND) {
      // No more empty tiles than can be filled.
      leftOut = true;
    } else if (unseen > FLOOD && tiles.length > FLOOD) {
      fresh.slice(-A_FEW).forEach(prepend);
      leftOut = true;
    } else if (unseen > 0) {
      fresh.forEach(prepend);
    } else if (leftOut && now - added > CALM_MS) {
      complete();
    }
    unseen = 0;
    while (tiles.length > TILES) {
      drop(tiles.pop());
    }
    if (leftOut) {
      frame.mark();
    }
    roving.update();
  }, EVERY_MS);

  return {
    element,
    add(item) {
      if (!isPicture(item)) {
        return;
      }
      total++;
      recent.push(item);
      added = performance.now();
      unseen = Math.min(unseen + 1, TILES);
      if (recent.length > 2 * TILES) {
        recent = recent.slice(-TILES);
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
