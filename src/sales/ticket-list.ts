import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Sealer } from '../crypto/sealer.js';
import type { Db } from '../database/database.js';
import { decodeCursor, type Page, pageOf } from '../insights/cursor.js';
import { repPlace } from './rep-seed.js';

export interface TicketQuery {
  status?: string | undefined;
  queue?: string | undefined;
  rep?: string | undefined;
  lead?: string | undefined;
  /** From 1 to 200. */
  limit: number;
  after?: string | undefined;
}

/** A ticket as the API shows it; times are RFC 3339. */
export interface TicketView {
  id: string;
  leadId: string;
  queue: string;
  journey: string;
  step: string;
  reason: string;
  status: string;
  rep: { id: string; name: string } | null;
  createdAt: string;
  assignedAt: string | null;
  contactDue: string | null;
  contactedAt: string | null;
  feedbackDue: string | null;
  feedbackAt: string | null;
  result: string | null;
  closedAt: string | null;
}

interface Row extends Omit<TicketView, 'rep' | TimeColumn> {
  repId: string | null;
  repName: Buffer | null;
  createdAt: Date;
  assignedAt: Date | null;
  contactDue: Date | null;
  contactedAt: Date | null;
  feedbackDue: Date | null;
  feedbackAt: Date | null;
  closedAt: Date | null;
}
type TimeColumn =
  | 'createdAt'
  | 'assignedAt'
  | 'contactDue'
  | 'contactedAt'
  | 'feedbackDue'
  | 'feedbackAt'
  | 'closedAt';

const Cursor = z.tuple([z.iso.datetime(), z.uuid()]);

/** Tickets, newest first. A cursor that is none of ours begins at the front. */
export class TicketList {
  constructor(
    private readonly db: Db,
    private readonly sealer: Sealer,
  ) {}

  async page(query: TicketQuery): Promise<Page<TicketView>> {
    const after = query.after === undefined ? undefined : decodeCursor(query.after, Cursor);
    const conditions = [
      ...equal('t.status', query.status),
      ...equal('t.queue', query.queue),
      ...equal('t.rep_id', query.rep),
      ...equal('t.lead_id', query.lead),
      ...(after ? [sql`(t.created_at, t.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`] : []),
    ];
    const rows = await this.read(conditions, query.limit + 1);
    return pageOf(rows, query.limit, ({ createdAt, id }) => [createdAt, id]);
  }

  async find(id: string): Promise<TicketView | undefined> {
    const [ticket] = await this.read(equal('t.id', id), 1);
    return ticket;
  }

  private async read(conditions: RawBuilder<unknown>[], limit: number): Promise<TicketView[]> {
    const { rows } = await sql<Row>`
      select t.id, t.lead_id as "leadId", t.queue, t.journey, t.step, t.reason, t.status, t.result,
        t.rep_id as "repId", r.name_sealed as "repName",
        t.created_at as "createdAt", t.assigned_at as "assignedAt",
        t.contact_due as "contactDue", t.contacted_at as "contactedAt",
        t.feedback_due as "feedbackDue", t.feedback_at as "feedbackAt", t.closed_at as "closedAt"
      from ticket t left join rep r on r.id = t.rep_id
      where ${sql.join([sql`true`, ...conditions], sql` and `)}
      order by t.created_at desc, t.id desc limit ${limit}`.execute(this.db);
    return rows.map((row) => this.view(row));
  }

  private view({ repId, repName, ...row }: Row): TicketView {
    const rep =
      repId === null || repName === null
        ? null
        : { id: repId, name: this.sealer.open(repName, repPlace(repId, 'name')).toString('utf8') };
    const time = (at: Date | null): string | null => at?.toISOString() ?? null;
    return {
      ...row,
      rep,
      createdAt: row.createdAt.toISOString(),
      assignedAt: time(row.assignedAt),
      contactDue: time(row.contactDue),
      contactedAt: time(row.contactedAt),
      feedbackDue: time(row.feedbackDue),
      feedbackAt: time(row.feedbackAt),
      closedAt: time(row.closedAt),
    };
  }
}

function equal(column: string, value: string | undefined): RawBuilder<unknown>[] {
  return value === undefined ? [] : [sql`${sql.ref(column)} = ${value}`];
}
