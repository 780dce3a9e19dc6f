import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import pg from 'pg';

import { CannotStart } from '../bootstrap/progress.mjs';

/** The only major version this release is built and tested on. */
const MAJOR = 18;

/** Refuses a data folder that another major version of PostgreSQL wrote: its files cannot be read by ours. */
export function requireDataVersion(data: string): void {
  const marker = join(data, 'PG_VERSION');
  if (!existsSync(marker)) return;
  const major = Number(readFileSync(marker, 'utf8').trim());
  if (major === MAJOR) return;
  throw new CannotStart(
    `${data} was written by PostgreSQL ${major}, which is too ${major < MAJOR ? 'old' : 'new'} for this Leadloom (${MAJOR}): take it over with pg_dump and DATABASE_URL, or move the folder away to start empty.`,
  );
}

/** What is wrong with a server that gives this `server_version_num`, if anything. */
export function serverVersionProblem(versionNumber: number): string | undefined {
  const major = Math.floor(versionNumber / 10_000);
  if (major === MAJOR) return undefined;
  return `The database at DATABASE_URL is PostgreSQL ${major}, which is too ${major < MAJOR ? 'old' : 'new'}: Leadloom needs PostgreSQL ${MAJOR}; upgrade that server, or unset DATABASE_URL to use the embedded one.`;
}

/**
 * Refuses a server of another major version, or one that does not answer.
 * @param url of a database on it; never shown, since it holds a password
 */
export async function requireServerVersion(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(
      "select current_setting('server_version_num') as version",
    );
    const problem = serverVersionProblem(Number(rows[0]?.version));
    if (problem !== undefined) throw new CannotStart(problem);
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    throw new CannotStart(
      `The database at DATABASE_URL cannot be used (${(error as Error).message}): start it, correct DATABASE_URL, or unset it to use the embedded one.`,
    );
  } finally {
    await client.end();
  }
}
