import { sql } from 'kysely';
import type { Inside } from '../../engine/versions/inside.js';
import type { Db } from '../database/database.js';
import type { Effect } from './effect.js';
import { inhabitantsOf } from './standing.js';

/** A version as people see it. Times are ISO 8601. */
export interface VersionView {
  version: number;
  status: 'live' | 'retired';
  hash: string;
  publishedAt: string;
  publishedBy: string;
  /** Where in Git it came from. */
  source: { repo: string; commit: string } | null;
  /** The older version whose content this is again. */
  restores: number | null;
  /** What was chosen for the leads inside, and how many that were; null: all finish on their version. */
  inside: Inside | null;
  effect: Effect | null;
  /** The job that moves them, and how far it has come. */
  job: { id: string; status: string; appended: number } | null;
  retiredAt: string | null;
  retiredBy: string | null;
  /** Runs that follow this version now. */
  followers: number;
}

interface VersionRow {
  version: number;
  status: 'live' | 'retired';
  hash: string;
  published_at: Date;
  published_by: string;
  source: VersionView['source'];
  restores: number | null;
  inside: Inside | null;
  effect: Effect | null;
  job: VersionView['job'];
  retired_at: Date | null;
  retired_by: string | null;
}

/** Every version of a playbook, newest first; none: there is no such playbook. */
export async function versionsOf(db: Db, name: string): Promise<VersionView[]> {
  const { rows } = await sql<VersionRow>`
    select version, status, hash, published_at, published_by, source, restores, inside, effect, retired_at, retired_by,
      (select jsonb_build_object('id', j.id, 'status', j.status, 'appended', j.appended) from lead_job j
        where j.kind = 'migrate' and j.subject = name || '@' || version order by j.asked_at desc limit 1) as job
    from playbook_version where name = ${name} order by version desc`.execute(db);
  if (rows.length === 0) return [];
  const followers = await followersOf(db, name);
  return rows.map(({ published_at, published_by, retired_at, retired_by, ...row }) => ({
    ...row,
    publishedAt: published_at.toISOString(),
    publishedBy: published_by,
    retiredAt: retired_at?.toISOString() ?? null,
    retiredBy: retired_by,
    followers: followers.get(row.version) ?? 0,
  }));
}

/** Runs by the version they follow. */
async function followersOf(db: Db, name: string): Promise<Map<number, number>> {
  const { runs } = await inhabitantsOf(db, name);
  const followers = new Map<number, number>();
  for (const one of runs) followers.set(one.version, (followers.get(one.version) ?? 0) + one.runs);
  return followers;
}

export type Retired =
  | { outcome: 'retired' | 'unknown' | 'newest' }
  /** So many runs follow it still. */
  | { outcome: 'followed'; followers: number };

/** Ends the life of a version that nobody follows: events that only it asked for wake no lead any more. */
export async function retireVersion(
  db: Db,
  name: string,
  version: number,
  by: string,
): Promise<Retired> {
  const versions = await versionsOf(db, name);
  const found = versions.find((one) => one.version === version);
  if (found === undefined) return { outcome: 'unknown' };
  if (found === versions[0]) return { outcome: 'newest' };
  if (found.followers > 0) return { outcome: 'followed', followers: found.followers };
  await sql`
    update playbook_version set status = 'retired', retired_at = now(), retired_by = ${by}
    where name = ${name} and version = ${version} and status = 'live'`.execute(db);
  return { outcome: 'retired' };
}
