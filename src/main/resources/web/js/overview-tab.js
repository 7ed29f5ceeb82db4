// How the job goes: throughput, what is under way, what came last, what failed.

import { h } from './dom.js';
import { ended } from './format.js';
import { followItems } from './feeds.js';
import { isOpen } from './states.js';
import { activeNow } from './active-now.js';
import { completions } from './completions.js';
import { failures } from './failures.js';
import { gallery } from './gallery.js';
import { hostsPanel } from './hosts.js';
import { throughput } from './throughput.js';

/** How many of the completions before now are looked at, for the newest and the pictures. */
const BACK = 400;

export function overviewTab(id, first, { lost }) {
  const before = ended(first.progress);
  const parts = {
    chart: throughput(id),
    active: activeNow(id),
    list: completions(id, first),
    pictures: gallery(id),
    failures: failures(id, lost),
    hosts: hostsPanel(),
  };
  const element = h('div', { class: 'columns' },
    h('div', { class: 'main' }, parts.chart.element, parts.active.element, parts.pictures.element, parts.list.element),
    h('div', { class: 'side' }, parts.failures.element, parts.hosts.element));
  let feed = null;
  let over = false;
  let last = before > BACK ? before - BACK : null;

  function follow() {
    over = false;
    feed = followItems(id, last, {
      item(item) {
        last = item.n;
        parts.list.add(item);
        parts.pictures.add(item);
        if (item.n > before) {
          lost.add(item);
        }
      },
      served: (is) => parts.list.poll(!is),
      ended() {
        over = true;
      },
    });
  }

  follow();
  return {
    element,
    set(job) {
      for (const part of Object.values(parts)) {
        part.set?.(job);
      }
      if (over && isOpen(job)) {
        feed.close();
        follow();
      }
    },
    close() {
      feed.close();
      Object.values(parts).forEach((part) => part.close());
    },
  };
}
