import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readSettings } from '../../../src/config/settings.js';
import { Database, type Db } from '../../../src/database/database.js';
import { createApi } from '../../../src/http/create-api.js';
import type { ThreadStart } from '../../../src/threads/threads.js';
import { freshDatabase } from '../../support/servers/fresh-database.js';
import { fromSource } from '../../support/threads.js';

export const ADMIN_KEY = 'admin-key-for-tests';
export const WRITE_KEY = 'write-key-for-tests';

export interface Answer {
  status: number;
  headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever the route answers; each test knows what
  body: any;
}

export type Init = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> };

export interface RunningApi {
  app: NestFastifyApplication;
  db: Db;
  url: string;
  get<T>(token: new (...args: never[]) => T): T;
  /** JSON with the write key, unless `init` says otherwise. */
  post(path: string, body: unknown, init?: Init): Promise<Answer>;
  request(path: string, init?: RequestInit): Promise<Answer>;
  stop(): Promise<void>;
}

/** The API as it is shipped, on a free port, over a database of its own. */
export async function runningApi(
  env: Record<string, string> = {},
  threads: ThreadStart = fromSource,
): Promise<RunningApi> {
  const database = await freshDatabase();
  const home = mkdtempSync(join(tmpdir(), 'leadloom-api-'));
  const read = readSettings({
    DATABASE_URL: database.url,
    LEADLOOM_HOME: home,
    LEADLOOM_MASTER_KEY: randomBytes(32).toString('base64'),
    LEADLOOM_ADMIN_KEY: ADMIN_KEY,
    LEADLOOM_WRITE_KEY: WRITE_KEY,
    LOG_LEVEL: 'error',
    ...env,
  });
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  const app = await createApi(read.settings, undefined, threads);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    db: app.get(Database).db,
    url,
    get: (token) => app.get(token),
    post: (path, body, init = {}) => call(`${url}${path}`, { method: 'POST', ...json(body, init) }),
    request: (path, init) => call(`${url}${path}`, init),
    async stop() {
      await app.close();
      await database.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function json(body: unknown, { headers, ...init }: Init): RequestInit {
  return {
    body: JSON.stringify(body),
    ...init,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${WRITE_KEY}`,
      ...headers,
    },
  };
}

async function call(url: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text !== '' ? JSON.parse(text) : text,
  };
}
