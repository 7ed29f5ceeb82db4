// What did not come, by cause, each with a way to try it again.

import { button, focusedIn, h, keepFocus, setName, setText, show } from './dom.js';
import { jobAddress } from './address.js';
import { count, plural } from './format.js';
import { command } from './commands.js';
import { codeLabel, hostAtFault } from './states.js';

const EXAMPLES = 3;

export function failures(id, lost) {
  const groups = new Map();
  const list = h('ul', { class: 'causes' });
  const total = h('span', { class: 'muted' });
  const element = h('section', { class: 'card failures', hidden: true },
    h('div', { class: 'card-head' }, h('h2', null, 'Failures'), total), list);

  const stop = lost.listen((byCode, truncated) => {
    const focused = focusedIn(element);
    for (const [code, group] of groups) {
      if (!byCode.has(code)) {
        group.element.remove();
        groups.delete(code);
      }
    }
    let all = 0;
    for (const [code, items] of byCode) {
      if (!groups.has(code)) {
        const group = makeGroup(id, code);
        groups.set(code, group);
        list.append(group.element);
      }
      all += items.length;
      groups.get(code).set(items, truncated);
    }
    show(element, all > 0);
    setText(total, all > 0 ? `${count(all)}${truncated ? '+' : ''}` : '');
    keepFocus(focused);
  });

  return { element, close: stop };
}

/** What tells one address from another: the host where that was not reached, else its end. */
function tellingPart(url, code) {
  try {
    const { host, pathname, search } = new URL(url);
    const end = `${pathname}${search}`;
    return hostAtFault(code, url) !== null || code === 'http_status' || end === '/' ? `${host}${end === '/' ? '' : end}` : end.slice(1);
  } catch {
    return url;
  }
}

function makeGroup(id, code) {
  const number = h('b', { class: 'num' });
  const statuses = h('p', { class: 'muted' });
  const examples = h('ul', { class: 'examples' });
  const retry = button('Retry', 'retry', () => command(id, 'retry', `?code=${encodeURIComponent(code)}`));
  const all = h('a', { href: jobAddress(id, 'items', { state: 'failed,not_found', code }) });
  const element = h('li', { 'data-code': code },
    h('div', { class: 'cause' }, number,
      h('div', { class: 'what' }, h('span', null, codeLabel(code)), h('code', null, code)), retry),
    statuses, examples, all);
  return {
    element,
    set(items, truncated) {
      setText(number, `${count(items.length)}${truncated ? '+' : ''}`);
      retry.setAttribute('aria-label', `Retry ${plural(items.length, 'item')}: ${codeLabel(code)}`);
      const byStatus = new Map();
      items.forEach(({ status }) => status && byStatus.set(status, (byStatus.get(status) ?? 0) + 1));
      setText(statuses, [...byStatus].map(([status, times]) => `${status} × ${count(times)}`).join(' · '));
      show(statuses, code === 'http_status' && byStatus.size > 0);
      show(all, items.length > EXAMPLES);
      setText(all, `Show all ${count(items.length)}${truncated ? '+' : ''}`);
      while (examples.children.length < Math.min(EXAMPLES, items.length)) {
        examples.append(h('li', null, h('a', { class: 'who', dir: 'auto' }), h('span', { class: 'why' })));
      }
      while (examples.children.length > items.length) {
        examples.lastChild.remove();
      }
      [...examples.children].forEach((row, i) => {
        const { key, url, seq, error, attempts } = items[i];
        const tries = attempts > 1 ? ` (${plural(attempts, 'attempt')})` : '';
        const named = key && !/^\d+$/.test(key) ? key : tellingPart(url, code);
        setName(row.firstChild, named ?? `item ${seq}`);
        row.firstChild.href = jobAddress(id, 'items', { state: 'failed,not_found', item: seq });
        row.firstChild.title = url ?? '';
        setText(row.lastChild, `${readable(error?.detail)}${tries}`);
      });
    },
  };
}

/** Of a fault of the connection that comes in the library's own words, what it means. */
const readable = (detail) => (detail ?? '').replace(/^finishConnect\(\.\.\) failed with error\(-\d+\): /, '');
