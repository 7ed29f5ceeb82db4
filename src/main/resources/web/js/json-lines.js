// Which line of a JSON text a JSON Pointer (RFC 6901) leads to.

const SPACE = /[\s,:]/;

/** Lines from 1 of every value, by pointer. What cannot be read ends the list. */
export function linesOf(text) {
  const lines = new Map();
  let at = 0;
  let line = 1;

  function skip() {
    while (at < text.length && SPACE.test(text[at])) {
      if (text[at] === '\n') {
        line++;
      }
      at++;
    }
  }

  function string() {
    const start = at++;
    while (at < text.length && text[at] !== '"') {
      at += text[at] === '\\' ? 2 : 1;
    }
    return JSON.parse(text.slice(start, ++at));
  }

  function value(pointer) {
    skip();
    lines.set(pointer, line);
    if (text[at] === '{') {
      object(pointer);
    } else if (text[at] === '[') {
      array(pointer);
    } else if (text[at] === '"') {
      string();
    } else {
      while (at < text.length && !/[\s,\]}]/.test(text[at])) {
        at++;
      }
    }
  }

  function object(pointer) {
    at++;
    for (skip(); at < text.length && text[at] !== '}'; skip()) {
      const name = string().replaceAll('~', '~0').replaceAll('/', '~1');
      value(`${pointer}/${name}`);
    }
    at++;
  }

  function array(pointer) {
    at++;
    let index = 0;
    for (skip(); at < text.length && text[at] !== ']'; skip()) {
      const before = at;
      value(`${pointer}/${index++}`);
      if (at === before) {
        return;
      }
    }
    at++;
  }

  try {
    value('');
  } catch {
    // Not JSON from here on.
  }
  return lines;
}

/** The line of what the pointer names, else of the nearest thing around it. */
export function lineOf(lines, pointer) {
  let near = pointer ?? '';
  while (!lines.has(near) && near !== '') {
    near = near.slice(0, near.lastIndexOf('/'));
  }
  return lines.get(near) ?? 1;
}

/** Where the parser of the browser gave up, as `{line, detail}`; null where the text is JSON. */
export function syntaxFault(text) {
  try {
    JSON.parse(text);
    return null;
  } catch (fault) {
    const position = /position (\d+)/.exec(fault.message);
    const line = position ? text.slice(0, Number(position[1])).split('\n').length
      : /Unexpected end/.test(fault.message) ? text.split('\n').length : 1;
    return { line, detail: fault.message };
  }
}
