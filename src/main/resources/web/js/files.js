// Saved files: pictures are shown, everything else is handed over as a download.

import { BASE, expectOk, filePath, jobPath } from './api.js';
import { h } from './dom.js';
import { fault } from './say.js';
import { token } from './token.js';
import { viewer } from './viewer.js';

/** Above this a picture is not read into the page just to be looked at small. */
const MAX_PICTURE_BYTES = 16_000_000;

export const isSaved = (item) => item.state === 'done' && item.file !== null && item.file !== undefined;

/** Whether it may be shown. SVG may carry scripts, so it counts as a document. */
export function isPicture(item) {
  const type = (item.contentType ?? '').split(';')[0].trim().toLowerCase();
  return isSaved(item) && type.startsWith('image/') && type !== 'image/svg+xml'
    && (item.size ?? item.bytes) <= MAX_PICTURE_BYTES;
}

/** The saved picture as a `blob:` address; to be revoked by who asked for it. */
export async function pictureUrl(id, item, signal) {
  const response = await expectOk(filePath(id, item.file), { signal });
  const type = item.contentType.split(';')[0].trim();
  return URL.createObjectURL(new Blob([await response.arrayBuffer()], { type }));
}

export function openFile(id, item) {
  if (isPicture(item)) {
    viewer(id, [item], 0);
  } else {
    download(id, item);
  }
}

/** With a token the file is read by fetch; without one the browser takes it as a stream. */
export async function download(id, item) {
  const name = item.file.split('/').pop();
  if (token() === null) {
    saveAs(BASE + filePath(id, item.file), name);
    return;
  }
  try {
    const response = await expectOk(filePath(id, item.file));
    saveBlob(await response.blob(), name);
  } catch (error) {
    fault(error);
  }
}

/** The list of all items, as the service exports it. */
export async function downloadList(id, type, name) {
  try {
    const response = await expectOk(`${jobPath(id)}/items`, { headers: { Accept: type } });
    saveBlob(await response.blob(), name);
  } catch (error) {
    fault(error);
  }
}

function saveBlob(blob, name) {
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
