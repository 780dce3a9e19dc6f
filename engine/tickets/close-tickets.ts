import type { CloseTicketCommand } from '../command.js';
import { note, type Turn } from '../turn.js';
import { nextRef } from '../messages/next-ref.js';

/** Closes every open ticket of the lead with one result. */
export function closeTickets(turn: Turn, result: CloseTicketCommand['result']): void {
  const open = turn.state.tickets;
  turn.state.tickets = [];
  for (const { ticket } of open) closeTicket(turn, ticket, result);
}

export function closeTicket(
  turn: Turn,
  ticket: string,
  result: CloseTicketCommand['result'],
): void {
  const { state, at, draft } = turn;
  draft.commands.push({ kind: 'closeTicket', ref: nextRef(state, 'c'), ticket, result, at });
  note(turn, { note: 'ticket', ticket, what: 'closed', result });
}
