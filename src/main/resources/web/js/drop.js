// Files, links and text dropped anywhere on the page go to the form for new jobs.

import { fromFiles, fromText } from './intake.js';
import { fault } from './say.js';

const WANTED = ['Files', 'text/uri-list', 'text/plain'];

export function acceptDrops(veil, takeIn) {
  let depth = 0;
  /** What is dragged from this page itself is not meant for it. */
  let own = false;
  const wanted = (event) => !own && WANTED.some((type) => event.dataTransfer?.types.includes(type))
    && !(event.target instanceof Element && event.target.closest('input, textarea') && !event.dataTransfer.types.includes('Files'));
  const leave = () => {
    depth = 0;
    veil.hidden = true;
  };

  addEventListener('dragstart', () => {
    own = true;
  });
  addEventListener('dragend', () => {
    own = false;
  });
  addEventListener('dragenter', (event) => {
    if (wanted(event)) {
      event.preventDefault();
      depth++;
      veil.hidden = false;
    }
  });
  addEventListener('dragover', (event) => {
    if (wanted(event)) {
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    }
  });
  addEventListener('dragleave', () => {
    if (--depth <= 0) {
      leave();
    }
  });
  addEventListener('drop', async (event) => {
    const mine = wanted(event);
    leave();
    if (!mine) {
      return;
    }
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    const text = event.dataTransfer.getData('text/uri-list') || event.dataTransfer.getData('text/plain');
    try {
      const found = files.length > 0 ? await fromFiles(files) : fromText(text);
      if (!found) {
        throw new Error('What was dropped holds no URL and no job');
      }
      takeIn(found);
    } catch (error) {
      fault(error);
    }
  });
}
