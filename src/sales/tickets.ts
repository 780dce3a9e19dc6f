import { sql } from 'kysely';
import type { AssignCommand, CloseTicketCommand } from '../../engine/command.js';
import type { Ticket } from '../../engine/lead-state.js';
import type { Trx } from '../database/database.js';

export interface RecordedAssignment {
  leadId: string;
  commandId: string;
  command: AssignCommand;
}

export interface ClosedTicket {
  leadId: string;
  command: CloseTicketCommand;
}

/** The record's side of tickets, within the transaction of the decision that asks for it. */
export class TicketRecorder {
  /** Tickets to be: nobody owns them before `assign`. A ticket has the id of its command. */
  async record(trx: Trx, items: readonly RecordedAssignment[]): Promise<void> {
    const rows = items.map(({ leadId, commandId, command }) => ({
      id: commandId,
      lead_id: leadId,
      ref: command.ref,
      queue: command.queue,
      journey: command.journey,
      step: command.step,
      reason: command.reason,
      status: 'waiting' as const,
      created_at: new Date(command.at),
    }));
    await trx
      .insertInto('ticket')
      .values(rows.map((row) => ({ ...row, rep_id: null, result: null })))
      .execute();
  }

  /** Ends tickets that the engine closed. One that a person has closed keeps that person's result. */
  async close(trx: Trx, items: readonly ClosedTicket[]): Promise<void> {
    const closing = items.map(({ leadId, command }) => ({
      lead: leadId,
      ticket: command.ticket,
      result: command.result,
      at: new Date(command.at),
    }));
    await sql`
      update ticket t set status = 'closed', result = c.result, closed_at = c.at
      from jsonb_to_recordset(${JSON.stringify(closing)}::jsonb)
        as c (lead uuid, ticket uuid, result text, at timestamptz)
      where t.id = c.ticket and t.lead_id = c.lead and t.status <> 'closed'`.execute(trx);
  }

  /**
   * Copies the deadlines the engine set into the rows, where lists and reminders look for them. One that is met is gone
   * from the engine's state and stays in the row: it belongs to the story of the ticket.
   */
  async follow(trx: Trx, tickets: readonly Ticket[]): Promise<void> {
    const dues = tickets.map(({ ticket, contactDue, feedbackDue }) => ({
      ticket,
      contact: contactDue === undefined ? null : new Date(contactDue),
      feedback: feedbackDue === undefined ? null : new Date(feedbackDue),
    }));
    await sql`
      update ticket t set contact_due = coalesce(d.contact, contact_due),
        feedback_due = coalesce(d.feedback, feedback_due)
      from jsonb_to_recordset(${JSON.stringify(dues)}::jsonb)
        as d (ticket uuid, contact timestamptz, feedback timestamptz)
      where t.id = d.ticket
        and (t.contact_due, t.feedback_due)
          is distinct from (coalesce(d.contact, contact_due), coalesce(d.feedback, feedback_due))`.execute(
      trx,
    );
  }
}
