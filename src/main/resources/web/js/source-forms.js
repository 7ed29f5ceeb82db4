// What one can have, each with the fields it takes. A field reads from the job and
// writes into it; `pointer` is where its faults are told.

/** The value a pointer leads to, or undefined. */
export const at = (job, pointer) => pointer.slice(1).split('/').reduce((value, part) => value?.[part], job);

/** Sets it, or removes it where the value is empty. */
function put(job, pointer, value) {
  const path = pointer.slice(1).split('/');
  const last = path.pop();
  let place = job;
  for (const part of path) {
    if (typeof place[part] !== 'object' || place[part] === null) {
      if (value === undefined) {
        return;
      }
      place[part] = {};
    }
    place = place[part];
  }
  if (value === undefined) {
    delete place[last];
  } else {
    place[last] = value;
  }
}

export const text = (pointer, label, hint, more = {}) => ({
  pointer, label, hint, ...more,
  read: (job) => (typeof at(job, pointer) === 'string' ? at(job, pointer) : ''),
  write: (job, value) => put(job, pointer, value === '' ? undefined : value),
});

/** @param unit how many of the service's units one of the field's is */
export const number = (pointer, label, hint, { unit = 1, min = 0, ...more } = {}) => ({
  pointer, label, hint, type: 'number', min, ...more,
  read: (job) => (Number.isFinite(at(job, pointer)) ? String(at(job, pointer) / unit) : ''),
  write: (job, value) => put(job, pointer, value === '' ? undefined : Number(value) * unit),
});

/** Patterns beside one another, separated by blanks. */
const globs = (pointer, label, hint) => ({
  pointer, label, hint,
  read: (job) => (at(job, pointer) ?? []).join(' '),
  write: (job, value) => put(job, pointer, value.trim() === '' ? undefined : value.trim().split(/\s+/)),
});

/** @param usual what the service fills in, which the empty choice stands for */
export const choice = (pointer, label, options, usual = '') => ({
  pointer, label, options,
  read: (job) => ((at(job, pointer) ?? usual) === usual ? '' : at(job, pointer)),
  write: (job, value) => put(job, pointer, value === '' ? undefined : value),
});

/** A line each; those that are JSON objects say more than their URL. */
const urlLines = {
  pointer: '/source/urls', label: 'URLs, one a line', rows: 9, hint: 'https://example.org/a.zip\nhttps://example.org/b.zip',
  read: (job) => (at(job, '/source/urls') ?? []).map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n'),
  write: (job, value) => put(job, '/source/urls', lines(value).map(entryOf)),
};

