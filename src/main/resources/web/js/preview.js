// What the job would give, shown while it is typed: a dry run when the typing pauses. Documents and
// pages of others are only read when that is asked for.

import { ApiError, post } from './api.js';
import { h } from './dom.js';
import { planView } from './plan.js';

const PAUSE_MS = 500;
const MOST_BYTES = 2_000_000;

/**
 * @param request tells what would be posted, and `job`
 * @param use takes what a dry run proposes of the source
 * @param typed tells of a pointer the `line` that it was typed on, if it has one
 */
export function livePreview(request, use, typed) {
  const element = h('div', { class: 'preview' });
  let timer = null;
  let running = null;

  function say(text) {
    element.replaceChildren(h('p', { class: 'muted' }, text));
  }

  async function run() {
    const abort = new AbortController();
    running = abort;
    const { query, type, body, job } = await request();
    if (abort.signal.aborted) {
      return;
    }
    if ((body.size ?? body.length) > MOST_BYTES) {
      say('The list is large: Dry run reads it.');
      return;
    }
    query.set('dryRun', 'true');
    try {
      const plan = await post(`/jobs?${query}`, { headers: { 'Content-Type': type }, body, signal: abort.signal });
      if (!abort.signal.aborted) {
        element.replaceChildren(planView(plan, job, { few: true }));
      }
    } catch (error) {
      if (!abort.signal.aborted && error instanceof ApiError && error.status !== 0) {
        const [first] = error.errors;
        const line = first?.line ?? typed(first?.pointer ?? '')?.line;
        const where = line ? `line ${line}: ` : first?.pointer ? `${first.pointer}: ` : '';
        say(`Not ready: ${where}${first?.detail ?? error.message}`);
      }
    }
  }

  function stop() {
    clearTimeout(timer);
    running?.abort();
  }

  say('The first names appear here.');
  return {
    element,
    /** @param live whether the source is known without asking others; `blank` that there is nothing yet */
    soon(live, blank) {
      stop();
      if (blank) {
        say('The first names appear here.');
      } else if (live) {
        timer = setTimeout(run, PAUSE_MS);
      } else {
        say('Dry run reads the list and shows what it would fetch.');
      }
    },
    show(plan, job) {
      const view = planView(plan, job, { use });
      element.replaceChildren(view);
      view.focus();
    },
    clear: () => element.replaceChildren(),
    stop,
  };
}
