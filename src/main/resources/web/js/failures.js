// What did not come, by cause, each with a way to try it again.

import { get, jobPath } from './api.js';
import { button, h, setText, show } from './dom.js';
import { count, plural } from './format.js';
import { onceAFrame } from './frames.js';
import { command } from './commands.js';
import { codeLabel } from './states.js';

const PAGE = 1000;
const PAGES = 3;
const EXAMPLES = 3;
const LOST = ['failed', 'not_found'];

/**
 * @param before how many completions there were when the page was opened: those are read from the
 *     list of items, since the feed would also tell of failures that were made good since
 */
export function failures(id, before) {
  let lost = new Map();
  let meanwhile = null;
  let truncated = false;
  let closed = false;
  const groups = new Map();
  const list = h('ul', { class: 'causes' });
  const fine = h('p', { class: 'muted' }, 'None.');
  const total = h('span', { class: 'muted' });
  const element = h('section', { class: 'card failures' },
    h('div', { class: 'card-head' }, h('h2', null, 'Failures'), total), fine, list);

  async function reload() {
    if (meanwhile !== null) {
      return;
    }
    meanwhile = [];
    const fresh = new Map();
    let more = false;
    try {
      for (const state of LOST) {
        more = (await read(state, fresh)) || more;
      }
      lost = fresh;
      truncated = more;
    } catch {
      // Shown as they were; the next change of state reads them again.
    } finally {
      const since = meanwhile;
      meanwhile = null;
      since.forEach(take);
      frame.mark();
    }
  }

  /** Whether there are more than were read. */
  async function read(state, into) {
    let after = '';
    for (let page = 0; page < PAGES; page++) {
      const { items, next } = await get(`${jobPath(id)}/items?state=${state}&limit=${PAGE}${after}`);
      items.forEach((item) => into.set(item.seq, item));
      if (next === null || closed) {
        return false;
      }
      after = `&after=${encodeURIComponent(next)}`;
    }
    return true;
  }

  function take(item) {
    if (!LOST.includes(item.state)) {
      lost.delete(item.seq);
    } else if (lost.size < PAGE * PAGES * LOST.length) {
      lost.set(item.seq, item);
    } else {
      truncated = true;
    }
  }

  const frame = onceAFrame(() => {
    const byCode = new Map();
    for (const item of lost.values()) {
      const code = item.error?.code ?? 'http_status';
      byCode.get(code)?.push(item) ?? byCode.set(code, [item]);
    }
    for (const [code, group] of groups) {
      if (!byCode.has(code)) {
        group.element.remove();
        groups.delete(code);
      }
    }
    for (const [code, items] of byCode) {
      if (!groups.has(code)) {
        const group = makeGroup(id, code);
        groups.set(code, group);
        list.append(group.element);
      }
      groups.get(code).set(items, truncated);
    }
    show(fine, lost.size === 0);
    setText(total, lost.size > 0 ? `${count(lost.size)}${truncated ? '+' : ''}` : '');
  }, 400);

  reload();
  return {
    element,
    reload,
    set() {},
    add(item) {
      if (item.n <= before) {
        return;
      }
      meanwhile?.push(item);
      take(item);
      frame.mark();
    },
    close() {
      closed = true;
      frame.close();
    },
  };
}

/** What tells one address from another: its end. */
const tail = (url) => url?.replace(/^[a-z]+:\/\/[^/]*\/(?=.)/i, '');

function makeGroup(id, code) {
  const number = h('b', { class: 'num' });
  const statuses = h('p', { class: 'muted' });
  const examples = h('ul', { class: 'examples' });
  const retry = button('Retry', 'retry', async () => {
    retry.disabled = true;
    await command(id, 'retry', `?code=${encodeURIComponent(code)}`);
    retry.disabled = false;
  });
  const element = h('li', { 'data-code': code },
    h('div', { class: 'cause' }, number,
      h('div', { class: 'what' }, h('span', null, codeLabel(code)), h('code', null, code)), retry),
    statuses, examples);
  return {
    element,
    set(items, truncated) {
      setText(number, `${count(items.length)}${truncated ? '+' : ''}`);
      retry.setAttribute('aria-label', `Retry ${plural(items.length, 'item')}: ${codeLabel(code)}`);
      const byStatus = new Map();
      items.forEach(({ status }) => status && byStatus.set(status, (byStatus.get(status) ?? 0) + 1));
      setText(statuses, [...byStatus].map(([status, times]) => `${status} × ${count(times)}`).join(' · '));
      show(statuses, code === 'http_status' && byStatus.size > 0);
      while (examples.children.length < Math.min(EXAMPLES, items.length)) {
        examples.append(h('li', null, h('span', { class: 'who', dir: 'auto' }), h('span', { class: 'why' })));
      }
      while (examples.children.length > items.length) {
        examples.lastChild.remove();
      }
      [...examples.children].forEach((row, i) => {
        const { key, url, seq, error, attempts } = items[i];
        const tries = attempts > 1 ? ` (${plural(attempts, 'attempt')})` : '';
        setText(row.firstChild, key ?? tail(url) ?? `item ${seq}`);
        row.firstChild.title = url ?? '';
        setText(row.lastChild, `${error?.detail ?? ''}${tries}`);
      });
    },
  };
}