const isEntry = (line) => !/^\s*(#|$)/.test(line);

const lines = (value) => value.split('\n').filter(isEntry).map((line) => line.trim());

/** The line, from 1, on which the entry of that index was typed: empty lines and comments are none. */
export const lineTyped = (value, index) =>
  value.split('\n').flatMap((line, i) => (isEntry(line) ? [i + 1] : []))[index];

function entryOf(line) {
  if (line.startsWith('{')) {
    try {
      return JSON.parse(line);
    } catch {
      // Told as a URL that is none.
    }
  }
  return line;
}

const RANGE = /^(\d+)\s*(?:-|–|\.\.+|to)\s*(\d+)$/;

const values = {
  pointer: '/source/values', label: 'Values, one a line, or a range', rows: 5, hint: '1-100',
  help: '{value} in the URL becomes each of them. 001-100 keeps the zeros.',
  read(job) {
    const found = at(job, '/source/values');
    if (Array.isArray(found)) {
      return found.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n');
    }
    const wide = (n) => String(n).padStart(found.width ?? 0, '0');
    return found && Number.isFinite(found.from) ? `${wide(found.from)}-${wide(found.to)}` : '';
  },
  write(job, value) {
    const range = RANGE.exec(value.trim());
    if (!range) {
      put(job, '/source/values', lines(value).map(entryOf));
      return;
    }
    const width = range[1].startsWith('0') && range[1].length > 1 ? { width: range[1].length } : {};
    put(job, '/source/values', { from: Number(range[1]), to: Number(range[2]), ...width });
  },
};

const FORMATS = {
  json: 'JSON', html: 'HTML page (links)', directory: 'Directory index', text: 'Text, a URL a line', csv: 'CSV', tsv: 'TSV', jsonl: 'JSON lines',
  rss: 'RSS, Atom, JSON feed', sitemap: 'Sitemap', s3: 'S3 bucket listing', sums: 'Checksum file', metalink: 'Metalink', '': 'Let the service see',
};

/** JSON is a source of its own, everything else a document. */
const format = {
  pointer: '/source/format', label: 'What it is', options: FORMATS,
  read: ({ source }) => (source?.type === 'json' ? 'json' : source?.format ?? ''),
  write(job, value) {
    const { url, headers, include, exclude } = job.source;
    const kept = Object.fromEntries(Object.entries({ url, headers, include, exclude }).filter(([, one]) => one !== undefined));
    job.source = value === 'json' ? { type: 'json', ...kept } : { type: 'document', ...kept, ...(value === '' ? {} : { format: value }) };
  },
};

const isJson = (job) => job.source?.type === 'json';

const parameters = {
  pointer: '/source/query', label: 'Parameters, one a line', rows: 3, hint: 'page={page}\nper_page={perPage}', only: ({ source }) => !source?.json,
  help: '{start}, {page}, {perPage} and {cursor} become numbers as pages are read.',
  read: ({ source }) => Object.entries(source?.form ?? source?.query ?? {}).map(([name, value]) => `${name}=${value}`).join('\n'),
  write(job, value) {
    const pairs = lines(value).map((line) => line.split(/=(.*)/s).slice(0, 2)).map(([name, one = '']) => [name.trim(), one.trim()]);
    const where = job.source.method === 'POST' ? 'form' : 'query';
    delete job.source.form;
    delete job.source.query;
    if (pairs.length > 0) {
      job.source[where] = Object.fromEntries(pairs);
    }
  },
};

const JSON_BODY = 'JSON';

/** What was said of the parameters before another way to send them was chosen, for the way back. */
const keptParameters = new WeakMap();

const method = {
  ...choice('/source/method', 'Method', { GET: 'GET', POST: 'POST (form fields)', [JSON_BODY]: 'POST (JSON body)' }),
  read: ({ source }) => (source?.json ? JSON_BODY : source?.method ?? 'GET'),
  write(job, value) {
    const { form, query, json } = job.source;
    const kept = { ...keptParameters.get(job), ...(json ? { json } : {}), ...(form ?? query ? { pairs: form ?? query } : {}) };
    keptParameters.set(job, kept);
    ['form', 'query', 'json'].forEach((name) => delete job.source[name]);
    put(job, '/source/method', value === 'POST' ? value : undefined);
    if (value === JSON_BODY) {
      job.source.json = kept.json ?? kept.pairs ?? {};
    } else if (kept.pairs) {
      job.source[value === 'POST' ? 'form' : 'query'] = kept.pairs;
    }
  },
};

const MORE = {
  untilEmpty: 'Until a page is empty', header: 'A header says so (true, false)', at: 'A field says so', cursorAt: 'A field holds the next cursor',
  nextAt: 'A field holds the next URL', link: 'A Link header', unknown: 'Not known: Dry run proposes it',
};
const MORE_DEFAULT = { header: 'More', at: '/has_more', cursorAt: '/next', nextAt: '/links/next', link: 'next' };
const moreKind = ({ source }) => Object.keys(source?.more ?? {})[0] ?? 'unknown';

const moreHow = {
  pointer: '/source/more', label: 'More pages', options: MORE,
  read: moreKind,
  write: (job, value) => put(job, '/source/more', value === 'unknown' ? undefined : { [value]: MORE_DEFAULT[value] ?? true }),
};

const moreName = {
  pointer: '/source/more/name', label: 'Named', hint: 'More', only: (job) => !['untilEmpty', 'link', 'unknown'].includes(moreKind(job)),
  read: ({ source }) => String(Object.values(source?.more ?? {})[0] ?? ''),
  write: (job, value) => put(job, '/source/more', { [moreKind(job)]: value }),
};

/** By name: label, what it is for, the blank job, the fields. */
export const SOURCES = {
  urls: {
    label: 'URLs', about: 'Paste them, one a line', icon: 'list',
    blank: () => ({ type: 'urls', urls: [] }), types: ['urls'], fields: [urlLines], live: true,
  },
  document: {
    label: 'A page or list of links', about: 'Web page, JSON, directory, sitemap, feed', icon: 'file',
    blank: () => ({ type: 'json', url: '' }), types: ['json', 'document'],
    fields: [
      text('/source/url', 'Address of the document', 'https://api.example.org/list.json', { wide: true }),
      format,
      text('/source/at', 'Where the list is in it', '/items (empty: the whole)', { only: isJson }),
      text('/source/urlAt', 'Where the URL is in an entry', '/download_url (empty: the entry)', { only: isJson }),
      text('/source/keyAt', 'Where its name is', '/id', { only: isJson }),
      number('/source/recurse', 'Folders deep', '0', { only: (job) => job.source?.format === 'directory' }),
      globs('/source/include', 'Only those like', '*.zip'),
      text('/source/select', 'Links to take (CSS)', 'a[href$=".zip"]', { only: (job) => ['html', undefined].includes(job.source?.format) && !isJson(job) }),
    ],
  },
  pattern: {
    label: 'A pattern', about: 'One URL with numbers or names in it', icon: 'copy',
    blank: () => ({ type: 'template', url: '', values: [] }), types: ['template'], live: true,
    fields: [text('/source/url', 'URL with {value} in it', 'https://example.org/photo-{value}.jpg', { wide: true }), values],
  },
  pages: {
    label: 'A paged API', about: 'Lists that come a page at a time', icon: 'host',
    blank: () => ({ type: 'pages', url: '', query: { page: '{page}' }, more: { untilEmpty: true } }), types: ['pages'],
    fields: [
      text('/source/url', 'Address of the list', 'https://api.example.org/files', { wide: true }), method, parameters,
      number('/source/perPage', 'Entries a page', '100', { min: 1 }),
      text('/source/at', 'Where the list is in an answer', '/items'),
      text('/source/itemUrl', 'URL of an entry', 'https://api.example.org/files/{value}', { wide: true }),
      text('/source/urlAt', 'or where it is in the entry', '/url'), moreHow, moreName,
    ],
  },
  repeat: {
    label: 'The same URL', about: 'n times, another answer each time', icon: 'retry',
    blank: () => ({ type: 'repeat', url: '', count: 10 }), types: ['repeat'], live: true,
    fields: [text('/source/url', 'URL', 'https://cataas.com/cat', { wide: true }), number('/source/count', 'How often', '10', { min: 1 })],
  },
};

/** The form that shows this job, or null where only JSON does. */
export function sourceOf(job) {
  const type = job?.source?.type;
  return Object.keys(SOURCES).find((name) => SOURCES[name].types.includes(type)) ?? null;
}

/** Where what is fetched goes. */
export const SAVING = [
  text('/name', 'Name', 'a label'),
  text('/save/dir', 'Folder', 'the job’s name'),
  choice('/save/ifExists', 'If the file exists', {
    '': 'Keep it (skip)', overwrite: 'Overwrite', refresh: 'Refresh if changed', rename: 'Number the new one', fail: 'Fail',
  }, 'skip'),
  text('/save/as', 'File name', '{url.file}', { variables: true, wide: true }),
];

export const OPTIONS = [
  choice('/mode', 'Mode', { '': 'Save the files', probe: 'Probe: status and time alone' }, 'save'),
  number('/limits/concurrency', 'Connections', '64', { min: 1 }),
  number('/limits/perHost', 'Connections per host', '64', { min: 1 }),
  number('/limits/requestsPerSecond', 'Requests per second', 'no limit'),
  number('/limits/bytesPerSecond', 'Download speed, kB/s', 'no limit', { unit: 1000 }),
  number('/retry/attempts', 'Attempts per file', '5', { min: 1 }),
];

/** Variables a file name may hold, by source. */
export const VARIABLES = ['{key}', '{index}', '{url.file}', '{url.stem}', '{url.host}', '{ext}', '{served.name}', '{job.time}'];
