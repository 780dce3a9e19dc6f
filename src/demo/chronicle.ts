import { sql } from 'kysely';

import type { Note } from '../../engine/trace.js';
import type { Db } from '../database/database.js';

/** Something that just became of a lead, and the note of the decision that says why. */
export interface News {
  leadId: string;
  playbookVersion: number;
  playbook: string;
  note: Note;
}

interface Row {
  lead_id: string;
  revision: number;
  playbook: string;
  playbook_version: number;
  trace: Note[];
}

/** Reads what was decided since it last looked: every decision once, in the order of its time. */
export class Chronicle {
  /** Last revision read of each lead. */
  readonly #read = new Map<string, number>();

  constructor(private readonly db: Db) {}

  async next(): Promise<News[]> {
    const read = [...this.#read];
    const { rows } = await sql<Row>`
      select d.lead_id, d.revision::float8 as revision, d.playbook, d.playbook_version, d.trace
      from decision d
      left join unnest(${read.map(([lead]) => lead)}::uuid[], ${read.map(([, revision]) => revision)}::bigint[])
        as seen (lead_id, revision) using (lead_id)
      where d.revision > coalesce(seen.revision, 0)
      order by d.decided_at, d.lead_id, d.revision`.execute(this.db);
    for (const row of rows) this.#read.set(row.lead_id, row.revision);
    return rows.flatMap((row) => row.trace.map((note) => newsOf(row, note)));
  }
}

const newsOf = (row: Row, note: Note): News => ({
  leadId: row.lead_id,
  playbook: row.playbook,
  playbookVersion: row.playbook_version,
  note,
});
