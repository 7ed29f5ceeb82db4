// The worker that all tabs of this browser share: it holds the feeds of the service.

import { createHub } from './hub.js';

const hub = createHub();
addEventListener('connect', ({ ports: [port] }) => {
  const take = hub((message) => port.postMessage(message));
  port.addEventListener('message', ({ data }) => take(data));
  port.start();
});
