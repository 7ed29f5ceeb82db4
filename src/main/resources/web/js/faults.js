// Faults of a posted job, shown where they belong: at the field, and at the line of the JSON.

import { h, setText, show } from './dom.js';
import { plural } from './format.js';
import { lineOf, linesOf, syntaxFault } from './json-lines.js';
import { announce } from './say.js';

export function faultList(json, fields) {
  const head = h('p', { class: 'fault', tabindex: '-1' });
  const list = h('ul');
  const element = h('div', { class: 'faults', id: 'faults', hidden: true }, head, list);

  function clear() {
    show(element, false);
    setText(head, '');
    list.replaceChildren();
    fields.clear();
    json.mark([]);
  }

  function entry(line, pointer, detail) {
    const where = h('button', { type: 'button', class: 'where', onclick: () => json.goTo(line) }, `Line ${line}`);
    return h('li', null, where, pointer ? h('code', null, pointer) : null, h('span', null, detail));
  }

  function tell(text) {
    setText(head, text);
    show(element, true);
    announce(text);
  }

  /** Whether it is JSON at all; where not, the place is shown. */
  function syntax() {
    const found = syntaxFault(json.text);
    if (found === null) {
      return true;
    }
    tell('This is not JSON.');
    list.append(entry(found.line, null, found.detail));
    json.mark([found.line]);
    json.goTo(found.line);
    return false;
  }

  /** @param ofManifest whether line numbers are the manifest's */
  function showAll(error, ofManifest) {
    const lines = linesOf(json.text);
    const marked = [];
    let firstField = null;
    const faults = [...error.errors].sort((a, b) =>
      (a.line ?? lineOf(lines, a.pointer)) - (b.line ?? lineOf(lines, b.pointer)));
    for (const { pointer, line, detail } of faults) {
      if (line !== undefined) {
        list.append(h('li', null, h('b', { class: 'where' }, `Line ${line} of the manifest`), h('span', null, detail)));
        continue;
      }
      const at = lineOf(lines, pointer);
      const atField = fields.fault(pointer, detail);
      firstField ??= atField ? pointer : null;
      marked.push(at);
      list.append(entry(at, pointer, detail));
    }
    json.mark(ofManifest && marked.length === 0 ? [] : marked);
    const many = error.errors.length;
    tell(many === 0 ? error.message : `${plural(many, 'fault')}: nothing was started.`);
    if (firstField) {
      fields.focus(firstField);
    } else {
      head.focus();
    }
  }

  return { element, clear, syntax, show: showAll };
}
