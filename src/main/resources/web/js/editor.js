// A text area for JSON with line numbers, in which faulty lines are marked.

import { h } from './dom.js';

/** Browsers take long to write more than this as if it were typed. */
const MOST_UNDONE = 100_000;

/** Selects a line, from 1, and brings it into view. */
export function selectLine(area, line) {
  const lines = area.value.split('\n');
  const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  area.scrollTop = Math.max(0, (line - 4) * parseFloat(getComputedStyle(area).lineHeight));
}

export function editor(label, describedBy) {
  const numbers = h('div', { class: 'numbers', 'aria-hidden': 'true' });
  const area = h('textarea', {
    spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', wrap: 'off', rows: 18,
    'aria-label': label, 'aria-describedby': describedBy,
  });
  const stripes = h('div', { class: 'stripes', 'aria-hidden': 'true' });
  const element = h('div', { class: 'editor' }, numbers, h('div', { class: 'sheet' }, stripes, area));
  let marked = new Set();
  let writing = false;

  function draw() {
    const wanted = area.value.split('\n').length;
    while (numbers.children.length < wanted) {
      numbers.append(h('span', null, String(numbers.children.length + 1)));
    }
    while (numbers.children.length > wanted) {
      numbers.lastChild.remove();
    }
    [...numbers.children].forEach((number, i) => number.classList.toggle('bad', marked.has(i + 1)));
    stripes.replaceChildren(...[...marked].map((line) => {
      const stripe = h('i');
      stripe.style.setProperty('--line-number', line - 1);
      return stripe;
    }));
    follow();
  }

  /** The numbers, and the stripe behind a faulty line, move with the text. */
  const follow = () => {
    numbers.scrollTop = area.scrollTop;
    stripes.style.transform = `translateY(${-area.scrollTop}px)`;
  };

  area.addEventListener('scroll', follow);
  area.addEventListener('input', draw);
  area.addEventListener('keydown', (event) => {
    // Tab leaves the field, as everywhere; only Enter helps, by keeping the indentation.
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      const before = area.value.slice(0, area.selectionStart);
      const indent = /^[ \t]*/.exec(before.slice(before.lastIndexOf('\n') + 1))[0];
      event.preventDefault();
      area.setRangeText(`\n${indent}`, area.selectionStart, area.selectionEnd, 'end');
      area.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });
  draw();

  /** As if it were typed, so that the browser can undo it; but for what is out of sight. */
  function replace(value) {
    if (area.offsetParent === null || value.length > MOST_UNDONE || area.value === '') {
      area.value = value;
      return;
    }
    const before = document.activeElement;
    writing = true;
    area.focus({ preventScroll: true });
    area.select();
    if (!document.execCommand('insertText', false, value)) {
      area.value = value;
    }
    writing = false;
    if (before !== area) {
      before?.focus({ preventScroll: true });
    }
  }

  return {
    element,
    /** Whether the text is being written by the page, not by the user. */
    isWriting: () => writing,
    area,
    /** The object it says, or null where it is no JSON object. */
    parsed() {
      try {
        const value = JSON.parse(area.value);
        return value && typeof value === 'object' && !Array.isArray(value) ? value : null;
      } catch {
        return null;
      }
    },
    get text() {
      return area.value;
    },
    set text(value) {
      if (area.value !== value) {
        replace(value);
        draw();
      }
    },
    mark(lines) {
      marked = new Set(lines);
      area.setAttribute('aria-invalid', String(marked.size > 0));
      if (marked.size === 0) {
        area.removeAttribute('aria-invalid');
      }
      draw();
    },
    goTo: (line) => selectLine(area, line),
  };
}
