// The bar on top: speed of all jobs, free disk space.

import { get } from './api.js';
import { setText, show } from './dom.js';
import { byteRate, bytes } from './format.js';
import { onceAFrame } from './frames.js';
import { followAll } from './feeds.js';
import { serviceInfo } from './service-info.js';

const DISK_MS = 30_000;

export function meters() {
  const speed = document.getElementById('speed');
  const free = document.getElementById('free');
  const rates = new Map();

  const frame = onceAFrame(() => {
    const total = [...rates.values()].reduce((sum, one) => sum + one, 0);
    setText(speed, `↓ ${byteRate(total)}`);
    speed.dataset.idle = String(rates.size === 0);
  }, 250);

  function take(job, state, progress) {
    if (state === 'running') {
      rates.set(job, progress.bytesPerSecond ?? 0);
    } else {
      rates.delete(job);
    }
    frame.mark();
  }

  async function readRunning() {
    try {
      const { jobs } = await get('/jobs?state=running&limit=1000');
      rates.clear();
      jobs.forEach((job) => take(job.id, job.state, job.progress));
      frame.mark();
    } catch {
      // The next connection reads it again.
    }
  }

  async function readDisk() {
    if (document.hidden) {
      return;
    }
    try {
      const info = await serviceInfo();
      // A bucket has no end that is known.
      show(free, Number.isFinite(info.freeBytes));
      setText(free, `${bytes(info.freeBytes)} free`);
    } catch {
      // Shown as it was.
    }
  }

  followAll({
    event(name, data) {
      if (name === 'progress') {
        take(data.job, 'running', data);
      } else if (name === 'state') {
        take(data.id, data.state, data.progress);
      }
    },
    open() {
      readRunning();
      readDisk();
    },
  });
  setInterval(readDisk, DISK_MS);
  frame.mark();
}
