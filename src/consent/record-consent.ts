import { sql } from 'kysely';
import type { Trx } from '../database/database.js';

/** A lead's word on one channel and purpose. */
export interface ConsentRecord {
  leadId: string;
  channel: string;
  purpose: string;
  granted: boolean;
  /** Epoch ms of the engine's clock. */
  at: number;
  /** `lead`, `person`, `provider` or `import`. */
  by: string;
  /** The words that were shown. */
  wording?: string;
  /** Through which door it came. */
  source?: string;
}

/**
 * Takes effect with the caller's transaction: deliveries test this table right before a send. Every change goes into the
 * log. Leads merged into this one follow it, since their last messages may still be on their way.
 */
export async function recordConsent(trx: Trx, records: readonly ConsentRecord[]): Promise<void> {
  if (records.length === 0) return;
  await sql`
    with given as (
      select row_number() over () as place, * from unnest(
        ${records.map(({ leadId }) => leadId)}::uuid[], ${records.map(({ channel }) => channel)}::text[],
        ${records.map(({ purpose }) => purpose)}::text[], ${records.map(({ granted }) => granted)}::boolean[],
        ${records.map(({ at }) => at)}::float8[], ${records.map(({ by }) => by)}::text[],
        ${records.map(({ wording }) => wording ?? null)}::text[], ${records.map(({ source }) => source ?? null)}::text[]
      ) as v (lead_id, channel, purpose, granted, at, by, wording, source)
    ), logged as (
      insert into consent_log (lead_id, channel, purpose, granted, changed_at, by, wording, source)
      select lead_id, channel, purpose, granted, to_timestamp(at / 1000), by, wording, source from given order by place
    )
    insert into consent (lead_id, channel, purpose, granted, changed_at, by, wording, source)
    select distinct on (whose, channel, purpose)
      whose, channel, purpose, granted, to_timestamp(at / 1000), by, wording, source
    from given cross join lateral (
      select lead_id as whose union all select id from lead where merged_into = given.lead_id
    ) as family
    order by whose, channel, purpose, place desc
    on conflict (lead_id, channel, purpose) do update
      set granted = excluded.granted, changed_at = excluded.changed_at, by = excluded.by,
        wording = excluded.wording, source = excluded.source`.execute(trx);
}
