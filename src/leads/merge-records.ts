import { sql } from 'kysely';
import type { Trx } from '../database/database.js';

/** `loserId` becomes `winnerId`. */
export interface Merge {
  winnerId: string;
  loserId: string;
}

/**
 * Intake's side of a merge: from this commit on every key of the loser leads to the winner, the stricter word on consent
 * counts, and the loser is marked. Its state, unread inputs, open messages and tickets stay where they are until the
 * winner's own turn takes them over on the `merge` input.
 */
export async function mergeRecords(trx: Trx, merges: readonly Merge[]): Promise<void> {
  if (merges.length === 0) return;
  const pairs = sql`unnest(
    ${merges.map(({ winnerId }) => winnerId)}::uuid[], ${merges.map(({ loserId }) => loserId)}::uuid[]
  ) as pair (winner, loser)`;
  // Rows of leads before counters, and in id order: as every other transaction does.
  await sql`
    select 1 from lead where id in (select loser from ${pairs}) order by id for no key update`.execute(
    trx,
  );
  await sql`
    with marked as (
      update lead set status = 'merged', merged_into = winner from ${pairs} where id = loser
    ), moved as (
      update identity set lead_id = winner from ${pairs} where lead_id = loser
    ), logged as (
      update consent_log set lead_id = winner from ${pairs} where lead_id = loser
    ), judged as (
      update possible_duplicate set resolved_at = now(), resolution = 'merged' from ${pairs}
      where resolved_at is null and (lead_id, other_id) in ((winner, loser), (loser, winner))
    )
    delete from profile using ${pairs} where lead_id = loser`.execute(trx);
  await uniteConsent(trx, merges);
}

/** The later word counts; of two at the same time, the withdrawal. Both leads hold it: a last message may still test the loser's. */
async function uniteConsent(trx: Trx, merges: readonly Merge[]): Promise<void> {
  await sql`
    with family as (
      select winner, unnest(array[winner, loser]) as member from unnest(
        ${merges.map(({ winnerId }) => winnerId)}::uuid[], ${merges.map(({ loserId }) => loserId)}::uuid[]
      ) as pair (winner, loser)
    ), word as (
      select distinct on (winner, channel, purpose) winner, channel, purpose, granted, changed_at, by, wording, source
      from family join consent on lead_id = member
      order by winner, channel, purpose, changed_at desc, granted
    )
    insert into consent (lead_id, channel, purpose, granted, changed_at, by, wording, source)
    select distinct member, channel, purpose, granted, changed_at, by, wording, source
    from word join family using (winner)
    on conflict (lead_id, channel, purpose) do update
      set granted = excluded.granted, changed_at = excluded.changed_at, by = excluded.by, wording = excluded.wording,
        source = excluded.source`.execute(trx);
}

/** A key that leads to a lead from now on. */
export interface ClaimedKey {
  leadId: string;
  kind: string;
  index: Buffer;
  sealed: Buffer;
}

/**
 * @returns how many keys lead where they should. Fewer than asked: somebody else has claimed one meanwhile, and the
 *   whole transaction must look again.
 */
export async function claimKeys(trx: Trx, keys: readonly ClaimedKey[]): Promise<number> {
  if (keys.length === 0) return 0;
  const { rows } = await sql<{ claimed: number }>`
    with claimed as (
      insert into identity (kind, value_index, lead_id, value_sealed)
      select kind, value_index, lead_id, sealed from unnest(
        ${keys.map(({ kind }) => kind)}::text[], ${keys.map(({ index }) => index)}::bytea[],
        ${keys.map(({ leadId }) => leadId)}::uuid[], ${keys.map(({ sealed }) => sealed)}::bytea[]
      ) as v (kind, value_index, lead_id, sealed)
      order by kind, value_index
      on conflict (kind, value_index) do update set lead_id = excluded.lead_id
        -- A browser goes along with whoever uses it last; every other key stays with whom it is.
        where identity.kind = 'anonymousId' or identity.lead_id = excluded.lead_id
      returning 1
    )
    select count(*)::int as claimed from claimed`.execute(trx);
  return rows[0]?.claimed ?? 0;
}
