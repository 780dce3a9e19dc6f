import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { Connection } from '@temporalio/client';

import { type Leashed, type StartLeashed, startLeashed } from './leashed.js';

const HOST = '127.0.0.1';
const READY_MS = 60_000;
const GRACE_MS = 8_000;

/**
 * SQLite's write-ahead log: thousands of leads at once otherwise wait for two syncs a commit, three times as long. A
 * killed process loses nothing by it; a machine without power may lose the last moments, which the sweeper rings for again.
 */
const PRAGMAS = ['journal_mode=WAL', 'synchronous=NORMAL'];

/** Both are set on every workflow at its start. */
const SEARCH_ATTRIBUTES = ['LeadTier=Keyword', 'LeadStage=Keyword'];

export interface TemporalOptions {
  /** Folder for the server's file; it exists. */
  home: string;
  /** Path of Temporal's command line. */
  binary: string;
  namespace: string;
  port: number;
  /** Without one there is no UI. */
  uiPort?: number;
  /** Where the UI has payloads decoded. */
  codecEndpoint?: string;
  log: string;
  /** Who starts the process; a run that keeps account of all of them does it itself. */
  start?: StartLeashed;
}

export interface Temporal extends Leashed {
  address: string;
}

function argumentsOf(options: TemporalOptions): string[] {
  const { home, namespace, port, uiPort, codecEndpoint } = options;
  return [
    'server',
    'start-dev',
    '--ip',
    HOST,
    '--port',
    String(port),
    '--db-filename',
    join(home, 'temporal.db'),
    ...PRAGMAS.flatMap((pragma) => ['--sqlite-pragma', pragma]),
    '--namespace',
    namespace,
    '--log-level',
    'warn',
    ...SEARCH_ATTRIBUTES.flatMap((attribute) => ['--search-attribute', attribute]),
    ...(uiPort === undefined
      ? ['--headless']
      : ['--ui-port', String(uiPort), '--ui-disable-news-fetch']),
    ...(codecEndpoint === undefined ? [] : ['--ui-codec-endpoint', codecEndpoint]),
  ];
}

async function ready(server: Leashed, address: string, namespace: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: 2_000 });
      try {
        await connection.workflowService.describeNamespace({ namespace });
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (server.ended() || Date.now() > deadline) throw error;
    }
    await delay(100);
  }
}

/** Starts Temporal's development server on loopback, its state in a file, with our namespace and search attributes. */
export async function startTemporal(options: TemporalOptions): Promise<Temporal> {
  const { home, binary, namespace, port, log, start = startLeashed } = options;
  const address = `${HOST}:${port}`;
  const server = start(
    {
      name: 'temporal',
      home,
      command: binary,
      args: argumentsOf(options),
      signal: 'SIGTERM',
      graceMs: GRACE_MS,
    },
    { env: process.env, log },
  );
  try {
    await ready(server, address, namespace);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { ...server, address };
}
