import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import pg from 'pg';

import { root } from '../scripts/bootstrap/install.mjs';
import { TEMPORAL_CLI } from '../scripts/bootstrap/temporal-binaries.mjs';
import { environmentOf, requireValid } from '../scripts/launch/environment.js';
import type { Leashed } from '../scripts/launch/leashed.js';
import { startLeashed } from '../scripts/launch/leashed.js';
import { startPostgres } from '../scripts/launch/postgres.js';
import { apiIsReady, workerPolls } from '../scripts/launch/ready.js';
import { developmentKeys } from '../scripts/launch/secrets.js';
import { startTemporal } from '../scripts/launch/temporal.js';
import { temporalBinary } from '../scripts/launch/temporal-binary.js';
import { freePort } from '../test/support/servers/free-port.js';
import { Door } from './door.js';
import { Record } from './record.js';

const READY_MS = 60_000;
const ASK_AGAIN_MS = 100;
const CONNECTIONS = 64;

/** Which processes of the built product run, on what. */
export interface ProductOptions {
  /** Names its database, its Temporal server and its logs. */
  name: string;
  worker: boolean;
  /** More of its settings. */
  settings?: { [variable: string]: string };
  /** Before its processes start, on the empty database. */
  prepare?: (databaseUrl: string) => Promise<void>;
}

/** The product as built, on a database and a Temporal server of its own. */
export interface Product {
  home: string;
  door: Door;
  record: Record;
  databaseUrl: string;
  temporalAddress: string;
  /** Of the worker's debugger; listens only where a worker runs. */
  workerPort: number;
  stop(): Promise<void>;
}

/** One PostgreSQL for a whole benchmark, with durable commits, and products on it, one after the other. */
export class Stand {
  readonly #home: string;
  readonly #postgres: Leashed & { url: string };

  private constructor(home: string, postgres: Leashed & { url: string }) {
    this.#home = home;
    this.#postgres = postgres;
  }

  static async start(home: string): Promise<Stand> {
    mkdirSync(home, { recursive: true });
    const log = join(home, 'postgres.log');
    const postgres = await startPostgres({ home, port: await freePort(), durable: true, log });
    return new Stand(home, postgres);
  }

  async product({ name, worker, settings = {}, prepare }: ProductOptions): Promise<Product> {
    const home = join(this.#home, name);
    mkdirSync(home, { recursive: true });
    const databaseUrl = await this.#freshDatabase(name);
    await prepare?.(databaseUrl);
    const temporal = await this.#temporal(home);
    const keys = developmentKeys(home);
    const port = await freePort();
    const env = {
      ...environmentOf(home, keys, { databaseUrl, temporalAddress: temporal.address }),
      PORT: String(port),
      LOG_LEVEL: 'warn',
      ...settings,
    };
    const since = Date.now();
    const api = serve(home, 'api', 'dist/src/main.js', env);
    const servers = [temporal, api];
    await until(api, () => apiIsReady(port));
    const workerPort = await freePort();
    if (worker) {
      const debug = [`--inspect=127.0.0.1:${workerPort}`];
      const server = serve(home, 'worker', 'dist/src/worker.js', env, debug);
      servers.push(server);
      const { temporal: connection } = requireValid(env);
      await until(server, () => workerPolls(connection, since));
    }
    const door = new Door(`http://127.0.0.1:${port}`, keys.writeKey, CONNECTIONS);
    const record = await Record.open(databaseUrl);
    return {
      home,
      door,
      record,
      databaseUrl,
      temporalAddress: temporal.address,
      workerPort,
      async stop() {
        door.close();
        await record.close();
        for (const server of servers.toReversed()) await server.stop();
      },
    };
  }

  stop(): Promise<void> {
    return this.#postgres.stop();
  }

  async #freshDatabase(name: string): Promise<string> {
    const client = new pg.Client({ connectionString: this.#postgres.url });
    await client.connect();
    try {
      await client.query(`create database ${client.escapeIdentifier(name)}`);
    } finally {
      await client.end();
    }
    const url = new URL(this.#postgres.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  async #temporal(home: string): Promise<Leashed & { address: string }> {
    const binary = await temporalBinary(TEMPORAL_CLI, () => undefined);
    const log = join(home, 'temporal.log');
    return startTemporal({ home, binary, namespace: 'default', port: await freePort(), log });
  }
}

function serve(
  home: string,
  name: string,
  main: string,
  env: NodeJS.ProcessEnv,
  nodeOptions: string[] = [],
): Leashed {
  return startLeashed(
    {
      name,
      home,
      command: process.execPath,
      args: [...nodeOptions, join(root, main), home],
      signal: 'SIGTERM',
      graceMs: 25_000,
    },
    { env, log: join(home, `${name}.log`) },
  );
}

async function until(server: Leashed, ready: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (!(await ready())) {
    if (server.ended() || Date.now() > deadline) {
      throw new Error(`the ${server.name} did not come up: see its log`);
    }
    await delay(ASK_AGAIN_MS);
  }
}
