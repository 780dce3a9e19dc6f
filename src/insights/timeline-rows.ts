import { sql } from 'kysely';

import type { Db } from '../database/database.js';
import type { TicketTable } from '../database/tables.js';
import { TRAITS } from '../ingest/visitors.js';
import type { DecisionRow, Direction } from './decision-group.js';

/** An input as the timeline reads it: `revision` is the decision that consumed it, null while none has. */
export interface InputRow {
  lead_id: string;
  revision: number | null;
  n: number;
  arrived_at: Date;
  occurred_at: Date;
  message_id: string;
  source: string;
  name: string;
  rings: boolean;
  input_sealed: Buffer;
}

export interface MessageRow {
  id: string;
  lead_id: string;
  ref: string;
  journey: string;
  enrolment_key: string | null;
  step: string;
  template: string;
  locale: string;
  channel: string;
  category: string;
  status: string;
  reason: string | null;
  due_at: Date;
  expires_at: Date;
  sent_at: Date | null;
  opened_at: Date | null;
  clicked_at: Date | null;
}

export interface TicketRow {
  id: string;
  ref: string;
  queue: string;
  journey: string;
  step: string;
  reason: string;
  rep_id: string | null;
  status: TicketTable['status'];
  created_at: Date;
  assigned_at: Date | null;
  contact_due: Date | null;
  contacted_at: Date | null;
  feedback_due: Date | null;
  feedback_at: Date | null;
  result: string | null;
  closed_at: Date | null;
}

const inputColumns = sql`i.lead_id, i.n, i.arrived_at, i.occurred_at, i.message_id, i.source, i.name, i.rings,
  i.input_sealed`;
export const messageColumns = sql`id, lead_id, ref, journey, enrolment_key, step, template, locale, channel, category,
  status, reason, due_at, expires_at, sent_at, opened_at, clicked_at`;
export const ticketColumns = sql`id, ref, queue, journey, step, reason, rep_id, status, created_at, assigned_at,
  contact_due, contacted_at, feedback_due, feedback_at, result, closed_at`;

/** Inputs that the decisions consumed, by number. */
export async function readConsumed(
  db: Db,
  decisions: readonly Pick<DecisionRow, 'lead_id' | 'revision' | 'from_n' | 'to_n'>[],
): Promise<InputRow[]> {
  const { rows } = await sql<InputRow>`
    select r.revision, ${inputColumns}
    from unnest(${decisions.map((d) => d.lead_id)}::uuid[], ${decisions.map((d) => d.revision)}::bigint[],
      ${decisions.map((d) => d.from_n)}::bigint[], ${decisions.map((d) => d.to_n)}::bigint[])
      as r (lead_id, revision, from_n, to_n)
    join inbox i on i.lead_id = r.lead_id and i.n between r.from_n and r.to_n
    order by i.lead_id, i.n`.execute(db);
  return rows;
}

/** Inputs of a lead that no decision has consumed yet, beyond number `beyond` in the direction asked for. */
export async function readWaiting(
  db: Db,
  leadId: string,
  page: { beyond: number | undefined; direction: Direction; limit: number },
): Promise<InputRow[]> {
  const { beyond, direction, limit } = page;
  const within = direction === 'asc' ? sql`i.n > ${beyond ?? 0}` : sql`i.n < ${beyond ?? 2 ** 53}`;
  const { rows } = await sql<InputRow>`
    select null as revision, ${inputColumns}
    from inbox i join lead l on l.id = i.lead_id
    where i.lead_id = ${leadId}::uuid and i.n > l.consumed and ${within}
    order by ${direction === 'asc' ? sql`i.n` : sql`i.n desc`} limit ${limit}`.execute(db);
  return rows;
}

/** An event of a browser that belongs to the lead now, and that neither scores nor counts. */
export interface VisitRow {
  id: number;
  message_id: string;
  source: string;
  name: string;
  occurred_at: Date;
  arrived_at: Date;
  event_sealed: Buffer;
}

/** A place among the visits: arrival, epoch ms, and the event's id. */
export type VisitKey = readonly [arrivedAt: number, id: number];

/** What the lead's browsers did besides what went into its capture, beyond a place in the direction asked for. */
export async function readVisits(
  db: Db,
  leadIds: readonly string[],
  page: { beyond: VisitKey | undefined; direction: Direction; limit: number },
): Promise<VisitRow[]> {
  const { beyond, direction, limit } = page;
  const [compared, order] = direction === 'asc' ? [sql`>`, sql`asc`] : [sql`<`, sql`desc`];
  const within =
    beyond === undefined
      ? sql`true`
      : sql`(v.arrived_at, v.id) ${compared} (to_timestamp(${beyond[0]}::float8 / 1000), ${beyond[1]}::bigint)`;
  const { rows } = await sql<VisitRow>`
    select v.id, v.message_id, v.source, v.name, v.occurred_at, v.arrived_at, v.event_sealed
    from identity i join visitor_event v on v.anonymous_index = i.value_index
    where i.lead_id = any(${leadIds}::uuid[]) and i.kind = 'anonymousId' and v.name <> ${TRAITS} and ${within}
    order by v.arrived_at ${order}, v.id ${order} limit ${limit}`.execute(db);
  return rows;
}

export async function readMessages(db: Db, ids: readonly string[]): Promise<MessageRow[]> {
  const { rows } = await sql<MessageRow>`
    select ${messageColumns} from message where id = any(${ids}::uuid[])`.execute(db);
  return rows;
}

export async function readTickets(db: Db, ids: readonly string[]): Promise<TicketRow[]> {
  const { rows } = await sql<TicketRow>`
    select ${ticketColumns} from ticket where id = any(${ids}::uuid[])`.execute(db);
  return rows;
}
