import { sql } from 'kysely';
import { z } from 'zod';
import type { Inside } from '../../engine/versions/inside.js';
import type { Db, Trx } from '../database/database.js';
import { decodeCursor, pageOf, type Page } from '../insights/cursor.js';
import type { PageRequest } from '../insights/newest-first.js';
import { MOVE } from '../jobs/moves.js';
import type { Effect } from './effect.js';
import { choicesFor, type InsideChoice } from './inside-choices.js';
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
  /** What was chosen last for the leads inside, and how many that were; null: all finish on their version. */
  inside: Inside | null;
  effect: Effect | null;
  /** Every choice for them, oldest first: with the publication, and when the same was published again. */
  choices: InsideChoice[];
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
  job: VersionView['job'];
  retired_at: Date | null;
  retired_by: string | null;
}

/** Where the next page of versions begins. */
export const versionCursor = z.tuple([z.int().min(1)]);

/** The versions of a playbook, newest first; none: there is no such playbook. Without a limit all of them. */
export async function versionsOf(
  db: Db,
  name: string,
  { limit, after }: Partial<PageRequest> = {},
): Promise<Page<VersionView>> {
  const below = after === undefined ? undefined : decodeCursor(after, versionCursor)?.[0];
  const { rows } = await sql<VersionRow>`
    select version, status, hash, published_at, published_by, source, restores, retired_at, retired_by,
      (select jsonb_build_object('id', j.id, 'status', j.status, 'appended', j.appended) from lead_job j
        where j.kind = ${MOVE} and j.subject = name || '@' || version order by j.asked_at desc limit 1) as job
    from playbook_version where name = ${name} and (${below ?? null}::int is null or version < ${below ?? null}::int)
    order by version desc limit ${limit === undefined ? null : limit + 1}`.execute(db);
  const page = pageOf(rows, limit ?? rows.length, ({ version }) => [version]);
  if (page.data.length === 0) return { data: [], next: null };
  const followers = await followersOf(db, name);
  const versions = page.data.map(({ version }) => version);
  const choices = await choicesFor(db, name, versions);
  const data = page.data.map((row) =>
    viewOf(row, choices.get(row.version) ?? [], followers.get(row.version) ?? 0),
  );
  return { data, next: page.next };
}

function viewOf(
  { published_at, published_by, retired_at, retired_by, ...row }: VersionRow,
  choices: InsideChoice[],
  followers: number,
): VersionView {
  const { inside = null, effect = null } = choices.at(-1) ?? {};
  return {
    ...row,
    publishedAt: published_at.toISOString(),
    publishedBy: published_by,
    inside,
    effect,
    choices,
    retiredAt: retired_at?.toISOString() ?? null,
    retiredBy: retired_by,
    followers,
  };
}

/** Runs by the version they follow. */
export async function followersOf(db: Db | Trx, name: string): Promise<Map<number, number>> {
  const { runs } = await inhabitantsOf(db, name);
  const followers = new Map<number, number>();
  for (const one of runs) followers.set(one.version, (followers.get(one.version) ?? 0) + one.runs);
  return followers;
}
