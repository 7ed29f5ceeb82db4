// A notification of the browser when a job has ended and the page is not looked at; by choice.

import { nameOf, plural } from './format.js';
import { followAll } from './feeds.js';
import { jobLabel, OPEN } from './states.js';
import { jobAddress } from './address.js';

const KEY = 'fetchery.notify';

/** Browsers have them on loopback and https alone. */
export const canNotify = () => 'Notification' in globalThis && isSecureContext;

export function wantsNotifications() {
  try {
    return canNotify() && Notification.permission === 'granted' && localStorage.getItem(KEY) === 'yes';
  } catch {
    return false;
  }
}

/** Asks the user where needed; whether they are on now. */
export async function setNotifications(on) {
  if (on && Notification.permission !== 'granted') {
    await Notification.requestPermission();
  }
  try {
    localStorage.setItem(KEY, on ? 'yes' : 'no');
  } catch {
    return false;
  }
  return wantsNotifications();
}

export function notifications() {
  const open = new Set();
  followAll({
    event(name, data) {
      if (name === 'progress') {
        open.add(data.job);
      } else if (name === 'state' && OPEN.has(data.state)) {
        open.add(data.id);
      } else if (name === 'state' && open.delete(data.id) && data.state !== 'deleted') {
        tell(data);
      }
    },
  });
}

function tell(job) {
  if (!document.hidden || !wantsNotifications()) {
    return;
  }
  const { done, failed, notFound } = job.progress;
  const lost = failed + notFound > 0 ? `, ${failed + notFound} missing` : '';
  try {
    // One for all tabs: those with the same tag replace one another.
    const note = new Notification(`${nameOf(job)}: ${jobLabel(job.state)}`, {
      body: `${plural(done, 'item')} done${lost}`, tag: job.id, icon: '/assets/icon.svg',
    });
    note.addEventListener('click', () => {
      focus();
      location.hash = jobAddress(job.id);
      note.close();
    });
  } catch {
    // Browsers on phones have the interface, and refuse it.
  }
}
