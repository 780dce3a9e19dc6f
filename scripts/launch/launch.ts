import { join } from 'node:path';

import { build, built } from '../bootstrap/build.mjs';
import { portsOf, requirePorts } from '../bootstrap/ports.mjs';
import { step } from '../bootstrap/progress.mjs';
import { TEMPORAL_CLI } from '../bootstrap/temporal-binaries.mjs';
import type { Settings } from '../../src/config/settings.js';
import { requireServerVersion } from './database-version.js';
import { environmentOf, publish, requireValid } from './environment.js';
import { startPostgres } from './postgres.js';
import { apiIsReady, workerPolls } from './ready.js';
import { Run } from './run.js';
import { awaitPreviousRun } from './run-record.js';
import { type DevelopmentKeys, developmentKeys } from './secrets.js';
import { keepRunning, type Service } from './service.js';
import { startTemporal } from './temporal.js';
import { temporalBinary } from './temporal-binary.js';
import type { Whereabouts } from './welcome.js';

const portFor = (setting: string): number =>
  portsOf(process.env).find((entry) => entry.setting === setting)?.port ?? 0;

/** The database to use: the one we were given, if it will do, or our own. */
function database(run: Run): Promise<string> {
  const given = process.env['DATABASE_URL'];
  if (given) {
    return step('Looking at the database', async () => {
      await requireServerVersion(given);
      return given;
    });
  }
  return step('Starting PostgreSQL 18', async () => {
    const server = await startPostgres({
      home: run.home,
      port: portFor('LEADLOOM_POSTGRES_PORT'),
      durable: true,
      log: run.freshLog('postgres'),
      start: run.start,
    });
    return server.url;
  });
}

/** The Temporal server to use: the one we were given, or our own. */
async function temporal(run: Run, api: string): Promise<{ address: string; ui?: string }> {
  const given = process.env['TEMPORAL_ADDRESS'];
  if (given) return { address: given };
  const uiPort = portFor('LEADLOOM_TEMPORAL_UI_PORT');
  return step('Starting Temporal', async (note) => {
    const binary = await temporalBinary(TEMPORAL_CLI, note);
    note('');
    const { address } = await startTemporal({
      home: run.home,
      binary,
      namespace: process.env['TEMPORAL_NAMESPACE'] || 'default',
      port: portFor('LEADLOOM_TEMPORAL_PORT'),
      uiPort,
      codecEndpoint: `${api}/dev/codec`,
      log: run.freshLog('temporal'),
      start: run.start,
    });
    return { address, ui: `http://127.0.0.1:${uiPort}` };
  });
}

/** Our two processes, and how each is known to be at work. */
function servicesOf(settings: Settings): [Service, Service] {
  const since = Date.now();
  return [
    {
      name: 'worker',
      main: 'dist/src/worker.js',
      graceMs: 25_000,
      ready: () => workerPolls(settings.temporal, since),
    },
    {
      name: 'api',
      main: 'dist/src/main.js',
      graceMs: 10_000,
      ready: () => apiIsReady(settings.port),
    },
  ];
}

/** Settings that can be wrong are told before a server is started for them. */
function checkSettings(home: string, keys: DevelopmentKeys): Settings {
  const placeholders = { databaseUrl: 'postgres://localhost/none', temporalAddress: 'none:1' };
  return requireValid(environmentOf(home, keys, placeholders));
}

export interface Listener {
  /** As soon as there is something to stop. */
  begun: (run: Run) => void;
  /** A process cannot be kept running. */
  broken: (error: Error) => void;
  /** The servers are there and our processes come next: what they are told may still be changed. */
  serversReady?: () => void;
}

/** Brings everything up: the build, the servers, the processes, in that order, and says where it is. */
export async function launch(
  home: string,
  { begun, broken, serversReady }: Listener,
): Promise<Whereabouts> {
  const recordFile = join(home, 'run.json');
  await awaitPreviousRun(recordFile, home);
  await requirePorts(process.env);
  const keys = developmentKeys(home);
  const { port } = checkSettings(home, keys);
  if (!built()) await step('Building', build);

  const run = new Run(home, recordFile);
  begun(run);
  const api = `http://127.0.0.1:${port}`;
  const databaseUrl = await database(run);
  const { address, ui } = await temporal(run, api);
  serversReady?.();
  const environment = environmentOf(home, keys, { databaseUrl, temporalAddress: address });
  const settings = requireValid(environment);
  run.onStop(publish(home, environment));

  await step('Starting the API and the worker', () =>
    Promise.all(
      servicesOf(settings).map((service) => keepRunning(run, service, environment, broken)),
    ),
  );
  return { api, home, writeKey: keys.writeKey, ...(ui !== undefined && { temporalUi: ui }) };
}
