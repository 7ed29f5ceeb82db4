// Ctrl-V anywhere but in a field: what was copied becomes a new job.

import { fromFiles, fromText } from './intake.js';
import { fault } from './say.js';

export function acceptPaste(takeIn) {
  document.addEventListener('paste', async (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.closest('input, textarea, select, [contenteditable], dialog') || event.defaultPrevented) {
      return;
    }
    const files = [...(event.clipboardData?.files ?? [])];
    const text = event.clipboardData?.getData('text/plain') ?? '';
    try {
      const found = text.trim() !== '' ? fromText(text) : files.length > 0 ? await fromFiles(files) : null;
      if (found) {
        event.preventDefault();
        takeIn(found);
      } else {
        throw new Error('What was pasted holds no URL and no job');
      }
    } catch (error) {
      fault(error);
    }
  });
}

/** A list with more than URLs, or a job, is not what the field for URLs is for: it is taken as what it is. */
export function acceptListPaste(form, takeIn) {
  form.addEventListener('paste', (event) => {
    const found = event.target.matches?.('#field-source-urls') ? fromText(event.clipboardData?.getData('text/plain') ?? '') : null;
    if (found && (found.kind !== 'urls' || found.lines.some((line) => line.startsWith('{')))) {
      event.preventDefault();
      takeIn(found);
    }
  });
}
