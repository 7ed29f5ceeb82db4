// The same job once more: at once, changed first, or from a terminal.

import { BASE, jobPath, post } from './api.js';
import { copyText } from './dom.js';
import { go, jobAddress } from './address.js';
import { fault, toast } from './say.js';
import { token } from './token.js';

/** Starts it anew, with its secrets, which the service keeps. */
export async function runAgain(job) {
  try {
    const again = await post(`/jobs?from=${encodeURIComponent(job.id)}`);
    go(jobAddress(again.id));
  } catch (error) {
    fault(error);
  }
}

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
