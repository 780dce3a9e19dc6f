import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../database/database.js';
import { decodeCursor, pageOf, type Page } from '../insights/cursor.js';
import type { PageRequest } from '../insights/newest-first.js';
import type { Source } from './git-source.js';

/** A live version in the list of all. Times are ISO 8601. */
export interface LiveVersion {
  name: string;
  version: number;
  hash: string;
  isDefault: boolean;
  publishedAt: string;
  publishedBy: string;
  source: Source | null;
  /** `git` where it is changed there alone. */
  lock: string | null;
}

/** Where the next page begins: name and version of the last one. */
export const liveCursor = z.tuple([z.string().max(200), z.int().min(1)]);

/** By name, the newest first. */
export async function liveVersions(
  db: Db,
  { limit, after }: PageRequest,
): Promise<Page<LiveVersion>> {
  const [name, version] = (after && decodeCursor(after, liveCursor)) || [null, null];
  const { rows } = await sql<Omit<LiveVersion, 'publishedAt'> & { at: Date }>`
    select name, version, hash, is_default as "isDefault", published_at as at, published_by as "publishedBy", source,
      document ->> 'lock' as lock
    from playbook_version
    where status = 'live' and (${name}::text is null or name > ${name} or (name = ${name} and version < ${version}::int))
    order by name, version desc limit ${limit + 1}`.execute(db);
  const page = pageOf(rows, limit, (row) => [row.name, row.version]);
  const data = page.data.map(({ at, ...row }) => ({ ...row, publishedAt: at.toISOString() }));
  return { data, next: page.next };
}
