// The page: what address shows what, and what stands around it.

import { h, icon } from './dom.js';
import { jobsPage } from './jobs-page.js';
import { jobPage } from './job-page.js';
import { newPage } from './new-page.js';
import { acceptDrops } from './drop.js';

const view = document.getElementById('view');
let page = null;
let first = true;

function pageFor(hash) {
  const [, kind, argument] = hash.replace(/^#/, '').split('/');
  if (kind === 'jobs' && argument) {
    return jobPage(decodeURIComponent(argument));
  }
  if (kind === 'new') {
    return newPage(argument ? decodeURIComponent(argument) : null);
  }
  return jobsPage();
}

function route() {
  page?.close();
  try {
    page = pageFor(location.hash);
  } catch (fault) {
    // A broken escape in the address.
    if (!(fault instanceof URIError)) {
      throw fault;
    }
    page = jobsPage();
  }
  view.replaceChildren(page.element);
  const hash = location.hash;
  for (const link of document.querySelectorAll('.top a')) {
    const here = link.id === 'new' ? hash.startsWith('#/new') : link.className === 'brand' && hash.length < 3;
    link.toggleAttribute('aria-current', here);
    if (here) {
      link.setAttribute('aria-current', 'page');
    }
  }
  if (!first) {
    scrollTo(0, 0);
    if (page.focus) {
      // A page that is still being read takes the focus when its heading is there.
      page.focus();
    } else {
      page.title.focus({ preventScroll: true });
    }
  }
  first = false;
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

document.querySelector('.skip').addEventListener('click', (event) => {
  // The address says what is shown; it must not become the skip link's.
  event.preventDefault();
  view.focus();
});

acceptDrops(view.ownerDocument.getElementById('drop'), () => page);
addEventListener('hashchange', route);
route();
view.querySelector('[aria-busy]')?.remove();
document.body.append(h('span', { hidden: true, 'data-ready': true }));
