// Shows openapi.yaml. Where the service wants its token, asks for it: it lives as long as the tab
// (the dashboard keeps it under the same key) and travels in one header only.
'use strict';

const KEY = 'fetchery.token';
let kept = null;

// The colours that the dashboard was told, else those of the system.
let theme = null;
try {
  theme = localStorage.getItem('fetchery.theme');
} catch {
  // A browser that stores nothing has the system's.
}
document.documentElement.dataset.theme =
  theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

function token() {
  try {
    return sessionStorage.getItem(KEY) ?? kept;
  } catch {
    return kept;
  }
}

function keep(value) {
  kept = value;
  try {
    sessionStorage.setItem(KEY, value);
  } catch {
    // A browser that stores nothing keeps it in memory.
  }
}

function authorized(request) {
  // Calls go to this service alone, also where a document names another.
  const here = new URL(request.url, location.href).origin === location.origin;
  if (here && token()) {
    request.headers = { ...request.headers, Authorization: `Bearer ${token()}` };
  }
  return request;
}

function show() {
  window.ui = SwaggerUIBundle({
    url: '/openapi.yaml',
    dom_id: '#docs',
    deepLinking: true,
    validatorUrl: null,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    requestInterceptor: authorized,
  });
}

function ask(fault) {
  const form = document.getElementById('token-form');
  document.getElementById('token-fault').textContent = fault;
  form.hidden = false;
  document.getElementById('token').focus();
  form.onsubmit = (event) => {
    event.preventDefault();
    // What cannot stand in a header would make every call throw.
    keep(document.getElementById('token').value.trim().replace(/[^\x21-\x7e]/g, ''));
    form.hidden = true;
    start(true);
  };
}

function fetchDocument() {
  const request = authorized({ url: '/openapi.yaml', headers: {} });
  return fetch(request.url, { headers: request.headers }).catch(() => null);
}

/** Whether a tab that is signed in told its token. */
function tokenOfOtherTab() {
  return new Promise((resolve) => {
    if (!('BroadcastChannel' in window)) {
      resolve(false);
      return;
    }
    const tabs = new BroadcastChannel('fetchery.token');
    const done = (found) => {
      tabs.close();
      resolve(found);
    };
    tabs.onmessage = ({ data }) => {
      if (data.token) {
        keep(data.token);
        done(true);
      }
    };
    tabs.postMessage({ ask: true, rejected: null });
    setTimeout(done, 150, false);
  });
}

async function start(again) {
  let answer = await fetchDocument();
  if (answer?.status === 401 && !again && !token() && (await tokenOfOtherTab())) {
    answer = await fetchDocument();
  }
  if (answer?.status === 401) {
    ask(again || token() ? 'That token was refused.' : '');
  } else {
    show();
  }
}

// A link carries no header: with a token the document is read by fetch, and handed over.
document.getElementById('document').addEventListener('click', async (event) => {
  if (!token()) {
    return;
  }
  event.preventDefault();
  const answer = await fetchDocument();
  if (answer?.status === 401) {
    ask('That token was refused.');
  } else if (answer?.ok) {
    const url = URL.createObjectURL(await answer.blob());
    const link = document.createElement('a');
    link.href = url;
    link.download = 'openapi.yaml';
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }
});

start(false);
