import { sql } from 'kysely';

import type { Command } from '../../engine/command.js';
import type { LeadHistory, PastInput } from '../../engine/simulate/history.js';
import type { Note } from '../../engine/trace.js';
import type { Sealer } from '../crypto/sealer.js';
import type { Db } from '../database/database.js';
import { openInput, type SealedInput } from '../ingest/inbox.js';

/** Which leads of the record are lived again. Times are epoch ms of the engine's clock. */
export interface RecordRange {
  /** Of this playbook; without it of all. */
  playbook?: string;
  /** Leads whose first input came at or after it. */
  since?: number;
  /** Leads whose first input came before it, and everything up to it. */
  until: number;
  leads?: readonly string[];
}

/** Leads read at once: their inputs and decisions are in memory together. */
const AT_ONCE = 20;
const FIRST = '00000000-0000-0000-0000-000000000000';

interface LeadRow {
  id: string;
  /** Itself and every lead that was merged into it. */
  family: string[];
}

/**
 * Leads from the record with their inputs, opened, and what was really decided. A merged lead is one with all its inputs
 * from the beginning. Leads made for a test are left out.
 */
export async function* recordHistories(
  db: Db,
  sealer: Sealer,
  range: RecordRange,
): AsyncGenerator<LeadHistory> {
  for (let after = FIRST; ;) {
    const leads = await readLeads(db, range, after);
    const members = leads.flatMap(({ family }) => family);
    const [inputs, decisions] = await Promise.all([
      readInputs(db, members, range.until),
      readDecisions(db, members, range.until),
    ]);
    for (const { id, family } of leads) {
      yield {
        lead: id,
        inputs: family
          .flatMap((one) => inputs.get(one) ?? [])
          .toSorted((a, b) => a.at - b.at)
          .map((row) => open(sealer, row)),
        real: family.flatMap((one) => decisions.get(one) ?? []).toSorted((a, b) => a.at - b.at),
      };
    }
    if (leads.length < AT_ONCE) return;
    after = leads.at(-1)?.id ?? after;
  }
}

/** How many there will be. */
export async function countHistories(db: Db, range: RecordRange): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from lead l where ${within(range)}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Now, by the newest word of the record and of this machine: a scaled clock may be far ahead. Epoch ms. */
export async function newestMoment(db: Db): Promise<number> {
  const { rows } = await sql<{ at: number | null }>`
    select (extract(epoch from max(last_now)) * 1000)::float8 as at from lead`.execute(db);
  return Math.max(Date.now(), rows[0]?.at ?? 0);
}

function within({ playbook, since, until, leads }: RecordRange) {
  const ofPlaybook = playbook === undefined ? sql`true` : sql`l.playbook = ${playbook}`;
  const named = leads === undefined ? sql`true` : sql`l.id = any(${leads}::uuid[])`;
  const from = since === undefined ? sql`true` : sql`i.arrived_at >= ${new Date(since)}`;
  return sql`l.status = 'active' and not l.test and ${ofPlaybook} and ${named} and exists (
    select from inbox i where i.lead_id = l.id and i.n = 1 and i.arrived_at < ${new Date(until)} and ${from})`;
}

async function readLeads(db: Db, range: RecordRange, after: string): Promise<LeadRow[]> {
  const { rows } = await sql<LeadRow>`
    with recursive page as materialized (
      select l.id from lead l where ${within(range)} and l.id > ${after}::uuid order by l.id limit ${AT_ONCE}
    ),
    family (id, root) as (
      select id, id from page
      union select l.id, f.root from lead l join family f on l.merged_into = f.id where l.status = 'merged'
    )
    select root as id, array_agg(id) as family from family group by root order by root`.execute(db);
  return rows;
}

interface InputRow extends SealedInput {
  lead_id: string;
}

async function readInputs(db: Db, leads: readonly string[], until: number) {
  const { rows } = await sql<InputRow>`
    select lead_id, n, (extract(epoch from arrived_at) * 1000)::float8 as at, input_sealed
    from inbox where lead_id = any(${leads}::uuid[]) and arrived_at <= ${new Date(until)}
    order by arrived_at, n`.execute(db);
  return byLead(rows);
}

interface DecisionRow {
  lead_id: string;
  at: number;
  commands: Command[];
  trace: Note[];
}

async function readDecisions(db: Db, leads: readonly string[], until: number) {
  const { rows } = await sql<DecisionRow>`
    select lead_id, (extract(epoch from decided_at) * 1000)::float8 as at, commands, trace
    from decision where lead_id = any(${leads}::uuid[]) and decided_at <= ${new Date(until)}
    order by revision`.execute(db);
  return byLead(rows);
}

function byLead<Row extends { lead_id: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const leads = new Map<string, Row[]>();
  for (const row of rows) {
    const known = leads.get(row.lead_id);
    if (known === undefined) leads.set(row.lead_id, [row]);
    else known.push(row);
  }
  return leads;
}

function open(sealer: Sealer, row: InputRow): PastInput {
  const { n: _n, ...input } = openInput(sealer, row);
  return input;
}
