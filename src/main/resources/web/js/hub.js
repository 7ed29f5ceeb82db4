// One connection for all tabs: a browser has but six to a host. The hub reads the feed of all jobs
// once and tells every tab; the feed of one job's items goes to the tabs looked at last. It runs in
// a shared worker, or in the page where there are none.

import { follow } from './sse.js';

const BASE = '/api/v1';
const MOST_ITEM_FEEDS = 2;
/** A tab tells that it is there every 20 s, once a minute where it is hidden. */
const FORGOTTEN_MS = 200_000;
const BATCH_MS = 50;

export function createHub() {
  const clients = new Set();
  let token = null;
  let waiting = [];
  let all = null;
  let live = null;
  let batch = [];
  let timer = null;

  async function send(path, options) {
    for (;;) {
      const used = token;
      const response = await fetch(BASE + path, {
        cache: 'no-store',
        redirect: 'error',
        ...options,
        headers: { ...options.headers, ...(used ? { Authorization: `Bearer ${used}` } : {}) },
      });
      if (response.status !== 401) {
        return response;
      }
      await response.body?.cancel();
      if (token === used) {
        tellAll({ unauthorized: used ?? '' });
        await new Promise((resolve) => waiting.push(resolve));
      }
    }
  }

  const tellAll = (message) => clients.forEach((client) => client.post(message));

  function flush() {
    timer = null;
    if (batch.length > 0) {
      tellAll({ events: batch });
      batch = [];
    }
    for (const client of clients) {
      if (client.batch.length > 0) {
        client.post({ key: client.wanted?.key, items: client.batch });
        client.batch = [];
      }
    }
  }

  function soon() {
    timer ??= setTimeout(flush, BATCH_MS);
  }

  function followAll() {
    all = follow(send, '/events', {
      event(name, data) {
        batch.push([name, data]);
        soon();
      },
      open: () => tellAll({ open: true }),
      status(now) {
        flush();
        live = now;
        tellAll({ live });
      },
    });
  }

  /** Of the tabs that are seen and want items, the ones looked at last get them. */
  function arrange() {
    const now = Date.now();
    clients.forEach((client) => now - client.heard > FORGOTTEN_MS && forget(client));
    const served = new Set([...clients]
      .filter((client) => client.wanted && !client.hidden)
      .sort((a, b) => b.focused - a.focused)
      .slice(0, MOST_ITEM_FEEDS));
    for (const client of clients) {
      const key = served.has(client) ? client.wanted.key : null;
      if (client.key !== key) {
        stopItems(client);
        client.key = key;
        if (key !== null) {
          startItems(client);
        }
      }
      client.post({ key: client.wanted?.key ?? null, served: key !== null });
    }
  }

  function startItems(client) {
    const { key, id, after } = client.wanted;
    const tell = (message) => {
      flush();
      client.post({ key, ...message });
    };
    client.feed = follow(send, `/jobs/${encodeURIComponent(id)}/events`, {
      event(name, data) {
        if (name === 'item') {
          client.batch.push(data);
          soon();
        }
        if (name === 'end') {
          tell({ ended: data });
        }
      },
      nothing: () => tell({ nothing: true }),
      gone: () => tell({ gone: true }),
    }, after);
  }

  function stopItems(client) {
    client.feed?.close();
    client.feed = null;
    client.batch = [];
  }

  function forget(client) {
    stopItems(client);
    clients.delete(client);
    if (clients.size === 0) {
      all?.close();
      all = null;
      live = null;
    }
  }

  /** A tab: `post` sends to it, what is returned takes its messages. */
  return (post) => {
    const client = { post, batch: [], feed: null, key: null, wanted: null, hidden: false, focused: 0, heard: 0 };
    return (message) => {
      client.heard = Date.now();
      if (message.bye) {
        forget(client);
        arrange();
        return;
      }
      const fresh = !clients.has(client);
      clients.add(client);
      if (message.token && message.token !== token) {
        token = message.token;
        waiting.splice(0).forEach((resolve) => resolve());
      }
      if (message.signOut) {
        token = null;
        all?.close();
        all = null;
      }
      client.wanted = message.items;
      client.focused = message.focused;
      client.hidden = message.hidden;
      if (all === null) {
        followAll();
      } else if (fresh && live !== null) {
        post({ live });
        if (live) {
          post({ open: true });
        }
      }
      if (message.wake) {
        all.wake();
      }
      arrange();
    };
  };
}
