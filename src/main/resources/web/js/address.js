// What the address says: `#/jobs/ID/items?state=failed`. Filters live there, so that a reload, a
// bookmark and the Back button find them again.

/** The parts of the path, and the parameters. @throws URIError on a broken escape */
export function here(hash = location.hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  return {
    path: path.split('/').filter((part) => part !== '').map(decodeURIComponent),
    params: new URLSearchParams(query),
  };
}

/** An address of this page; parameters that are empty or null are left out. */
export function address(path, params = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== '') {
      query.set(name, value);
    }
  }
  const text = query.toString().replaceAll('%2C', ',');
  return `#/${path.map(encodeURIComponent).join('/')}${text ? `?${text}` : ''}`;
}

export const jobAddress = (id, tab = null, params = {}) =>
  address(tab ? ['jobs', id, tab] : ['jobs', id], params);

/** Changes parameters of the address without leaving the page or filling the history. */
export function setParams(changes) {
  const { path, params } = here();
  const next = { ...Object.fromEntries(params), ...changes };
  history.replaceState(history.state, '', address(path, next));
}

export function go(hash) {
  location.hash = hash;
}
