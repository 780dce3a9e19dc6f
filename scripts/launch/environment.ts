import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CannotStart } from '../bootstrap/progress.mjs';
import { readSettings, type Settings } from '../../src/config/settings.js';
import { type DevelopmentKeys, secretFile } from './secrets.js';

type Environment = Record<string, string>;

/** A scaled clock goes on over restarts, so the moment it started from is kept. */
function clockOrigin(home: string): Environment {
  const scaled = Number(process.env['LEADLOOM_TIME_SCALE'] ?? 1) !== 1;
  if (!scaled || process.env['LEADLOOM_CLOCK_ORIGIN']) return {};
  const now = Date.now();
  return { LEADLOOM_CLOCK_ORIGIN: secretFile(join(home, 'clock-origin'), () => `${now}:${now}`) };
}

/** What our processes are told: what the person set, over the keys of this state folder and the servers we embed. */
export function environmentOf(
  home: string,
  keys: DevelopmentKeys,
  servers: { databaseUrl: string; temporalAddress: string },
): Environment {
  const given = Object.entries(process.env).filter((entry): entry is [string, string] =>
    Boolean(entry[1]?.trim()),
  );
  return {
    LEADLOOM_MASTER_KEY: keys.masterKey,
    LEADLOOM_ADMIN_KEY: keys.adminKey,
    LEADLOOM_WRITE_KEY: keys.writeKey,
    DATABASE_URL: servers.databaseUrl,
    TEMPORAL_ADDRESS: servers.temporalAddress,
    ...clockOrigin(home),
    ...Object.fromEntries(given),
    LEADLOOM_HOME: home,
    TZ: 'UTC',
  };
}

/** Refuses settings that our processes would refuse, before anything is started for them. */
export function requireValid(environment: Environment): Settings {
  const read = readSettings(environment);
  if ('settings' in read) return read.settings;
  throw new CannotStart(`These settings must be put right: ${read.problems.join('; ')}.`);
}

const NAMES = [
  'LEADLOOM_MASTER_KEY',
  'LEADLOOM_ADMIN_KEY',
  'LEADLOOM_WRITE_KEY',
  'LEADLOOM_TIME_SCALE',
  'LEADLOOM_CLOCK_ORIGIN',
  'DATABASE_URL',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'PORT',
];

/**
 * Leaves word for commands run beside us (see `readSettings`), readable by the owner alone.
 * @returns what takes it away again
 */
export function publish(home: string, environment: Environment): () => void {
  const file = join(home, 'environment.json');
  const told = Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(told), { mode: 0o600 });
  return () => rmSync(file, { force: true });
}
