import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { Leashed } from '../../../scripts/launch/leashed.js';
import { startPostgres } from '../../../scripts/launch/postgres.js';
import { startTemporal } from '../../../scripts/launch/temporal.js';
import { freePort } from './free-port.js';
import { shared } from './shared-servers.js';

/** A server that one test file has to itself, to stop, kill and start again on the same port and data. */
export interface OwnServer {
  /** `postgres://…` of an empty database, or Temporal's `host:port`. Stays the same. */
  address: string;
  port: number;
  stop(): Promise<void>;
  /** SIGKILL: no goodbye, no checkpoint. */
  kill(): Promise<void>;
  /** After `stop` or `kill`. */
  start(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

type Start = (place: { home: string; port: number; log: string }) => Promise<{
  server: Leashed;
  address: string;
}>;

async function own(name: string, start: Start): Promise<OwnServer> {
  const home = mkdtempSync(join(shared('folder'), `${name}-`));
  const place = { home, port: await freePort(), log: join(home, `${name}.log`) };
  let { server, address } = await start(place);
  return {
    address,
    port: place.port,
    stop: () => server.stop(),
    async kill() {
      process.kill(await server.server, 'SIGKILL');
      await server.exited;
    },
    async start() {
      ({ server, address } = await start(place));
    },
    async remove() {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** @param durable whether commits are flushed to disk; needed only where the machine's crash is meant */
export const ownPostgres = (durable = false): Promise<OwnServer> =>
  own('postgres', async (place) => {
    const server = await startPostgres({ ...place, durable });
    return { server, address: server.url };
  });

export const ownTemporal = (): Promise<OwnServer> =>
  own('temporal', async (place) => {
    const binary = shared('temporalCli');
    const server = await startTemporal({ ...place, binary, namespace: 'default' });
    return { server, address: server.address };
  });
