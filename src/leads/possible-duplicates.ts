import { sql } from 'kysely';
import type { Trx } from '../database/database.js';
import type { PossibleDuplicate } from './resolve.js';

/** Puts pairs before a person, each once whichever way round; a pair that was judged stays judged. */
export async function notePossibleDuplicates(
  trx: Trx,
  pairs: readonly PossibleDuplicate[],
): Promise<void> {
  if (pairs.length === 0) return;
  await sql`
    insert into possible_duplicate (lead_id, other_id, reason)
    select distinct on (least(one, other), greatest(one, other)) least(one, other), greatest(one, other), reason
    from unnest(
      ${pairs.map(({ leadId }) => leadId)}::uuid[], ${pairs.map(({ otherId }) => otherId)}::uuid[],
      ${pairs.map(({ reason }) => reason)}::text[]
    ) as v (one, other, reason)
    on conflict (lead_id, other_id) do nothing`.execute(trx);
}
