import { sql } from 'kysely';
import type { Trx } from '../database/database.js';
import type { LeadRow } from './lead-row.js';

const QUIET_DAYS = 30;
/** Without any input for this long, a lead that waits for nothing ends its run; ms of the engine's clock. */
export const QUIET = QUIET_DAYS * 24 * 3_600_000;

/** Nothing is due by itself, nothing is open, nothing came for 30 days: only a new input can make a difference. */
export const shouldRest = (lead: LeadRow, now: number): boolean =>
  lead.wakesAt === null && lead.open.length === 0 && now - lead.lastInputAt > QUIET;

/** Outside the revision, since nothing was decided. The sweeper passes the lead over until an input is decided. */
export async function rest(trx: Trx, lead: LeadRow): Promise<void> {
  if (lead.resting) return;
  await sql`update lead set resting = true where id = ${lead.id}`.execute(trx);
}
