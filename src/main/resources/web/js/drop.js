// A manifest dropped anywhere on the page goes to the form for new jobs.

import { toast } from './say.js';

const TYPES = { txt: 'text/plain', ndjson: 'application/x-ndjson', jsonl: 'application/x-ndjson', csv: 'text/csv' };

/** The media type that a manifest of this name is posted as, or null where it is none. */
export function manifestType(fileName) {
  return TYPES[fileName.split('.').pop().toLowerCase()] ?? null;
}

let waiting = null;

/** The file that brought us to the form, once. */
export function droppedFile() {
  const file = waiting;
  waiting = null;
  return file;
}

export function acceptDrops(veil, currentPage) {
  let depth = 0;
  const hasFiles = (event) => event.dataTransfer?.types.includes('Files');
  const leave = () => {
    depth = 0;
    veil.hidden = true;
  };

  addEventListener('dragenter', (event) => {
    if (hasFiles(event)) {
      event.preventDefault();
      depth++;
      veil.hidden = false;
    }
  });
  addEventListener('dragover', (event) => {
    if (hasFiles(event)) {
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    }
  });
  addEventListener('dragleave', () => {
    if (--depth <= 0) {
      leave();
    }
  });
  addEventListener('drop', (event) => {
    if (!hasFiles(event)) {
      return;
    }
    event.preventDefault();
    leave();
    const [file] = event.dataTransfer.files;
    if (!file || manifestType(file.name) === null) {
      toast('A manifest is a .txt, .ndjson or .csv file', 'bad');
      return;
    }
    if (currentPage().takeFile) {
      currentPage().takeFile(file);
    } else {
      waiting = file;
      location.hash = '#/new';
    }
  });
}
