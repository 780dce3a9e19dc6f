import { sql } from 'kysely';
import { bytesArray, plainArray, textArray } from '../database/array-literal.js';
import type { Trx } from '../database/database.js';
import type { Submission } from './submission.js';

/** Why an accepted message does not ring, or that it does. */
export type Fate = 'rings' | 'irrelevant' | 'visitor';

export interface Accepted {
  submission: Pick<Submission, 'source' | 'messageId' | 'bodyHash'>;
  fate: Fate;
  leadId?: string;
  n?: number;
}

/**
 * Notes which message ids are used up.
 *
 * @returns how many were new. Fewer than given: another transaction has taken one of them meanwhile.
 */
export async function noteAccepted(trx: Trx, accepted: readonly Accepted[]): Promise<number> {
  if (accepted.length === 0) return 0;
  const result = await sql`/* prepared */
    insert into accepted (source, message_id, lead_id, n, body_hash, fate, accepted_at)
    select source, message_id, lead_id, n, body_hash, fate, now() from unnest(
      ${textArray(accepted.map(({ submission }) => submission.source))}::text[],
      ${textArray(accepted.map(({ submission }) => submission.messageId))}::text[],
      ${plainArray(accepted.map(({ leadId = 'null' }) => leadId))}::uuid[], ${plainArray(accepted.map(({ n = 'null' }) => n))}::bigint[],
      ${bytesArray(accepted.map(({ submission }) => submission.bodyHash))}::bytea[], ${plainArray(accepted.map(({ fate }) => fate))}::text[]
    ) as v (source, message_id, lead_id, n, body_hash, fate)
    order by source, message_id
    on conflict (source, message_id) do nothing`.execute(trx);
  return Number(result.numAffectedRows ?? 0n);
}

/** A visitor's events, now part of the input that made the visitor known. */
export async function noteKnown(
  trx: Trx,
  known: readonly { source: string; messageId: string; leadId: string; n: number }[],
): Promise<void> {
  if (known.length === 0) return;
  await sql`
    update accepted a set lead_id = v.lead_id, n = v.n from unnest(
      ${known.map(({ source }) => source)}::text[], ${known.map(({ messageId }) => messageId)}::text[],
      ${known.map(({ leadId }) => leadId)}::uuid[], ${known.map(({ n }) => n)}::bigint[]
    ) as v (source, message_id, lead_id, n)
    where a.source = v.source and a.message_id = v.message_id`.execute(trx);
}

/** Counts repeats of ids that were accepted before. */
export async function noteRepeats(
  trx: Trx,
  repeats: readonly { source: string; messageId: string }[],
): Promise<void> {
  if (repeats.length === 0) return;
  await sql`
    update accepted a set repeats = a.repeats + v.times from (
      select source, message_id, count(*)::int as times from unnest(
        ${repeats.map(({ source }) => source)}::text[], ${repeats.map(({ messageId }) => messageId)}::text[]
      ) as r (source, message_id) group by source, message_id order by source, message_id
    ) as v
    where a.source = v.source and a.message_id = v.message_id`.execute(trx);
}
