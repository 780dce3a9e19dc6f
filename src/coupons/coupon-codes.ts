import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { CouponTerms } from '../../engine/command.js';
import type { Db, Trx } from '../database/database.js';
import { type Alert, raiseAlert, resolveAlert } from '../alerts/alert.js';

/** A message that shows a coupon. `at`: epoch ms from which the coupon's life counts. */
export interface Draw {
  messageId: string;
  leadId: string;
  at: number;
  terms: CouponTerms;
}

export interface PoolState {
  pool: string;
  free: number;
  drawn: number;
}

const EMPTY = 'coupon-pool-empty';

/**
 * Draws the code of a message, once: asked again it answers with the same. From a pool, the code that was loaded first;
 * messages at the same time never get the same one. Nothing, and an alert, when the pool is empty.
 */
export async function drawCode(trx: Trx, draw: Draw): Promise<string | undefined> {
  const { messageId, leadId, terms } = draw;
  const known = await sql<{ code: string }>`
    select code from coupon_code where message_id = ${messageId}`.execute(trx);
  const [drawn] = known.rows;
  if (drawn !== undefined) return drawn.code;
  const code =
    terms.pool === undefined ? await makeCode(trx, draw) : await takeCode(trx, draw, terms.pool);
  if (code === undefined) await raiseAlert(trx, emptyAlert(terms.pool ?? '', leadId));
  return code;
}

export const validUntil = ({ at, terms }: Draw): number => at + terms.valid;

async function takeCode(trx: Trx, draw: Draw, pool: string): Promise<string | undefined> {
  const { rows } = await sql<{ code: string }>`
    update coupon_code set coupon = ${draw.terms.coupon}, lead_id = ${draw.leadId}, message_id = ${draw.messageId},
      drawn_at = ${new Date(draw.at)}, valid_until = ${new Date(validUntil(draw))}
    where pool = ${pool} and code = (
      select code from coupon_code where pool = ${pool} and message_id is null
      order by loaded_at, code limit 1 for update skip locked
    )
    returning code`.execute(trx);
  return rows[0]?.code;
}

/** Digits and capitals without those that are read as others (I, L, O, U): nobody could guess or misread one. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 10;

async function makeCode(trx: Trx, draw: Draw): Promise<string> {
  const { terms, leadId, messageId } = draw;
  const letters = [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length] ?? '0');
  const code = `${terms.prefix ?? ''}${letters.join('')}`;
  await sql`
    insert into coupon_code (pool, code, coupon, lead_id, message_id, drawn_at, valid_until)
    values (${`made:${terms.coupon}`}, ${code}, ${terms.coupon}, ${leadId}, ${messageId}, ${new Date(draw.at)},
      ${new Date(validUntil(draw))})`.execute(trx);
  return code;
}

/** Fills a pool. Codes it has already are passed over; says how many are new. */
export async function loadCodes(db: Db, pool: string, codes: readonly string[]): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const { numAffectedRows } = await sql`
      insert into coupon_code (pool, code)
      select ${pool}, code from unnest(${codes}::text[]) as c (code)
      on conflict (pool, code) do nothing`.execute(trx);
    if (numAffectedRows !== undefined && numAffectedRows > 0n) await resolveAlert(trx, EMPTY, pool);
    return Number(numAffectedRows ?? 0n);
  });
}

export async function poolState(db: Db, pool: string): Promise<PoolState> {
  const { rows } = await sql<Omit<PoolState, 'pool'>>`
    select count(*) filter (where message_id is null)::int as free,
      count(*) filter (where message_id is not null)::int as drawn
    from coupon_code where pool = ${pool}`.execute(db);
  return { pool, ...(rows[0] ?? { free: 0, drawn: 0 }) };
}

function emptyAlert(pool: string, leadId: string): Alert {
  return {
    kind: EMPTY,
    leadId,
    subject: pool,
    detail: `The pool of coupon codes ${pool} is empty, and messages wait for a code`,
    whatToDo: `Load codes with POST /v1/coupons/${pool}/codes; the messages take theirs by themselves, until they expire`,
  };
}
