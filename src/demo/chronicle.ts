import { sql } from 'kysely';

import type { Note } from '../../engine/trace.js';
import type { Db } from '../database/database.js';

/** One turn of one lead. */
export interface Decided {
  leadId: string;
  revision: number;
  trace: Note[];
}

/** Reads what was decided since it last looked: every decision once, in the order of its time. */
export class Chronicle {
  /** Last revision read of each lead. */
  readonly #read = new Map<string, number>();

  constructor(private readonly db: Db) {}

  async next(): Promise<Decided[]> {
    const read = [...this.#read];
    const { rows } = await sql<Decided>`
      select d.lead_id as "leadId", d.revision::float8 as revision, d.trace
      from decision d
      left join unnest(${read.map(([lead]) => lead)}::uuid[], ${read.map(([, revision]) => revision)}::bigint[])
        as seen (lead_id, revision) using (lead_id)
      where d.revision > coalesce(seen.revision, 0)
      order by d.decided_at, d.lead_id, d.revision`.execute(this.db);
    for (const { leadId, revision } of rows) this.#read.set(leadId, revision);
    return rows;
  }
}
