import type { Ticket } from '../lead-state.js';
import { note, type Turn } from '../turn.js';

export interface TicketDeadline {
  what: 'contact' | 'feedback';
  due: number;
}

/** Deadlines of a ticket that are neither met nor noted as missed. */
export function deadlinesOf({
  contactDue,
  contactedAt,
  feedbackDue,
  missed = [],
}: Ticket): TicketDeadline[] {
  const open: TicketDeadline[] = [];
  if (contactDue !== undefined && contactedAt === undefined && !missed.includes('contact')) {
    open.push({ what: 'contact', due: contactDue });
  }
  if (feedbackDue !== undefined && !missed.includes('feedback')) {
    open.push({ what: 'feedback', due: feedbackDue });
  }
  return open;
}

/** Notes each deadline that has passed unmet, once. */
export function noteOverdue(turn: Turn): void {
  for (const ticket of turn.state.tickets) {
    for (const { what, due } of deadlinesOf(ticket)) {
      if (due > turn.at) continue;
      ticket.missed = [...(ticket.missed ?? []), what];
      note(turn, { note: 'ticket', ticket: ticket.ticket, what: `${what}-overdue`, due });
    }
  }
}
