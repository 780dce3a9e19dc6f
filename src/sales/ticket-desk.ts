import { sql } from 'kysely';
import type { Clock } from '../../activities/ports.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import type { Db, Trx } from '../database/database.js';
import type { Inbox } from '../ingest/inbox.js';

export interface TicketDeskParts {
  db: Db;
  clock: Clock;
  inbox: Pick<Inbox, 'append'>;
  playbooks: { get(name: string, version: number): Promise<Pick<Playbook, 'sales'>> };
}

/** Why a report was not taken; nothing was changed. */
export type Refusal =
  | { refused: 'unknown-ticket' }
  /** Nobody owns it yet. */
  | { refused: 'unassigned' }
  | { refused: 'closed'; result: string | null }
  | { refused: 'unknown-result'; allowed: string[] };

export type Report = { taken: true; repeated: boolean } | Refusal;

interface Ticket {
  id: string;
  leadId: string;
  queue: string;
  rep: string | null;
  status: 'waiting' | 'open' | 'contacted' | 'closed';
  contacted: boolean;
  result: string | null;
  playbook: { name: string; version: number };
}

/** A ticket with one of these is over; with `interested` the conversation goes on. */
const FINAL = new Set(['won', 'lost', 'invalid']);

/**
 * What people report of their tickets. Report and input are one transaction; the same report again changes nothing and
 * tells nobody.
 */
export class TicketDesk {
  constructor(private readonly parts: TicketDeskParts) {}

  /** The person has been in touch with the lead. */
  async contact(ticketId: string): Promise<Report> {
    return this.within(ticketId, async (trx, ticket) => {
      if (ticket.contacted) return { taken: true, repeated: true };
      if (ticket.status === 'waiting') return { refused: 'unassigned' };
      if (ticket.status === 'closed') return { refused: 'closed', result: ticket.result };
      const at = new Date(this.parts.clock.now());
      await sql`update ticket set status = 'contacted', contacted_at = ${at}
        where id = ${ticket.id}`.execute(trx);
      await this.tell(trx, ticket, 'ticket.contacted');
      return { taken: true, repeated: false };
    });
  }

  /** What became of it, in the playbook's words (`sales.feedback`). */
  async feedback(ticketId: string, result: string): Promise<Report> {
    return this.within(ticketId, async (trx, ticket) => {
      const allowed = await this.results(ticket);
      if (!allowed.includes(result)) return { refused: 'unknown-result', allowed };
      if (ticket.result === result) return { taken: true, repeated: true };
      if (ticket.status === 'waiting') return { refused: 'unassigned' };
      if (ticket.status === 'closed') return { refused: 'closed', result: ticket.result };
      const at = new Date(this.parts.clock.now());
      const isOver = FINAL.has(result);
      await sql`
        update ticket set result = ${result}, feedback_at = ${at},
          status = case when ${isOver} then 'closed' else status end,
          closed_at = case when ${isOver} then ${at}::timestamptz end
        where id = ${ticket.id}`.execute(trx);
      await this.tell(trx, ticket, 'ticket.feedback', result);
      return { taken: true, repeated: false };
    });
  }

  private async within(
    ticketId: string,
    report: (trx: Trx, ticket: Ticket) => Promise<Report>,
  ): Promise<Report> {
    return this.parts.db.transaction().execute(async (trx) => {
      const ticket = await lockTicket(trx, ticketId);
      return ticket === undefined ? { refused: 'unknown-ticket' } : report(trx, ticket);
    });
  }

  private async results({ playbook }: Ticket): Promise<string[]> {
    const { sales } = await this.parts.playbooks.get(playbook.name, playbook.version);
    return sales.feedback;
  }

  private async tell(
    trx: Trx,
    { id, leadId, queue, rep }: Ticket,
    name: string,
    result?: string,
  ): Promise<void> {
    const properties = {
      ticket: id,
      queue,
      ...(rep === null ? {} : { rep }),
      ...(result === undefined ? {} : { result }),
    };
    const input = {
      id: [name, id, result ?? ''].join('/'),
      occurredAt: this.parts.clock.now(),
      body: { kind: 'event', name, properties } as const,
    };
    await this.parts.inbox.append(trx, [{ leadId, input, source: 'sales', rings: true }]);
  }
}

async function lockTicket(trx: Trx, id: string): Promise<Ticket | undefined> {
  const { rows } = await sql<Ticket>`
    select t.id, t.lead_id as "leadId", t.queue, t.rep_id as rep, t.status, t.result,
      t.contacted_at is not null as contacted,
      jsonb_build_object('name', l.playbook, 'version', l.playbook_version) as playbook
    from ticket t join lead l on l.id = t.lead_id
    where t.id = ${id} for update of t`.execute(trx);
  return rows[0];
}
