// Faults of a posted job, shown where they belong: at the field, and at the line of the JSON.

import { h, setText, show } from './dom.js';
import { plural } from './format.js';
import { lineOf, linesOf, syntaxFault } from './json-lines.js';
import { announce } from './say.js';

/**
 * @param json the editor, `fields` all fields of the form, `goTo(line)` shows a line of the JSON
 */
export function faultList(json, fields, goTo) {
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

  function entry(line, pointer, detail, open = () => goTo(line)) {
    const where = h('button', { type: 'button', class: 'where', onclick: open }, `Line ${line}`);
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
    goTo(found.line);
    return false;
  }

  /** @param ofList whether line numbers are the list's */
  function showAll(error, ofList) {
    const lines = linesOf(json.text);
    const marked = [];
    let firstField = null;
    const faults = [...error.errors].sort((a, b) =>
      (a.line ?? lineOf(lines, a.pointer)) - (b.line ?? lineOf(lines, b.pointer)));
    for (const { pointer, line, detail } of faults) {
      if (line !== undefined) {
        list.append(h('li', null, h('b', { class: 'where' }, `Line ${line} of the list`), h('span', null, detail)));
        continue;
      }
      const at = lineOf(lines, pointer);
      const atField = fields.fault(pointer, detail);
      firstField ??= atField ? pointer : null;
      marked.push(at);
      // What was typed a line each is told by those lines, not by the JSON's.
      const typed = fields.typed(pointer);
      list.append(typed ? entry(typed.line, null, detail, typed.goTo) : entry(at, pointer, detail));
    }
    json.mark(ofList && marked.length === 0 ? [] : marked);
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
