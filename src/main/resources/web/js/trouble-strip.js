// One line that is there only when something is wrong: what, how often, and what to do about it.

import { button, focusedIn, h, icon, keepFocus, setAttribute, setText, show } from './dom.js';
import { jobAddress } from './address.js';
import { count } from './format.js';
import { command } from './commands.js';
import { probeErrors } from './probe-errors.js';
import { codeLabel, faultText, hostAtFault, isOpen } from './states.js';

const CAUSES = 3;

export function troubleStrip(id, lost) {
  let job = null;
  let groups = new Map();
  /** Whether there are more than were counted by cause. */
  let more = false;
  /** What a probe was answered with that is no success: a line, or null. */
  let refused = null;
  let probed = false;
  const text = h('p', { dir: 'auto' });
  const retry = button('Retry', 'retry', () => command(id, 'retry'));
  retry.dataset.act = 'retry-all';
  const look = h('a', { class: 'quiet' }, 'Show items');
  const element = h('section', { class: 'strip', role: 'status', 'aria-label': 'Problems', hidden: true },
    icon('partial'), text, look, retry);

  function draw() {
    if (job === null) {
      return;
    }
    const { failed, notFound } = job.progress;
    const parts = [];
    if (job.error) {
      parts.push(faultText(job.error), ...(job.state === 'paused' ? ['Nothing is lost: once that is put right, Resume goes on'] : []));
    }
    if (failed + notFound > 0) {
      parts.push([failed > 0 ? `${count(failed)} failed` : null, notFound > 0 ? `${count(notFound)} not found` : null]
        .filter(Boolean).join(', ') + causes());
    }
    if (refused !== null) {
      parts.push(refused);
    }
    // Read aloud when it comes, and at the end; not at every failure between.
    setAttribute(element, 'aria-live', element.hidden || job.state !== 'running' ? 'polite' : 'off');
    const focused = focusedIn(element);
    show(element, parts.length > 0);
    setText(text, parts.join('. '));
    element.dataset.tone = failed > 0 || job.state === 'failed' ? 'bad' : 'warn';
    look.href = jobAddress(id, 'items', { state: failed + notFound > 0 ? 'failed,not_found' : 'done' });
    show(look, failed + notFound > 0 || refused !== null);
    show(retry, failed + notFound > 0 || (job.error !== null && job.finishedAt !== null));
    keepFocus(focused);
  }

  /** An error that a site answered with is a probe's result, not its failure; it is told all the same. */
  async function probe() {
    probed = !isOpen(job);
    if (probed && job.spec?.mode === 'probe') {
      refused = await probeErrors(id).catch(() => null);
      draw();
    } else {
      refused = null;
    }
  }

  /** `: 20 host name not found (nope.invalid), 9 HTTP error (403)` */
  function causes() {
    const named = [...groups].slice(0, CAUSES).map(([code, items]) => {
      const details = [...new Set(items.map((item) => distinctive(code, item)).filter(Boolean))];
      const which = details.length > 1 ? `${details[0]} and others` : details[0];
      return `${count(items.length)}${more ? '+' : ''} × ${codeLabel(code)}${which ? ` (${which})` : ''}`;
    });
    return named.length > 0 ? `: ${named.join(', ')}${groups.size > CAUSES ? ', …' : ''}` : '';
  }

  const stop = lost.listen((next, truncated) => {
    groups = next;
    more = truncated;
    draw();
  });
  return {
    element,
    set(next) {
      job = next;
      if (probed === isOpen(job)) {
        probe();
      }
      draw();
    },
    close: stop,
  };
}

/** What tells one failure of a kind from another: the host where it was not reached, else the status. */
function distinctive(code, { status, url }) {
  if (code === 'http_status') {
    return status ? String(status) : null;
  }
  return hostAtFault(code, url);
}
