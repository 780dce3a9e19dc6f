import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';

import type { Db } from '../database/database.js';
import { decodeCursor, pageOf, type Page } from './cursor.js';

export interface LeadFilter {
  tier?: string | undefined;
  stage?: string | undefined;
  tag?: string | undefined;
  test?: boolean | undefined;
}

export interface LeadSummary {
  id: string;
  revision: number;
  playbook: string;
  stage: string;
  tier: string;
  score: number;
  tags: string[];
  test: boolean;
  createdAt: string;
  lastInputAt: string;
  wakesAt: string | null;
  wakesBecause: string | null;
  /** Why nothing moves until a person releases it; null for nearly all. */
  parked: string | null;
}

interface LeadRow {
  id: string;
  revision: number;
  playbook: string;
  stage: string;
  tier: string;
  score: number;
  tags: string[] | null;
  test: boolean;
  created_at: Date;
  /** Microseconds since 1970, which a Date cannot hold, for the cursor. */
  created_exactly: number;
  last_input_at: Date;
  wakes_at: Date | null;
  wakes_because: string | null;
  parked_reason: string | null;
}

export const leadCursor = z.tuple([z.int().min(0).max(4e15), z.uuid()]);

/** Active leads, newest first. `after` is a cursor of this list, already known to be well formed. */
export async function listLeads(
  db: Db,
  filter: LeadFilter,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<Page<LeadSummary>> {
  const from = after === undefined ? undefined : decodeCursor(after, leadCursor);
  const conditions = [
    sql`status = 'active'`,
    ...(filter.tier === undefined ? [] : [sql`tier = ${filter.tier}`]),
    ...(filter.stage === undefined ? [] : [sql`stage = ${filter.stage}`]),
    ...(filter.test === undefined ? [] : [sql`test = ${filter.test}`]),
    ...(filter.tag === undefined ? [] : [sql`state -> 'tags' ? ${filter.tag}`]),
    ...(from === undefined
      ? []
      : [sql`(created_at, id) < (${exactly(from[0])}, ${from[1]}::uuid)`]),
  ];
  const { rows } = await sql<LeadRow>`
    select id, revision, playbook, stage, tier, score, state -> 'tags' as tags, test, created_at,
      (extract(epoch from created_at) * 1000000)::bigint as created_exactly, last_input_at, wakes_at, wakes_because, parked_reason
    from lead where ${sql.join(conditions, sql` and `)}
    order by created_at desc, id desc limit ${limit + 1}`.execute(db);
  const page = pageOf(rows, limit, (row) => [row.created_exactly, row.id]);
  return { data: page.data.map(summary), next: page.next };
}

const exactly = (microseconds: number): RawBuilder<Date> =>
  sql`'epoch'::timestamptz + ${microseconds}::bigint * interval '1 microsecond'`;

/** A rough number of active leads from the planner's statistics: free at any size, and exact at none. */
export async function estimateLeads(db: Db): Promise<number> {
  const { rows } = await sql<{ estimate: number }>`
    select greatest(reltuples, 0)::bigint as estimate from pg_class where oid = 'lead'::regclass`.execute(
    db,
  );
  return rows[0]?.estimate ?? 0;
}

function summary(row: LeadRow): LeadSummary {
  return {
    id: row.id,
    revision: row.revision,
    playbook: row.playbook,
    stage: row.stage,
    tier: row.tier,
    score: row.score,
    tags: row.tags ?? [],
    test: row.test,
    createdAt: row.created_at.toISOString(),
    lastInputAt: row.last_input_at.toISOString(),
    wakesAt: row.wakes_at?.toISOString() ?? null,
    wakesBecause: row.wakes_because,
    parked: row.parked_reason,
  };
}
