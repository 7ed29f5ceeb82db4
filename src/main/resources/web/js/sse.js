// Server-sent events read by fetch, since EventSource cannot send a header. A feed goes on by
// itself after a lost connection or a restart of the service, from the last event it had. It runs
// in a worker as well as in a page.

const RETRY_MS = 1000;
const MAX_RETRY_MS = 5000;
/** A comment comes every 15 s; after three times that the connection is taken for dead. */
const SILENCE_MS = 45_000;

/** Cuts text that comes in pieces into events (HTML Living Standard, 9.2.6). */
class EventParser {
  #rest = [];
  #event = '';
  #data = [];
  #id = null;

  constructor(onEvent, onRetry) {
    this.onEvent = onEvent;
    this.onRetry = onRetry;
  }

  push(text) {
    if (!text.includes('\n')) {
      this.#rest.push(text);
      return;
    }
    this.#rest.push(text);
    const lines = this.#rest.join('').split('\n');
    this.#rest = [lines.pop()];
    for (const line of lines) {
      this.#line(line.endsWith('\r') ? line.slice(0, -1) : line);
    }
  }

  #line(line) {
    if (line === '') {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) {
      return;
    }
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') {
      this.#data.push(value);
    } else if (field === 'event') {
      this.#event = value;
    } else if (field === 'id' && !value.includes('\0')) {
      this.#id = value;
    } else if (field === 'retry' && /^\d+$/.test(value)) {
      this.onRetry(Number(value));
    }
  }

  #dispatch() {
    if (this.#data.length > 0) {
      this.onEvent(this.#event || 'message', this.#data.join('\n'), this.#id);
    }
    this.#event = '';
    this.#data = [];
  }
}

/**
 * Follows a feed until it is closed, has ended, or is gone.
 * @param send answers the response to a path with these options, the token's header added
 * @param handlers `event(name, data)`, `open()` on each connection, `status(live)`,
 *     `nothing()` where nothing is left to be told (204), `gone()` on 404
 * @param after number of the last event that is already known, or null
 */
export function follow(send, path, handlers, after = null) {
  let lastId = after;
  let retryMs = RETRY_MS;
  let failures = 0;
  let over = false;
  let connection = null;
  let wake = () => {};

  async function read(response) {
    let heard = Date.now();
    const watchdog = setInterval(() => {
      if (Date.now() - heard > SILENCE_MS) {
        connection.abort();
      }
    }, 5000);
    const parser = new EventParser(
      (name, data, id) => {
        if (id !== null && id !== '') {
          lastId = id;
        }
        over ||= name === 'end';
        handlers.event(name, JSON.parse(data));
      },
      (ms) => {
        retryMs = Math.min(ms, MAX_RETRY_MS);
      },
    );
    try {
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done || connection.signal.aborted) {
          return;
        }
        heard = Date.now();
        failures = 0;
        parser.push(value);
      }
    } finally {
      clearInterval(watchdog);
    }
  }

  async function connect() {
    connection = new AbortController();
    const headers = { Accept: 'text/event-stream' };
    if (lastId !== null) {
      headers['Last-Event-ID'] = String(lastId);
    }
    const response = await send(path, { headers, signal: connection.signal });
    if (over) {
      // Closed while the answer was on its way: its events are wanted no more.
      await response.body?.cancel();
      return;
    }
    if (response.status === 204) {
      over = true;
      handlers.status?.(true);
      handlers.nothing?.();
      return;
    }
    if (response.status === 404) {
      over = true;
      handlers.gone?.();
      return;
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`the feed answered ${response.status}`);
    }
    handlers.status?.(true);
    handlers.open?.();
    await read(response);
  }

  async function run() {
    while (!over) {
      try {
        await connect();
      } catch (fault) {
        if (fault instanceof SyntaxError) {
          console.error('an event cannot be read', fault);
        }
      }
      if (!over) {
        handlers.status?.(false);
        await pause();
      }
    }
    connection?.abort();
    removeEventListener('online', onOnline);
  }

  function pause() {
    const ms = Math.min(MAX_RETRY_MS, retryMs * 1.5 ** failures++) * (0.75 + Math.random() / 2);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  const onOnline = () => wake();
  addEventListener('online', onOnline);
  run();
  return {
    close() {
      over = true;
      connection?.abort();
      wake();
    },
    /** Tries at once, where it waits for the next attempt. */
    wake: () => wake(),
  };
}
