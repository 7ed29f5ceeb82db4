// What the job saved: where it is, a tree, a wall of pictures, and all of it to take away.

import { get, jobPath } from './api.js';
import { button, copyButton, h, setAttribute, setText, show } from './dom.js';
import { here, setParams } from './address.js';
import { bytes, count, nameOf, plural } from './format.js';
import { downloadArchive, downloadChecksums, isPicture } from './files.js';
import { fileTree } from './file-tree.js';
import { isOpen } from './states.js';
import { pictureWall } from './picture-wall.js';

const PAGE = 1000;

export function filesTab(id, first) {
  let job = first;
  let next = '';
  let reading = false;
  let closed = false;
  let files = [];
  /** Why the last reading failed, or null. */
  let wrong = null;
  let view = here().params.get('view');
  const tree = fileTree(id);
  const wall = pictureWall(id);
  const path = h('code');
  const where = h('p', { class: 'where-to', hidden: true }, 'Saved in ', path, copyButton('Copy the directory', () => path.textContent));
  const line = h('span', { class: 'muted', role: 'status' });
  const more = button('Read more files', null, () => read(), { kind: 'quiet wide' });
  const nothing = h('p', { class: 'nothing', hidden: true });
  const views = ['tree', 'wall'].map((name) => {
    const made = h('button', { type: 'button', class: 'quiet', onclick: () => choose(name) }, name === 'tree' ? 'Tree' : 'Pictures');
    made.dataset.view = name;
    return made;
  });
  const takeAway = h('div', { class: 'acts' },
    button('ZIP', 'save', () => downloadArchive(id, 'zip', nameOf(job))),
    button('TAR', 'save', () => downloadArchive(id, 'tar', nameOf(job))),
    button('Checksums', 'verify', () => downloadChecksums(id, nameOf(job))));
  const element = h('section', { class: 'card files-tab', 'aria-label': 'Files' },
    h('div', { class: 'card-head' }, h('div', { class: 'tabs', role: 'group', 'aria-label': 'View' }, ...views), line,
      h('span', { class: 'grow' }), takeAway),
    where, nothing, tree.element, wall.element, more);

  async function read() {
    if (reading || next === null) {
      return;
    }
    reading = true;
    try {
      const page = await get(`${jobPath(id)}/items?state=done&limit=${PAGE}${next === '' ? '' : `&after=${encodeURIComponent(next)}`}`);
      if (closed) {
        return;
      }
      next = page.next;
      wrong = null;
      take(page.items.filter(({ file }) => file));
    } catch (error) {
      wrong = error.message;
      draw();
    } finally {
      reading = false;
    }
  }

  function take(items) {
    files = files.concat(items);
    // A job of pictures is looked at as pictures.
    view ??= files.filter(isPicture).length > files.length / 2 ? 'wall' : 'tree';
    tree.add(items);
    wall.add(items.filter(isPicture));
    draw();
  }

  function choose(name) {
    view = name;
    setParams({ view });
    draw();
  }

  function draw() {
    const pictures = files.filter(isPicture).length;
    views.forEach((made) => made.setAttribute('aria-pressed', String(made.dataset.view === (view ?? 'tree'))));
    show(views[1], pictures > 0 || view === 'wall');
    show(tree.element, view !== 'wall' && files.length > 0);
    show(wall.element, view === 'wall' && pictures > 0);
    wall.draw(view === 'wall');
    const total = files.reduce((sum, item) => sum + (item.size ?? item.bytes), 0);
    // What grows by itself is not read aloud.
    setAttribute(line, 'aria-live', isOpen(job) ? 'off' : 'polite');
    setText(line, files.length > 0 ? `${plural(files.length, 'file')}${next === null ? '' : ` of ${count(job.progress.done)}`} · ${bytes(total)}` : '');
    show(more, next !== null && files.length > 0);
    show(nothing, files.length === 0 || wrong !== null);
    setText(nothing, wrong ?? (job.spec?.mode === 'probe' ? 'A probe saves nothing.' : isOpen(job) ? 'Nothing saved yet.' : 'Nothing was saved.'));
    show(takeAway, files.length > 0);
    show(where, Boolean(job.directory));
    setText(path, job.directory ?? '');
  }

  const atEnd = new IntersectionObserver(([entry]) => entry.isIntersecting && !more.hidden && read());
  atEnd.observe(more);
  read();
  draw();

  return {
    element,
    set(fresh) {
      const grown = fresh.progress.done > job.progress.done;
      job = fresh;
      if (grown && !reading && files.length < PAGE && (next === null || files.length === 0)) {
        // What came since is read from where the list ended.
        next = files.length === 0 ? '' : String(files.at(-1).seq);
        read();
      }
      draw();
    },
    again() {
      if (wrong !== null) {
        read();
      }
    },
    address() {},
    close() {
      closed = true;
      atEnd.disconnect();
      wall.close();
    },
  };
}
