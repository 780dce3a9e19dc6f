import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

import pg from 'pg';

import { requireDataVersion } from './database-version.js';
import { type Leashed, type StartLeashed, startLeashed } from './leashed.js';
import { endAll } from './processes.js';
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.js';
import { secretFile } from './secrets.js';

const HOST = '127.0.0.1';
const USER = 'leadloom';
const READY_MS = 60_000;
const GRACE_MS = 10_000;
const HASTY = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

export interface PostgresOptions {
  /** Folder for data, password and log; it exists. */
  home: string;
  port: number;
  /** Whether what is committed survives a power cut. Off for tests alone, where it buys speed. */
  durable: boolean;
  log: string;
  /** Who starts the process; a run that keeps account of all of them does it itself. */
  start?: StartLeashed;
}

export interface Postgres extends Leashed {
  /** Of the database `leadloom`, which exists. */
  url: string;
}

const dataOf = (home: string): string => join(home, 'postgres');
const urlOf = (port: number, password: string, database: string): string =>
  `postgres://${USER}:${password}@${HOST}:${port}/${database}`;

/** Makes the cluster in a folder beside its own and moves it there, so that it is whole or not there at all. */
async function initialise(
  binaries: PostgresBinaries,
  { home, durable }: PostgresOptions,
  password: string,
): Promise<void> {
  const data = dataOf(home);
  const half = `${data}.new`;
  const passwordFile = join(home, '.initdb');
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (binaries.owner) {
    chownSync(half, binaries.owner.uid, binaries.owner.gid);
    chownSync(passwordFile, binaries.owner.uid, binaries.owner.gid);
  }
  const { command, args } = binaries.commandLine('initdb', [
    `--pgdata=${half}`,
    `--username=${USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ]);
  try {
    await promisify(execFile)(command, args);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(half, data);
}

/**
 * Clears the way after a run that had no chance to: ends a server that lost its leash, and removes the lock of one that
 * is gone, since PostgreSQL would take any later process of that number for it.
 */
async function clearLeftovers(data: string): Promise<void> {
  const lock = join(data, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  await endAll([pid], data, GRACE_MS);
  rmSync(lock, { force: true });
}

async function ready(server: Leashed, url: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      return;
    } catch (error) {
      if (server.ended() || Date.now() > deadline) throw error;
    } finally {
      await client.end();
    }
    await delay(50);
  }
}

async function ensureDatabase(server: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0)
      await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

/** Starts the embedded PostgreSQL 18 on loopback, making its data folder and our database first where needed. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { home, port, durable, log, start = startLeashed } = options;
  const data = dataOf(home);
  requireDataVersion(data);
  const binaries = postgresBinaries(home);
  const password = secretFile(join(home, 'postgres.password'), () =>
    randomBytes(24).toString('base64url'),
  );
  if (!existsSync(data)) await initialise(binaries, options, password);
  await clearLeftovers(data);
  const settings = [
    `listen_addresses=${HOST}`,
    'unix_socket_directories=',
    ...(durable ? [] : HASTY),
  ].flatMap((setting) => ['-c', setting]);
  const { command, args } = binaries.commandLine('postgres', [
    '-D',
    data,
    '-p',
    String(port),
    ...settings,
  ]);
  const server = start(
    { name: 'postgres', home, command, args, signal: 'SIGINT', graceMs: GRACE_MS },
    { env: process.env, log },
  );
  try {
    await ready(server, urlOf(port, password, 'postgres'));
    await ensureDatabase(urlOf(port, password, 'postgres'), 'leadloom');
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { ...server, url: urlOf(port, password, 'leadloom') };
}
