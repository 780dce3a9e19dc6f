import { sql } from 'kysely';

import type { Db } from '../database/database.js';
import { again } from './again.js';

/** Which leads of the record are lived again. Times are epoch ms of the engine's clock. */
export interface RecordRange {
  /** Of this playbook; without it of all. */
  playbook?: string;
  /** Leads whose first input came at or after it. */
  since?: number;
  /** Leads whose first input came before it, and everything up to it. */
  until: number;
  leads?: readonly string[];
}

/** Leads looked over in one statement: none takes long, however many there are. */
const COUNTED_AT_ONCE = 2_000;
const SOUGHT_AT_ONCE = 200;

const FIRST = '00000000-0000-0000-0000-000000000000';

/** Part of the leads in the order of their ids, and whether they may be meant, whenever they came in. */
const stretch = (
  { playbook, leads }: Pick<RecordRange, 'playbook' | 'leads'>,
  after: string,
  size: number,
) => sql`
  select id, last_now, status = 'active' and not test
    and ${playbook === undefined ? sql`true` : sql`playbook = ${playbook}`} as meant
  from lead where id > ${after}::uuid
    and ${leads === undefined ? sql`true` : sql`id = any(${leads}::uuid[])`}
  order by id limit ${size}`;

export interface Survey {
  /** Leads that may be meant: those that came in at another time are among them. */
  leads: number;
  /** The newest word of the record, epoch ms; 0 without leads. */
  newest: number;
}

/** Looks the leads over without their inputs: how many there are, at most. */
export async function survey(
  db: Db,
  range: Pick<RecordRange, 'playbook' | 'leads'>,
): Promise<Survey> {
  const found = { leads: 0, newest: 0 };
  for (let after: string | null = FIRST; after !== null;) {
    const from = after;
    const counted: Counted = await again(() => count(db, range, from));
    found.leads += counted.leads;
    found.newest = Math.max(found.newest, counted.newest);
    after = counted.last;
  }
  return found;
}

interface Counted extends Survey {
  /** Id of the last lead; null where there was none. */
  last: string | null;
}

async function count(
  db: Db,
  range: Pick<RecordRange, 'playbook' | 'leads'>,
  after: string,
): Promise<Counted> {
  const { rows } = await sql<Counted>`
    with stretch as materialized (${stretch(range, after, COUNTED_AT_ONCE)})
    select count(*) filter (where meant)::int as leads,
      coalesce(extract(epoch from max(last_now)) * 1000, 0)::float8 as newest,
      (select id from stretch order by id desc limit 1) as last
    from stretch`.execute(db);
  return rows[0] ?? { leads: 0, newest: 0, last: null };
}

/** What a stretch of the record holds. */
export interface Found {
  ids: string[];
  /** Leads that may have been meant and came in at another time. */
  others: number;
}

/** The leads that are meant, a stretch at a time. */
export async function* leadsWithin(db: Db, range: RecordRange): AsyncGenerator<Found> {
  for (let after: string | undefined = FIRST; after !== undefined;) {
    const from = after;
    const rows: SoughtLead[] = await again(() => seek(db, range, from));
    const meant = rows.filter((row) => row.meant);
    const ids = meant.filter(({ came }) => came).map(({ id }) => id);
    yield { ids, others: meant.length - ids.length };
    after = rows.at(-1)?.id;
  }
}

interface SoughtLead {
  id: string;
  meant: boolean;
  came: boolean;
}

async function seek(db: Db, range: RecordRange, after: string): Promise<SoughtLead[]> {
  const { since, until } = range;
  const from = since === undefined ? sql`true` : sql`i.arrived_at >= ${new Date(since)}`;
  // The limit makes it a look-up for each lead, whatever the planner thinks of the inbox.
  const { rows } = await sql<SoughtLead>`
    with stretch as materialized (${stretch(range, after, SOUGHT_AT_ONCE)})
    select s.id, s.meant, coalesce(first.came, false) as came from stretch s left join lateral (
      select true as came from inbox i
      where i.lead_id = s.id and i.n = 1 and i.arrived_at < ${new Date(until)} and ${from} limit 1
    ) first on s.meant
    order by s.id`.execute(db);
  return rows;
}
