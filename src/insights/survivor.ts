import { sql } from 'kysely';

import type { Db } from '../database/database.js';

/** A lead as it is asked for: the lead that lives on, and all that were merged into it. */
export interface Survivor {
  id: string;
  /** Leads that became this one, however many merges ago. */
  mergedFrom: string[];
}

/** Follows a lead through its merges to the one that lives on; undefined for an id nobody has or that was erased. */
export async function survivorOf(db: Db, leadId: string): Promise<Survivor | undefined> {
  const { rows } = await sql<{ id: string; merged: boolean }>`
    with recursive
    up (id, merged_into, status) as (
      select id, merged_into, status from lead where id = ${leadId}::uuid
      union select l.id, l.merged_into, l.status from lead l join up on l.id = up.merged_into
    ),
    family (id, merged) as (
      select id, false from up where status = 'active'
      union select l.id, true from lead l join family f on l.merged_into = f.id where l.status = 'merged'
    )
    select id, merged from family`.execute(db);
  const survivor = rows.find(({ merged }) => !merged);
  if (survivor === undefined) return undefined;
  return { id: survivor.id, mergedFrom: rows.filter(({ merged }) => merged).map(({ id }) => id) };
}
