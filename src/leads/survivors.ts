import { sql } from 'kysely';
import type { Db, Trx } from '../database/database.js';

/** Follows leads through their merges: id asked for -> id of the lead that lives on. Ids nobody has are left out. */
export async function survivorsOf(
  db: Db | Trx,
  leadIds: readonly string[],
): Promise<Map<string, string>> {
  if (leadIds.length === 0) return new Map();
  const { rows } = await sql<{ asked: string; id: string }>`
    with recursive family (asked, id, merged_into, status) as (
      select id, id, merged_into, status from lead where id = any(${leadIds}::uuid[])
      union
      select asked, l.id, l.merged_into, l.status from lead l join family f on l.id = f.merged_into
    )
    select asked, id from family where status = 'active'`.execute(db);
  return new Map(rows.map(({ asked, id }) => [asked, id]));
}
