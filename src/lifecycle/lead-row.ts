import { sql } from 'kysely';
import type { LeadState } from '../../engine/lead-state.js';
import type { OpenCommand } from '../../activities/ports.js';
import type { Trx } from '../database/database.js';

/** A lead as its row holds it. Times are epoch ms of the engine's clock. */
export interface LeadRow {
  id: string;
  status: 'active' | 'merged' | 'erased';
  mergedInto: string | null;
  playbook: string;
  epoch: number;
  revision: number;
  consumed: number;
  lastNow: number;
  /** Absent before the first decision. */
  state: LeadState | null;
  stage: string;
  tier: string;
  score: number;
  lastInputAt: number;
  /** The nearest deadline as the last decision left it. */
  wakesAt: number | null;
  wakesBecause: string | null;
  resting: boolean;
  parked: string | null;
  test: boolean;
  /** The newest version of its playbook in the record: this worker may not have heard of it yet. */
  published: number;
  /** Commands whose outcome is not recorded, oldest first. */
  open: OpenCommand[];
}

interface Locked extends LeadRow {
  /** The revision that the statement's snapshot saw; below `revision` when the lock was waited for. */
  seen: number;
}

/**
 * Locks a lead's row and reads it with its open commands, in one round trip. A missing row is a lead that was erased.
 *
 * The lock hands out the newest row, everything beside it comes from the snapshot at the statement's start. When another
 * turn committed while this one waited the two differ, and the commands are read again.
 */
export async function lockLead(trx: Trx, leadId: string): Promise<LeadRow | undefined> {
  const first = await readLocked(trx, leadId);
  if (first === undefined || first.seen === first.revision) return first;
  return readLocked(trx, leadId);
}

/** Several leads, always in id order: two transactions that need the same two never wait for each other. */
export async function lockLeads(trx: Trx, ids: readonly string[]): Promise<Map<string, LeadRow>> {
  const rows = new Map<string, LeadRow>();
  for (const id of [...new Set(ids)].toSorted()) {
    const row = await lockLead(trx, id);
    if (row !== undefined) rows.set(id, row);
  }
  return rows;
}

async function readLocked(trx: Trx, leadId: string): Promise<Locked | undefined> {
  const { rows } = await sql<Locked>`/* prepared */
    with locked as materialized (select * from lead where id = ${leadId} for no key update)
    select locked.id, status, merged_into as "mergedInto", playbook, epoch, revision::float8, consumed::float8,
      ${epochMs('last_now')} as "lastNow", state, stage, tier, score::float8,
      ${epochMs('last_input_at')} as "lastInputAt", ${epochMs('wakes_at')} as "wakesAt",
      wakes_because as "wakesBecause", resting, parked_reason as parked, test,
      (select l.revision from lead l where l.id = locked.id)::float8 as seen,
      (select coalesce(max(p.version), 0) from playbook_version p
        where p.name = locked.playbook and p.status = 'live') as published,
      ${openCommands} as open
    from locked`.execute(trx);
  return rows[0];
}

const epochMs = (column: string) => sql`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`;

/** Open commands of a lead that is locked already. */
export async function readOpenCommands(trx: Trx, leadId: string): Promise<OpenCommand[]> {
  const { rows } = await sql<{ open: OpenCommand[] }>`
    select ${openCommands} as open from (select ${leadId}::uuid as id) as locked`.execute(trx);
  return rows[0]?.open ?? [];
}

/** The summary is for a person reading Temporal's UI: `email case-study (nurture/case)`. */
const openCommands = sql`(
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', c.id, 'kind', c.kind,
    'summary', concat(
      coalesce((c.payload ->> 'channel') || ' ' || (c.payload ->> 'template'), c.kind || ' ' || coalesce(c.payload ->> 'queue', c.payload ->> 'template', c.payload ->> 'endpoint')),
      ' (', c.payload ->> 'journey', '/', c.payload ->> 'step', ')')
  ) order by c.created_at, c.revision, c.index), '[]')
  from command c where c.lead_id = locked.id and c.done_at is null)`;
