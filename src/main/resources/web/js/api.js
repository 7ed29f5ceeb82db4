// Calls of the interface: the token's header, problems as errors, one way for all.

import { askToken, authorization, token } from './token.js';

export const BASE = '/api/v1';

/** A call that was refused, or did not come through (`status` 0). */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem?.detail || problem?.title || `the service answered ${status}`);
    this.status = status;
    /** `{pointer, detail}` for JSON, `{line, detail}` for a manifest. */
    this.errors = Array.isArray(problem?.errors) ? problem.errors : [];
  }
}

/** The answer of any status but 401, after which the token is asked for and the call repeated. */
export async function send(path, options = {}) {
  for (;;) {
    const used = token();
    let response;
    try {
      response = await fetch(BASE + path, {
        cache: 'no-store',
        redirect: 'error',
        ...options,
        headers: { ...options.headers, ...authorization() },
      });
    } catch (cause) {
      if (options.signal?.aborted) {
        throw cause;
      }
      throw new ApiError(0, { detail: 'The service cannot be reached.' });
    }
    if (response.status !== 401) {
      return response;
    }
    await response.body?.cancel();
    await askToken(used);
  }
}

/** Like `send`, but anything except 2xx is thrown. */
export async function expectOk(path, options) {
  const response = await send(path, options);
  if (!response.ok) {
    throw new ApiError(response.status, await response.json().catch(() => null));
  }
  return response;
}

export async function get(path, options) {
  return (await expectOk(path, options)).json();
}

export async function post(path, options = {}) {
  const response = await expectOk(path, { method: 'POST', ...options });
  return response.status === 204 ? null : response.json();
}

export async function patch(path, value) {
  const response = await expectOk(path, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(value),
  });
  return response.json();
}

export const jobPath = (id) => `/jobs/${encodeURIComponent(id)}`;

/** Where a saved file is read: each part of the path is encoded, the slashes stay. */
export function filePath(id, file) {
  return `${jobPath(id)}/files/${file.split('/').map(encodeURIComponent).join('/')}`;
}
