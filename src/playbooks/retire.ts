import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Db, Trx } from '../database/database.js';
import { openMoveTo, unreadMovesTo } from '../jobs/moves.js';
import { PUBLISH_LOCK } from './publish.js';
import { followersOf } from './versions.js';

export type Retired =
  | { outcome: 'retired' }
  | { outcome: 'unknown' | 'newest' }
  /** So many runs follow it still, of leads that were merged a moment ago too. */
  | { outcome: 'followed'; followers: number }
  /** A job is telling leads to move to it. */
  | { outcome: 'moving'; job: string }
  /** So many leads were told to move to it and have not read that. */
  | { outcome: 'unread'; leads: number }
  /** Turns that began before could not be waited for. */
  | { outcome: 'busy' };

/**
 * Ends the life of a version that nobody follows: events that only it asked for wake no lead any more. Nothing is
 * published meanwhile, and turns that were under way, which may enter it still, are over before anybody is counted.
 */
export async function retireVersion(
  db: Db,
  name: string,
  version: number,
  by: string,
): Promise<Retired> {
  if (!(await othersAreOver(db))) return { outcome: 'busy' };
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${PUBLISH_LOCK})`.execute(trx);
    const refused = await refusal(trx, name, version);
    if (refused !== undefined) return refused;
    await sql`
      update playbook_version set status = 'retired', retired_at = now(), retired_by = ${by}
      where name = ${name} and version = ${version} and status = 'live'`.execute(trx);
    return { outcome: 'retired' };
  });
}

async function refusal(trx: Trx, name: string, version: number): Promise<Retired | undefined> {
  const newest = await newestIfKnown(trx, name, version);
  if (newest === undefined) return { outcome: 'unknown' };
  if (newest === version) return { outcome: 'newest' };
  const job = await openMoveTo(trx, name, version);
  if (job !== undefined) return { outcome: 'moving', job };
  const leads = await unreadMovesTo(trx, name, version);
  if (leads > 0) return { outcome: 'unread', leads };
  const followers =
    ((await followersOf(trx, name)).get(version) ?? 0) + (await mergedRuns(trx, name, version));
  return followers > 0 ? { outcome: 'followed', followers } : undefined;
}

/** The newest version, where there is also this one. */
async function newestIfKnown(trx: Trx, name: string, version: number): Promise<number | undefined> {
  const { rows } = await sql<{ newest: number | null }>`
    select max(version) as newest from playbook_version where name = ${name}
    having bool_or(version = ${version})`.execute(trx);
  return rows[0]?.newest ?? undefined;
}

/** Runs of leads that were merged and that the survivors have not taken over yet. */
async function mergedRuns(trx: Trx, name: string, version: number): Promise<number> {
  const { rows } = await sql<{ runs: number }>`
    select count(*) as runs from lead l, jsonb_array_elements(l.state -> 'enrolments') e
    where l.merged_into is not null and l.status = 'merged' and l.playbook = ${name}
      and (e ->> 'version')::int = ${version}`.execute(trx);
  return rows[0]?.runs ?? 0;
}

/** Between two looks, ms, and how many. */
const LOOK = 50;
const LOOKS = 100;

/** Waits until the transactions that are under way now are over, for some seconds at most. */
async function othersAreOver(db: Db): Promise<boolean> {
  const { rows } = await sql<{ next: string }>`
    select pg_current_xact_id()::text as next`.execute(db);
  for (let look = 0; look < LOOKS; look++) {
    const now = await sql<{ over: boolean }>`
      select pg_snapshot_xmin(pg_current_snapshot()) >= ${rows[0]?.next ?? '0'}::xid8 as over`.execute(
      db,
    );
    if (now.rows[0]?.over === true) return true;
    await delay(LOOK);
  }
  return false;
}
