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
