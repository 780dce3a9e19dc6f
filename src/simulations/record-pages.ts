import { sql } from 'kysely';

import type { Command } from '../../engine/command.js';
import type { Note } from '../../engine/trace.js';
import type { Db } from '../database/database.js';
import type { SealedInput } from '../ingest/inbox.js';

/** A lead that is lived as one with every lead that was merged into it. */
export interface Family {
  id: string;
  /** Itself and the others. */
  members: string[];
}

export async function familiesOf(db: Db, ids: readonly string[]): Promise<Family[]> {
  const { rows } = await sql<Family>`
    with recursive family (id, root) as (
      select id, id from unnest(${ids}::uuid[]) id
      union select l.id, f.root from lead l join family f on l.merged_into = f.id where l.status = 'merged'
    )
    select root as id, array_agg(id) as members from family group by root order by root`.execute(
    db,
  );
  return rows;
}

/** From where on a lead's rows are read: after this number. */
export interface Place {
  lead: string;
  after: number;
}

export interface InputRow extends SealedInput {
  lead_id: string;
  size: number;
}

/** At most `limit` inputs of each place, in their order. */
export async function readInputs(
  db: Db,
  places: readonly Place[],
  until: number,
  limit: number,
): Promise<InputRow[]> {
  const { rows } = await sql<InputRow>`
    select p.lead_id, i.* from ${placesTable(places)} cross join lateral (
      select n, (extract(epoch from arrived_at) * 1000)::float8 as at, size, input_sealed
      from inbox where lead_id = p.lead_id and n > p.after and arrived_at <= ${new Date(until)}
      order by n limit ${limit}
    ) i order by p.lead_id, i.n`.execute(db);
  return rows;
}

export interface DecisionRow {
  lead_id: string;
  n: number;
  at: number;
  commands: Command[];
  trace: Note[];
}

/** At most `limit` decisions of each place, in their order. */
export async function readDecisions(
  db: Db,
  places: readonly Place[],
  until: number,
  limit: number,
): Promise<DecisionRow[]> {
  const { rows } = await sql<DecisionRow>`
    select p.lead_id, d.* from ${placesTable(places)} cross join lateral (
      select revision as n, (extract(epoch from decided_at) * 1000)::float8 as at, commands, trace
      from decision where lead_id = p.lead_id and revision > p.after and decided_at <= ${new Date(until)}
      order by revision limit ${limit}
    ) d order by p.lead_id, d.n`.execute(db);
  return rows;
}

const placesTable = (places: readonly Place[]) => sql`
  unnest(${places.map(({ lead }) => lead)}::uuid[], ${places.map(({ after }) => after)}::bigint[])
    as p (lead_id, after)`;
