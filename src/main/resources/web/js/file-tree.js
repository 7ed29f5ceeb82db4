// The saved files as a tree; a directory's entries are made when it is opened.

import { h, icon, setName, setText } from './dom.js';
import { jobAddress } from './address.js';
import { bytes, plural } from './format.js';
import { fileAddress, openFile } from './files.js';

const MOST = 500;

export function fileTree(id) {
  const element = h('div', { class: 'tree' });
  const root = folder('', 0);
  let drawn = false;
  element.append(root.list);

  /** A directory: its own entries by name, and what lies below it. */
  function folder(name, depth) {
    const list = h('ul');
    const about = h('span', { class: 'muted num' });
    const details = h('details', null, h('summary', null, icon('folder'), h('span', { dir: 'auto' }, name), about), list);
    const made = { name, depth, list, about, details, folders: new Map(), files: [], total: 0, size: 0, shown: 0, open: depth === 0 };
    details.addEventListener('toggle', () => {
      made.open = details.open;
      fill(made);
    });
    return made;
  }

  function place(item) {
    const parts = item.file.split('/');
    let at = root;
    count(at, item);
    for (const part of parts.slice(0, -1)) {
      if (!at.folders.has(part)) {
        const child = folder(part, at.depth + 1);
        at.folders.set(part, child);
        at.list.prepend(h('li', null, child.details));
      }
      at = at.folders.get(part);
      count(at, item);
    }
    at.files.push(item);
  }

  function count(at, item) {
    at.total++;
    at.size += item.size ?? item.bytes;
  }

  function fill(at) {
    if (!at.open) {
      return;
    }
    for (const item of at.files.slice(at.shown, at.shown + MOST)) {
      at.list.append(entry(item));
      at.shown++;
    }
    if (at.shown < at.files.length && !at.more) {
      at.more = h('li', null, h('button', {
        type: 'button', class: 'quiet', onclick: () => {
          at.more.remove();
          at.more = null;
          fill(at);
        },
      }, 'Show more'));
      at.list.append(at.more);
    }
  }

  function entry(item) {
    const name = item.file.split('/').pop();
    const link = h('a', { href: fileAddress(id, item) ?? jobAddress(id, 'items', { item: item.seq }), dir: 'auto', title: name });
    setName(link, name);
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) {
        return;
      }
      event.preventDefault();
      openFile(id, item);
    });
    return h('li', null, icon('file'), link, h('span', { class: 'muted num' }, bytes(item.size ?? item.bytes)),
      h('a', { class: 'muted', href: jobAddress(id, 'items', { item: item.seq }), 'aria-label': `Details of ${name}` }, 'details'));
  }

  function draw(at) {
    setText(at.about, `${plural(at.total, 'file')} · ${bytes(at.size)}`);
    at.folders.forEach(draw);
    if (at.open && (at.shown < at.files.length)) {
      fill(at);
    }
  }

  return {
    element,
    add(items) {
      items.forEach(place);
      draw(root);
      if (!drawn && items.length > 0) {
        drawn = true;
        // A way that does not branch is gone at once.
        for (let at = root; at.folders.size === 1 && at.files.length === 0;) {
          [at] = at.folders.values();
          at.open = true;
          at.details.open = true;
          fill(at);
        }
      }
    },
  };
}
