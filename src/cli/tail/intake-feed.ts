import { sql } from 'kysely';

import type { Db } from '../../database/database.js';

/** One thing that came to the door, in the order of arrival. */
export interface Arrived {
  at: Date;
  source: string;
  messageId: string | null;
  /** Name of the event, or kind of input; null for what was refused or belongs to a visitor. */
  name: string | null;
  lead: string | null;
  n: number | null;
  /** `rings`, `irrelevant`, `visitor` or `refused`. */
  fate: string;
  code: string | null;
  pointer: string | null;
}

/** How long a transaction may take from its clock to its commit, ms: younger arrivals may still appear before ones seen. */
const SETTLING = 3_000;
/** More than any one transaction brings, which all arrive at the same moment. */
const AT_ONCE = 10_000;

/** Follows the door from a moment on. What `next` answers is never answered again. */
export class IntakeFeed {
  private since: Date;
  /** So much came that what had settled filled a whole answer: first catch up. */
  private isBehind = false;
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly db: Db,
    from: Date,
  ) {
    this.since = from;
  }

  /** What has arrived since the last call, oldest first. */
  async next(): Promise<Arrived[]> {
    const settling = this.isBehind ? 0 : SETTLING;
    const rows = await arrivals(this.db, new Date(this.since.getTime() - settling));
    this.isBehind = rows.length >= AT_ONCE;
    const fresh = rows.filter((row) => !this.seen.has(identity(row)));
    for (const row of fresh) this.seen.set(identity(row), row.at.getTime());
    const newest = rows.at(-1)?.at;
    if (newest !== undefined && newest > this.since) this.since = newest;
    this.forget();
    return fresh;
  }

  private forget(): void {
    const settled = this.since.getTime() - 2 * SETTLING;
    for (const [key, at] of this.seen) if (at < settled) this.seen.delete(key);
  }
}

const identity = ({ at, source, messageId, code }: Arrived): string =>
  JSON.stringify([source, messageId, code, code === null ? 0 : at.getTime()]);

async function arrivals(db: Db, since: Date): Promise<Arrived[]> {
  const { rows } = await sql<Arrived>`
    (select a.accepted_at as at, a.source, a.message_id as "messageId", i.name, a.lead_id as lead, a.n,
       case when a.lead_id is null then 'visitor' when i.rings then 'rings' else 'irrelevant' end as fate,
       null as code, null as pointer
     from accepted a left join inbox i on i.lead_id = a.lead_id and i.n = a.n
     where a.accepted_at > ${since} order by a.accepted_at limit ${AT_ONCE})
    union all
    (select received_at, source, message_id, null, null, null, 'refused', code, pointer
     from rejection where received_at > ${since} order by received_at limit ${AT_ONCE})
    order by at`.execute(db);
  return rows;
}
