import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { root } from '../../../scripts/bootstrap/install.mjs';
import { type FreshDatabase, freshDatabase } from '../../support/servers/fresh-database.js';
import { shared } from '../../support/servers/shared-servers.js';
import { until } from '../../support/until.js';
import { Place, Started } from './instance.js';

let place: Place;
let database: FreshDatabase;
let given: NodeJS.ProcessEnv;

beforeEach(async () => {
  place = await Place.create();
  database = await freshDatabase();
  given = { DATABASE_URL: database.url, TEMPORAL_ADDRESS: shared('temporal') };
});
afterEach(async () => {
  place.remove();
  await database.drop();
});

const ready = async (): Promise<boolean> =>
  (await fetch(`${place.api}/readyz`).catch(() => undefined))?.ok ?? false;

describe('with a database and a Temporal server of its own', () => {
  test('npm start embeds nothing and runs the same build', async () => {
    const started = await Started.at(place, given);
    expect(started.output).toContain('Leadloom is running');
    expect(place.has('postgres')).toBe(false);
    expect(place.has('temporal.db')).toBe(false);
    expect(await ready()).toBe(true);
    await started.interrupt();
  });

  test.each([
    ['start:api', ready],
    ['start:worker', undefined],
  ] as const)('npm run %s runs alone, from the environment', async (script, isReady) => {
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    const child = spawn('npm', ['run', script], {
      cwd: root,
      env: {
        ...inherited,
        ...given,
        ...place.ports,
        LEADLOOM_HOME: place.home,
        LEADLOOM_MASTER_KEY: Buffer.alloc(32, 3).toString('base64'),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await until(isReady ?? (() => said.includes('worker is running')), 50);
    process.kill(-(child.pid ?? 0), 'SIGTERM');
    await once(child, 'exit');
    expect(said).toMatch(/(api|worker) is (up|running)/);
  });
});
