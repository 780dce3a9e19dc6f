import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { lookupOutside, type Reach, refusalOf } from './destination.js';

/** Less than an activity may take. */
const PATIENCE = 8_000;

/** `later`: the receiver may take it at another time. Reasons hold nothing of the answer's content. */
export type Posted =
  | { result: 'accepted' }
  | { result: 'gone'; reason: string }
  | { result: 'later'; reason: string; retryAfterMs?: number };

export interface Post {
  url: string;
  headers: { [header: string]: string };
  body: string;
}

/** Posts JSON. Only a 2xx is acceptance: redirections are not followed, they could lead anywhere. Never throws. */
export function post({ url, headers, body }: Post, reach: Reach): Promise<Posted> {
  const refusal = refusalOf(url, reach);
  if (refusal !== undefined)
    return Promise.resolve({ result: 'later', reason: `the address ${refusal}` });
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const failed = (error: Error) => resolve({ result: 'later', reason: reasonOf(error) });
    const request = send(url, {
      method: 'POST',
      lookup: lookupOutside(reach),
      signal: AbortSignal.timeout(PATIENCE),
      agent: false,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'leadloom',
        ...headers,
      },
    });
    request.on('error', failed);
    request.on('response', (response) => {
      response.on('error', failed).resume();
      resolve(answerOf(response.statusCode ?? 0, response.headers['retry-after']));
      response.destroy();
    });
    request.end(body);
  });
}

function answerOf(status: number, retryAfter: string | undefined): Posted {
  const reason = `HTTP ${status}`;
  if (status >= 200 && status < 300) return { result: 'accepted' };
  if (status === 410) return { result: 'gone', reason };
  const seconds = Number(retryAfter);
  return seconds > 0
    ? { result: 'later', reason, retryAfterMs: seconds * 1_000 }
    : { result: 'later', reason };
}

/** Codes such as ECONNREFUSED; messages may quote addresses. */
function reasonOf(error: Error): string {
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'no answer in time';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
