// The feeds as a page sees them: that of all jobs, and that of one job's items.

import { connection } from './say.js';
import { askToken, token } from './token.js';
import { createHub } from './hub.js';

const PING_MS = 20_000;
const listeners = new Set();
let live = null;
let items = null;
let keys = 0;
let focused = Date.now();
let post = null;

/** Runs in the shared worker, or here, where a browser has none or refuses it. */
function connect() {
  if ('SharedWorker' in globalThis) {
    try {
      const worker = new SharedWorker('/assets/js/feed-worker.js', { type: 'module', name: 'fetchery' });
      worker.addEventListener('error', connectHere);
      worker.port.addEventListener('message', ({ data }) => take(data));
      worker.port.start();
      post = (message) => worker.port.postMessage(message);
      return;
    } catch {
      // Not allowed here.
    }
  }
  connectHere();
}

function connectHere() {
  post = createHub()(take);
  sync();
}

function sync(more = {}) {
  post?.({
    token: token(),
    hidden: document.hidden,
    focused,
    items: items && { key: items.key, id: items.id, after: items.after },
    ...more,
  });
}

function take(message) {
  if (message.events) {
    message.events.forEach(([name, data]) => tell('event', name, data));
  }
  if (message.live !== undefined) {
    live = message.live;
    connection(live ? 'live' : 'lost');
    tell('status', live);
  }
  if (message.open) {
    tell('open');
  }
  if (message.unauthorized !== undefined) {
    askToken(message.unauthorized || null).then(() => sync());
  }
  if (items !== null && message.key === items.key) {
    takeItems(message);
  }
}

const tell = (kind, ...values) => listeners.forEach((listener) => listener[kind]?.(...values));

function takeItems({ items: fresh, served, ended, nothing, gone }) {
  const { handlers } = items;
  if (fresh) {
    items.after = fresh.at(-1).n ?? items.after;
    fresh.forEach((item) => handlers.item(item));
  }
  if (served !== undefined) {
    handlers.served?.(served);
  }
  if (ended || nothing) {
    handlers.ended?.();
  }
  if (gone) {
    handlers.gone?.();
  }
}

/** `event(name, data)`, `open()` when what was told before may be old, `status(live)`. */
export function followAll(listener) {
  listeners.add(listener);
  if (live) {
    // As if it connected now, but not before the caller has its own house in order.
    queueMicrotask(() => listeners.has(listener) && listener.open?.());
  }
  return { close: () => listeners.delete(listener) };
}

/**
 * The items of a job as they end; one job at a time a page.
 * @param handlers `item(view)`, `served(whether)`: only a few tabs at a time get them,
 *     `ended()`, `gone()`
 */
export function followItems(id, after, handlers) {
  const mine = { id, after, handlers, key: `${++keys}` };
  items = mine;
  sync();
  return {
    close() {
      if (items === mine) {
        items = null;
        sync();
      }
    },
  };
}

connect();
document.addEventListener('tokenchange', () => sync({ signOut: token() === null }));
document.addEventListener('visibilitychange', () => sync({ wake: !document.hidden }));
addEventListener('focus', () => {
  focused = Date.now();
  sync();
});
addEventListener('pagehide', () => post?.({ bye: true }));
addEventListener('pageshow', (event) => event.persisted && sync());
setInterval(sync, PING_MS);
sync();
