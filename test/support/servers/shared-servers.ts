import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  TEMPORAL_CLI,
  TIME_SKIPPING_SERVER,
} from '../../../scripts/bootstrap/temporal-binaries.mjs';
import { startPostgres } from '../../../scripts/launch/postgres.js';
import { startTemporal } from '../../../scripts/launch/temporal.js';
import { temporalBinary } from '../../../scripts/launch/temporal-binary.js';
import { freePort } from './free-port.js';

const quietly = (): void => undefined;

/** Variables by which tests in Jest's workers find what was started for the whole run. */
export const SHARED = {
  folder: 'LEADLOOM_TEST_FOLDER',
  postgres: 'LEADLOOM_TEST_POSTGRES',
  temporal: 'LEADLOOM_TEST_TEMPORAL',
  temporalCli: 'LEADLOOM_TEST_TEMPORAL_CLI',
  timeSkippingServer: 'LEADLOOM_TEST_TIME_SKIPPING_SERVER',
} as const;

/**
 * One PostgreSQL and one Temporal server for a run of Jest, on free ports, in a temporary folder, on a leash to Jest:
 * they end with it even when it is killed. Returns what ends them in order.
 */
export async function startSharedServers(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'leadloom-test-'));
  const [postgresHome, temporalHome] = ['postgres', 'temporal'].map((name) => join(folder, name));
  for (const home of [postgresHome, temporalHome]) mkdirSync(home ?? '');
  const cli = await temporalBinary(TEMPORAL_CLI, quietly);
  const [postgres, temporal, timeSkippingServer] = await Promise.all([
    startPostgres({
      home: postgresHome ?? '',
      port: await freePort(),
      durable: false,
      log: join(folder, 'postgres.log'),
    }),
    startTemporal({
      home: temporalHome ?? '',
      binary: cli,
      namespace: 'default',
      port: await freePort(),
      log: join(folder, 'temporal.log'),
    }),
    temporalBinary(TIME_SKIPPING_SERVER, quietly),
  ]);
  process.env[SHARED.folder] = folder;
  process.env[SHARED.postgres] = postgres.url;
  process.env[SHARED.temporal] = temporal.address;
  process.env[SHARED.temporalCli] = cli;
  process.env[SHARED.timeSkippingServer] = timeSkippingServer;
  return async () => {
    await Promise.all([postgres.stop(), temporal.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
}

/** @throws outside of a tier that has real servers */
export function shared(what: keyof typeof SHARED): string {
  const value = process.env[SHARED[what]];
  if (!value) throw new Error(`No ${what} here: only the tiers of test/ have real servers`);
  return value;
}
