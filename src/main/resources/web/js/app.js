// The page: what address shows what, and what stands around it.

import { h, icon } from './dom.js';
import { go, here } from './address.js';
import { jobsPage } from './jobs-page.js';
import { jobPage } from './job-page.js';
import { newPage } from './new-page.js';
import { servicePage } from './service-page.js';
import { acceptDrops } from './drop.js';
import { acceptPaste } from './paste.js';
import { offer } from './intake.js';
import { shortcuts, showKeys } from './shortcuts.js';
import { meters } from './meters.js';
import { notifications } from './notify.js';
import { setPageTitle } from './page-title.js';

const view = document.getElementById('view');
let page = null;
let first = true;

function pageFor({ path, params }) {
  const [kind, id, tab] = path;
  if (kind === 'jobs' && id) {
    return jobPage(id, tab ?? 'overview');
  }
  if (kind === 'new') {
    return newPage(params);
  }
  return kind === 'service' ? servicePage() : jobsPage(params);
}

function route() {
  let to;
  try {
    to = here();
  } catch (fault) {
    // A broken escape in the address.
    if (!(fault instanceof URIError)) {
      throw fault;
    }
    to = { path: [], params: new URLSearchParams() };
  }
  // Another tab of the same job, or other filters: the page sees to it itself.
  if (page?.takes?.(to)) {
    return;
  }
  page?.close();
  setPageTitle('Fetchery');
  page = pageFor(to);
  view.replaceChildren(page.element);
  markCurrent(to.path[0]);
  if (!first) {
    scrollTo(0, page.scroll ?? 0);
    if (page.focus) {
      // A page that is still being read takes the focus when its heading is there.
      page.focus();
    } else {
      page.title.focus({ preventScroll: true });
    }
  }
  first = false;
}

function markCurrent(kind) {
  const current = { new: '#new', service: '#service' }[kind] ?? (kind ? null : '.brand');
  for (const link of document.querySelectorAll('.top a')) {
    if (current !== null && link.matches(current)) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  }
}

const theme = document.getElementById('theme');
function drawTheme() {
  const dark = document.documentElement.dataset.theme === 'dark';
  theme.replaceChildren(icon(dark ? 'sun' : 'moon'));
  theme.setAttribute('aria-label', dark ? 'Use light colours' : 'Use dark colours');
}
theme.addEventListener('click', () => document.dispatchEvent(new Event('themetoggle')));
document.addEventListener('themechange', drawTheme);
drawTheme();

const keys = document.getElementById('keys');
keys.append(icon('keys'));
keys.addEventListener('click', showKeys);

document.querySelector('.skip').addEventListener('click', (event) => {
  // The address says what is shown; it must not become the skip link's.
  event.preventDefault();
  view.focus();
});

/** What was pasted or dropped goes to the form, which may be open already. */
function takeIn(found) {
  if (page.take) {
    page.take(found);
  } else {
    offer(found);
    go('#/new');
  }
}

acceptDrops(document.getElementById('drop'), takeIn);
acceptPaste(takeIn);
shortcuts(() => page);
meters();
notifications();
history.scrollRestoration = 'manual';
addEventListener('hashchange', route);
route();
document.body.append(h('span', { hidden: true, 'data-ready': true }));
