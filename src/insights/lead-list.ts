import { sql } from 'kysely';

import type { Db } from '../database/database.js';
import type { Page } from './cursor.js';
import { newestFirst, type PageRequest } from './newest-first.js';

export interface LeadFilter {
  tier?: string | undefined;
  stage?: string | undefined;
  tag?: string | undefined;
  test?: boolean | undefined;
  parked?: boolean | undefined;
}

export type LeadSummary = ReturnType<typeof summary>;

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
  last_input_at: Date;
  wakes_at: Date | null;
  wakes_because: string | null;
  parked_reason: string | null;
}

const columns = sql`id, revision, playbook, stage, tier, score, state -> 'tags' as tags, test, created_at,
  last_input_at, wakes_at, wakes_because, parked_reason`;

/** Active leads, newest first. */
export async function listLeads(
  db: Db,
  { tag, parked, ...equal }: LeadFilter,
  request: PageRequest,
): Promise<Page<LeadSummary>> {
  const where = [
    sql`status = 'active'`,
    ...(parked === undefined ? [] : [sql`(parked_reason is not null) = ${parked}`]),
    ...(tag === undefined ? [] : [sql`state -> 'tags' ? ${tag}`]),
  ];
  const list = { table: 'lead', columns, time: 'created_at', where, equal: { ...equal } };
  const page = await newestFirst<LeadRow>(db, list, request);
  return { data: page.data.map(summary), next: page.next };
}

/** A rough number of leads from the planner's statistics: free at any size, and exact at none. */
export async function estimateLeads(db: Db): Promise<number> {
  const { rows } = await sql<{ estimate: number }>`
    select greatest(reltuples, 0)::bigint as estimate from pg_class where oid = 'lead'::regclass`.execute(
    db,
  );
  return rows[0]?.estimate ?? 0;
}

function summary(row: LeadRow) {
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
    /** Why nothing moves until a person releases it; null for nearly all. */
    parked: row.parked_reason,
  };
}
