// The same job once more: at once, changed first, or from a terminal.

import { BASE, jobPath, post } from './api.js';
import { copyText } from './dom.js';
import { go, jobAddress } from './address.js';
import { isCurrent } from './service-info.js';
import { fault, toast } from './say.js';
import { token } from './token.js';

/** Starts it anew, with its secrets where the service keeps them. */
export async function runAgain(job) {
  try {
    const again = await isCurrent()
      ? await post(`/jobs?from=${encodeURIComponent(job.id)}`)
      : await postJson(job.spec);
    go(jobAddress(again.id));
  } catch (error) {
    fault(error);
  }
}

const postJson = (document) => post('/jobs', {
  headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(document),
});

export function duplicate(job) {
  go(`#/new?from=${encodeURIComponent(job.id)}`);
}

/** For a POSIX shell: within single quotes nothing but a single quote means anything. */
const quote = (text) => `'${text.replaceAll('\'', '\'\\\'\'')}'`;

function curlOf(spec) {
  const header = token() === null ? '' : ' \\\n  -H "Authorization: Bearer $FETCHERY_TOKEN"';
  return `curl ${quote(`${location.origin}${BASE}/jobs`)}${header} \\\n  -H 'Content-Type: application/json' \\\n  --data-binary ${quote(JSON.stringify(spec, null, 2))}`;
}

export async function copyAsCurl(job) {
  const copied = await copyText(curlOf(job.spec));
  toast(copied ? 'Command copied' : `The browser does not let it be copied; the job is ${jobPath(job.id)}`, copied ? 'good' : 'bad');
}
