// Elements are only ever made here, and data only ever becomes text: nothing is parsed as HTML.

import { lettersOf } from './format.js';

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element. Of the properties, `on…` are listeners, `class` and attributes are set as they are;
 * null and false are left out. Children are elements or text.
 */
export function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  for (const child of children) {
    if (child !== null && child !== undefined) {
      element.append(typeof child === 'string' ? visible(child) : child);
    }
  }
  return element;
}

// Control characters, and those that turn the direction of what follows.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text in which nothing hides: a name must not look like another one. */
export const visible = (text) => text.replace(UNSEEN, '\ufffd');

/** Writes only what changed, so that a browser need not lay out what did not. */
export function setText(element, text) {
  const shown = visible(text);
  if (element.textContent !== shown) {
    element.textContent = shown;
  }
}

/** Longer names are cut before their last letters, by which they differ. */
const TAIL = 12;
/** Hebrew, Arabic and what else runs from right to left: two halves would not stand in their order. */
const FROM_THE_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Writes a link's name so that, where the place is short, it is cut in its middle; it is read aloud as one. */
export function setName(element, text) {
  const shown = visible(text);
  if (element.textContent === shown) {
    return;
  }
  element.setAttribute('aria-label', shown);
  const letters = FROM_THE_RIGHT.test(shown) ? [] : lettersOf(shown);
  if (letters.length <= TAIL) {
    element.replaceChildren(h('span', { class: 'name-head' }, shown));
    return;
  }
  element.replaceChildren(
    h('span', { class: 'name-head' }, letters.slice(0, -TAIL).join('')),
    h('span', { class: 'name-tail' }, letters.slice(-TAIL).join('')));
}

export function setAttribute(element, name, value) {
  const text = String(value);
  if (element.getAttribute(name) !== text) {
    element.setAttribute(name, text);
  }
}

export function show(element, shown) {
  if (element.hidden === shown) {
    element.hidden = !shown;
  }
}

/** What has the focus in an element, or null. */
export const focusedIn = (element) =>
  (element.contains(document.activeElement) ? document.activeElement : null);

/** Where what had the focus is not there any more, the heading of the page has it. */
export function keepFocus(element) {
  if (element !== null && (!element.isConnected || element.closest('[hidden]'))) {
    document.querySelector('h1')?.focus({ preventScroll: true });
  }
}

const ICONS = {
  queued: 'M12 7v5l3 2M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17',
  running: 'M12 4v11m0 0 4.500-4.500M12 15l-4.500-4.500M5 20h14',
  paused: 'M9 5v14M15 5v14',
  resume: 'M8 5l11 7-11 7z',
  done: 'M5 12.500l4.500 4.500L19 7.500',
  partial: 'M12 8v5M12 16.500v.1M12 3.500l9 16H3z',
  failed: 'M7 7l10 10M17 7L7 17',
  cancelled: 'M6 6l12 12M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17',
  skipped: 'M5 6l7 6-7 6zM13 6l7 6-7 6z',
  missing: 'M9.500 9.500a2.700 2.700 0 1 1 3.800 2.500c-.9.400-1.300 1-1.300 2M12 17.200v.1M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17',
  retry: 'M19 12a7 7 0 1 1-2.100-5M19 4v4h-4',
  remove: 'M5 7h14M10 7V4.500h4V7M7 7l1 13h8l1-13',
  verify: 'M12 3.500l7 2.500v6c0 4.500-3 7.500-7 8.500-4-1-7-4-7-8.500V6zM9 12l2.200 2.200L15.200 10',
  save: 'M12 4v10m0 0l4-4m-4 4l-4-4M5 19h14',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400',
  moon: 'M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10',
  file: 'M7 3.500h7l4 4v13H7zM14 3.500v4h4',
  close: 'M6 6l12 12M18 6L6 18',
  left: 'M14.500 5l-7 7 7 7',
  right: 'M9.500 5l7 7-7 7',
  more: 'M5.500 12v.1M12 12v.1M18.500 12v.1',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  edit: 'M4 20l1-4L16.500 4.500l3 3L8 19zM14 7l3 3',
  folder: 'M3.500 6.500h6l2 2.500h9v10h-17z',
  search: 'M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13M15.500 15.500L20.500 20.500',
  list: 'M8 6h12M8 12h12M8 18h12M4 6v.1M4 12v.1M4 18v.1',
  log: 'M6 3.500h12v17H6zM9 8h6M9 12h6M9 16h3',
  settings: 'M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4',
  chart: 'M4 20V4M4 20h16M8 16l3.500-5 3 3L20 7',
  plus: 'M12 5v14M5 12h14',
  bell: 'M6 17v-6a6 6 0 1 1 12 0v6l1.500 1.500h-15zM10.500 21h3',
  keys: 'M3 7h18v10H3zM7 11v.1M11 11v.1M15 11v.1M8 14h8',
  out: 'M14 4H5v16h9M10 12h11m0 0l-4-4m4 4l-4 4',
  up: 'M12 19V6m0 0l-5 5m5-5l5 5',
  down: 'M12 5v13m0 0l-5-5m5 5l5-5',
  disk: 'M4 13l3-8h10l3 8v6H4zM4 13h16M16 16v.1',
  host: 'M4 5h16v6H4zM4 13h16v6H4zM7.500 8v.1M7.500 16v.1',
};

/** A line drawing that says nothing by itself: the text beside it does. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name] ?? '');
  svg.append(path);
  return svg;
}

/** A button with a drawing and a label, or, where `bare`, the drawing with the label unseen. */
export function button(label, iconName, onclick, { kind = 'quiet', bare = false } = {}) {
  const made = h('button', { type: 'button', class: `${kind}${bare ? ' square' : ''}`, onclick });
  if (iconName) {
    made.append(icon(iconName));
  }
  if (bare) {
    made.setAttribute('aria-label', label);
    made.title = label;
  } else {
    made.append(h('span', null, label));
  }
  return made;
}

/** Copies text and says so at the button; where the browser refuses, the text is selected to be copied by hand. */
export function copyButton(label, text, { bare = true } = {}) {
  const made = button(label, 'copy', async () => {
    const value = typeof text === 'function' ? text() : text;
    const copied = await copyText(value);
    made.dataset.copied = String(copied);
    made.title = copied ? 'Copied' : label;
    made.replaceChildren(icon(copied ? 'done' : 'copy'), ...(bare ? [] : [h('span', null, copied ? 'Copied' : label)]));
    setTimeout(() => {
      made.replaceChildren(icon('copy'), ...(bare ? [] : [h('span', null, label)]));
    }, 1500);
  }, { bare });
  made.classList.add('copy');
  return made;
}

/** Whether it is on the clipboard. The interface for it exists on loopback and https alone. */
export async function copyText(value) {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    const area = h('textarea', { class: 'sr', 'aria-hidden': 'true' });
    const host = document.querySelector('dialog[open]') ?? document.body;
    const before = document.activeElement;
    area.value = value;
    host.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    before?.focus();
    return copied;
  }
}
