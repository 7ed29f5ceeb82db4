// What was pasted, dropped or chosen: a job, URLs, or a list that is posted as it is.
//   {kind: 'job', document}   {kind: 'urls', lines}   {kind: 'list', name, type, body, size}

const TYPES = {
  txt: 'text/plain', urls: 'text/plain', ndjson: 'application/x-ndjson', jsonl: 'application/x-ndjson',
  csv: 'text/csv', tsv: 'text/tab-separated-values',
};
/** Larger files are not looked into: their name says what they are. */
const MOST_READ = 4_000_000;
const MOST_LINES = 2000;
const URL_START = /^https?:\/\/\S+$/i;
const URLS = /https?:\/\/[^\s<>"'`\\^{}|]+/gi;

/** In an input file of aria2 mirrors follow a URL after tabs, and indented lines hold its options. */
const ENTRY = /^https?:\/\/\S+(\t+https?:\/\/\S+)*\s*$/i;
const OPTION = /^[ \t]+[a-z][a-z0-9-]*=/;

let waiting = null;

export function offer(found) {
  waiting = found;
}

/** What brought us to the form, once. */
export function offered() {
  const found = waiting;
  waiting = null;
  return found;
}

/** What the text is, or null where there is nothing in it that could be fetched. */
export function fromText(text, name = 'pasted list') {
  const clean = text.replace(/^\ufeff/, '');
  const trimmed = clean.trim();
  if (trimmed === '') {
    return null;
  }
  if (/^[[{]/.test(trimmed)) {
    const found = fromJson(trimmed, name);
    if (found) {
      return found;
    }
  }
  const lines = trimmed.split(/\r\n|\r|\n/).map((line) => line.trim()).filter((line) => line !== '');
  const meant = lines.filter((line) => !line.startsWith('#'));
  if (meant.length > 0 && meant.every((line) => URL_START.test(line))) {
    return urls(meant, name);
  }
  if (isAria2(clean.split(/\r\n|\r|\n/))) {
    return list(name, TYPES.txt, clean);
  }
  return table(clean, lines[0], name) ?? urls([...new Set(trimmed.match(URLS) ?? [])].map(withoutStop), name);
}

function isAria2(lines) {
  const meant = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return meant.length > 0 && ENTRY.test(meant[0]) && meant.every((line) => ENTRY.test(line) || OPTION.test(line));
}

function urls(lines, name) {
  if (lines.length === 0) {
    return null;
  }
  return lines.length <= MOST_LINES ? { kind: 'urls', lines } : list(name, 'text/plain', `${lines.join('\n')}\n`);
}

/** A sentence ends behind its URL, a bracket closes around it. */
function withoutStop(url) {
  const bare = url.replace(/[.,;:!?]+$/, '');
  return bare.endsWith(')') && !bare.includes('(') ? bare.slice(0, -1) : bare;
}

function fromJson(text, name) {
  try {
    const value = JSON.parse(text);
    if (Array.isArray(value)) {
      return entries(value, name);
    }
    return value.source ? { kind: 'job', document: value } : entries([value], name);
  } catch {
    // Perhaps a document on every line.
  }
  try {
    return entries(text.split(/\r?\n/).filter((line) => line.trim() !== '').map((line) => JSON.parse(line)), name);
  } catch {
    return null;
  }
}

/** URLs, or objects that name one each. */
function entries(values, name) {
  if (values.length === 0 || !values.every((value) => typeof (value?.url ?? value) === 'string')) {
    return null;
  }
  if (values.every((value) => typeof value === 'string')) {
    return values.every((value) => URL_START.test(value)) ? urls(values, name) : null;
  }
  const lines = values.map((value) => JSON.stringify(typeof value === 'string' ? { url: value } : value));
  return lines.length <= MOST_LINES ? { kind: 'urls', lines } : list(name, 'application/x-ndjson', `${lines.join('\n')}\n`);
}

/** A table whose header names a column `url`. */
function table(text, first, name) {
  const columns = (mark) => first.split(mark).map((cell) => cell.trim().replace(/^"|"$/g, '').toLowerCase());
  if (columns('\t').length > 1 && columns('\t').includes('url')) {
    return list(name, TYPES.tsv, text);
  }
  return columns(',').includes('url') && text.trim().includes('\n') ? list(name, TYPES.csv, text) : null;
}

const list = (name, type, body) => ({ kind: 'list', name, type, body, size: body.size ?? body.length });

/** The media type that a list of this name is posted as, or null where it is none. */
function listType(fileName) {
  return TYPES[fileName.split('.').pop().toLowerCase()] ?? null;
}

/** @throws Error that says which file is none of these */
export async function fromFiles(files) {
  const found = [];
  for (const file of files) {
    found.push(await fromFile(file));
  }
  return found.length === 1 ? found[0] : together(found);
}

async function fromFile(file) {
  const type = listType(file.name);
  const read = file.size <= MOST_READ ? fromText(await file.text(), file.name) : null;
  if (type !== null && (read === null || read.kind === 'list' || type !== 'text/plain')) {
    // As it is: its faults are told by line.
    return { ...list(file.name, type, file), size: file.size };
  }
  if (read === null) {
    throw new Error(`“${file.name}” is no list of URLs and no job: .txt, .csv, .tsv, .ndjson or .json`);
  }
  return { ...read, name: file.name, ...(type !== null && read.kind === 'urls' ? asList(file) : {}) };
}

const asList = (file) => ({ ...list(file.name, 'text/plain', file), size: file.size });

/** Several lists are one, where they are of one kind; of jobs only one can be shown. */
function together(found) {
  const kinds = new Set(found.map((one) => one.type ?? one.kind));
  if (kinds.size > 1 || kinds.has('job')) {
    throw new Error('Drop lists of one kind together, or one job alone');
  }
  const [first] = found;
  const name = `${first.name} and ${found.length - 1} more`;
  if (first.kind === 'urls') {
    return urls(found.flatMap(({ lines }) => lines), name);
  }
  if (first.type === TYPES.csv || first.type === TYPES.tsv) {
    throw new Error('Of tables with a header only one can be taken at a time');
  }
  const bodies = found.flatMap(({ body }) => [body, '\n']);
  return { ...list(name, first.type, new Blob(bodies)), size: found.reduce((sum, { size }) => sum + size, 0) };
}

/** The job and the list with what was found in them, and a word on it. */
export function withFound(model, found) {
  const { source, ...rest } = model.job();
  if (found.kind === 'job') {
    return { job: found.document, said: 'Job taken over' };
  }
  if (found.kind === 'list') {
    const name = rest.name ?? (found.name === 'pasted list' ? undefined : found.name.replace(/\.[^.]*$/, ''));
    return { job: { ...(name ? { name } : {}), ...rest }, list: found, said: `List ${found.name}` };
  }
  // Behind those that are there already.
  const there = model.list() === null && source?.type === 'urls' ? source.urls ?? [] : [];
  const fresh = found.lines.map((line) => (line.startsWith('{') ? JSON.parse(line) : line));
  return {
    job: { ...rest, source: { type: 'urls', urls: [...there, ...fresh] } },
    said: `${fresh.length} ${fresh.length === 1 ? 'URL' : 'URLs'} added`,
  };
}
