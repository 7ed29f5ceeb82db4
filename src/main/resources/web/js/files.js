// Saved files: what can be shown is shown, everything else is handed over as a download.

import { BASE, expectOk, filePath, jobPath } from './api.js';
import { h } from './dom.js';
import { fault } from './say.js';
import { token } from './token.js';
import { canPreview, viewer } from './viewer.js';

/** Above this a picture is not read into the page just to be looked at small. */
const MAX_PICTURE_BYTES = 16_000_000;

export const isSaved = (item) => item.state === 'done' && item.file !== null && item.file !== undefined;

/** Whether it may be shown. SVG may carry scripts, so it counts as a document. */
export function isPicture(item) {
  const type = (item.contentType ?? '').split(';')[0].trim().toLowerCase();
  return isSaved(item) && type.startsWith('image/') && type !== 'image/svg+xml'
    && (item.size ?? item.bytes) <= MAX_PICTURE_BYTES;
}

/** The saved file as a `blob:` address of that type; to be revoked by who asked for it. */
export async function blobUrl(id, item, type, signal) {
  const response = await expectOk(filePath(id, item.file), { signal });
  return URL.createObjectURL(new Blob([await response.arrayBuffer()], { type }));
}

export const pictureUrl = (id, item, signal) => blobUrl(id, item, item.contentType.split(';')[0].trim(), signal);

/** Where a link to the file leads: the file, or, where it takes a header to read it, its details. */
export const fileAddress = (id, item) => (token() === null ? BASE + filePath(id, item.file) : null);

export function openFile(id, item, among = [item]) {
  if (isPicture(item) || canPreview(item)) {
    viewer(id, among, Math.max(0, among.indexOf(item)));
  } else {
    download(id, item);
  }
}

/** With a token the file is read by fetch; without one the browser takes it as a stream. */
export const download = (id, item) => take(filePath(id, item.file), item.file.split('/').pop());

/** Everything the job saved, as one archive. */
export const downloadArchive = (id, format, name) => take(`${jobPath(id)}/archive?format=${format}`, `${name}.${format}`);

/** The SHA-256 of every file, as `sha256sum -c` reads it. */
export const downloadChecksums = (id, name) => take(`${jobPath(id)}/checksums`, `${name}.sha256`);

async function take(path, name) {
  if (token() === null) {
    saveAs(BASE + path, name);
    return;
  }
  try {
    await save(() => expectOk(path), name);
  } catch (error) {
    if (error.name !== 'AbortError') {
      fault(error);
    }
  }
}

/** As a stream where the browser can write one, so that an archive need not fit into memory. */
async function save(open, name) {
  if (globalThis.showSaveFilePicker && name.match(/\.(zip|tar)$/)) {
    const handle = await globalThis.showSaveFilePicker({ suggestedName: name });
    const response = await open();
    await response.body.pipeTo(await handle.createWritable());
    return;
  }
  saveBlob(await (await open()).blob(), name);
}

/** The list of items that fit the filters, as the service exports it. */
export async function downloadList(id, type, name, filters = {}) {
  const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value));
  try {
    const response = await expectOk(`${jobPath(id)}/items?${query}`, { headers: { Accept: type } });
    saveBlob(await response.blob(), name);
  } catch (error) {
    fault(error);
  }
}

export function saveBlob(blob, name) {
  // As bytes and nothing else: no browser shall think of showing it.
  const url = URL.createObjectURL(new Blob([blob], { type: 'application/octet-stream' }));
  saveAs(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function saveAs(href, name) {
  const link = h('a', { href, download: name });
  document.body.append(link);
  link.click();
  link.remove();
}
