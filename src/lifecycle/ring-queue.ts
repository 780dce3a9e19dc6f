import { sql } from 'kysely';
import type { Db, Trx } from '../database/database.js';
import type { Unanswered } from './ring-window.js';
import type { RungLead } from './ringer.js';

/** A ring owed to a lead and held by this relay until the lease ends. */
export interface OwedRing extends RungLead {
  n: number;
  names: string[];
  /** Identity of the lease, as PostgreSQL writes it. */
  lease: string;
  /** Seconds since it was asked for. */
  waited: number;
}

/** What was claimed, and the leads that were rung before and have not answered. */
export interface Claim extends Unanswered {
  rings: OwedRing[];
}

/** Real seconds after which an unanswered ring is the sweeper's business. */
export const LATE = 60;
/** Real seconds after which the workers are not keeping up. */
const SLOW = 5;

/**
 * Takes rings that are owed, oldest first, for ten seconds; no more than keep the unanswered ones within `bound`, or a
 * backlog would lie in Temporal, where the sweeper takes it for lost. Parked leads answer to nobody and late ones may be
 * stuck: neither holds up the others. Relays side by side never get the same ring, and pass the bound by a batch each at
 * most; one that dies gives its rings back when the lease ends.
 */
export async function claimRings(db: Db, limit: number, bound: number): Promise<Claim> {
  const { rows } = await sql<OwedRing & Unanswered>`/* prepared */
    with rung as materialized (
      select count(*) as unanswered,
        count(*) filter (where r.signalled_at < now() - make_interval(secs => ${SLOW})) as slow
      from ring r where r.signalled_at > now() - make_interval(secs => ${LATE}) and not exists (
        select from lead l where l.id = r.lead_id and l.parked_reason is not null
      )
    ), owed as (
      select lead_id from ring
      where signalled_at is null and (leased_until is null or leased_until < now())
      order by asked_at limit (select greatest(0, least(${limit}, ${bound} - unanswered)) from rung) for update skip locked
    ), claimed as (
      update ring r set leased_until = now() + interval '10 s', attempts = attempts + 1
      from owed join lead l on l.id = owed.lead_id
      where r.lead_id = owed.lead_id
      returning r.lead_id as id, r.n::float8 as n, r.names, r.leased_until::text as lease, l.tier, l.stage,
        extract(epoch from now() - r.asked_at)::float8 as waited
    )
    select claimed.*, rung.unanswered, rung.slow from rung left join claimed on true`.execute(db);
  const { unanswered = 0, slow = 0 } = rows[0] ?? {};
  return { rings: rows.filter(({ id }) => id !== null), unanswered, slow };
}

/**
 * These were rung: no second ring goes until the next turn has committed. A lease that is no longer ours means that the
 * turn was quicker than this, and perhaps that a new ring is owed already: both are left alone.
 */
export async function markRung(db: Db, rings: readonly OwedRing[]): Promise<void> {
  if (rings.length === 0) return;
  await sql`/* prepared */
    update ring r set signalled_at = now(), leased_until = null
    from unnest(${rings.map(({ id }) => id)}::uuid[], ${rings.map(({ lease }) => lease)}::timestamptz[]) as mine (id, lease)
    where r.lead_id = mine.id and r.leased_until = mine.lease`.execute(db);
}

/** Could not be rung: owed again soon, later with every attempt but never later than five seconds. */
export async function putBack(db: Db, rings: readonly OwedRing[]): Promise<void> {
  if (rings.length === 0) return;
  await sql`/* prepared */
    update ring r set leased_until = now() + least(interval '5 s', interval '100 ms' * power(2, least(attempts, 10)))
    from unnest(${rings.map(({ id }) => id)}::uuid[], ${rings.map(({ lease }) => lease)}::timestamptz[]) as mine (id, lease)
    where r.lead_id = mine.id and r.leased_until = mine.lease`.execute(db);
}

/**
 * After a turn: the ring goes when everything it rang for is consumed, otherwise it is owed again. Taken out whole and
 * put back rather than tested in place: an intake that raised its number while this waited for the row is seen here, and
 * by no test on the snapshot.
 */
export const settleRing = (leadId: string, consumed: number, unless = false) => sql`
  rung as (delete from ring where lead_id = ${leadId} and not ${unless}::boolean returning *),
  owed as (
    insert into ring (lead_id, n, asked_at, names)
    select lead_id, n, asked_at, names from rung where n > ${consumed}
  )`;

/** The same where nothing else is written. */
export async function settleRingAlone(trx: Trx, leadId: string, consumed: number): Promise<void> {
  await sql`with ${settleRing(leadId, consumed)} select 1`.execute(trx);
}
