import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keys for the development instance. `credentials.json` holds the first two, `master.key` the last. */
export interface DevelopmentKeys {
  adminKey: string;
  writeKey: string;
  /** 32 bytes, base64. Without it every personal column is lost. */
  masterKey: string;
}

/**
 * Reads a secret, making it first where there is none yet. The file is readable by its owner alone, and never seen
 * half-written: a start killed here makes a new one next time, before anything was encrypted with it.
 */
export function secretFile(file: string, make: () => string): string {
  if (!existsSync(file)) {
    const half = `${file}.${process.pid}`;
    writeFileSync(half, `${make()}\n`, { mode: 0o600 });
    renameSync(half, file);
  }
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8').trim();
}

const key = (role: string): string => `ll_${role}_${randomBytes(24).toString('base64url')}`;

/** The keys in this state folder, made on the first start. */
export function developmentKeys(home: string): DevelopmentKeys {
  const masterKey = secretFile(join(home, 'master.key'), () => randomBytes(32).toString('base64'));
  const credentials = secretFile(join(home, 'credentials.json'), () =>
    JSON.stringify({ adminKey: key('admin'), writeKey: key('write') }, undefined, 2),
  );
  return { ...(JSON.parse(credentials) as { adminKey: string; writeKey: string }), masterKey };
}
