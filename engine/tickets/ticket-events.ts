import { MOST_TICKETS } from '../bounds.js';
import { addLifetime } from '../calendar/open-time.js';
import type { Happening } from '../conditions/view.js';
import { journeyOf } from '../journeys/run.js';
import { stepAt } from '../journeys/catalogue.js';
import type { JsonObject } from '../json.js';
import type { Enrolment, Ticket } from '../lead-state.js';
import type { Sla, TicketSla } from '../playbook/playbook.js';
import { windowOf } from '../policies/window.js';
import { textOf } from '../text.js';
import { note, type Turn } from '../turn.js';
import { closeTicket } from './close-tickets.js';

const FINAL = new Set(['won', 'lost', 'invalid']);

/** Takes the events of sales into the lead's tickets: assigned, contacted, feedback. */
export function noteTicketEvent(turn: Turn, { name, properties }: Happening): void {
  if (name === 'ticket.assigned') return assigned(turn, properties);
  if (name === 'ticket.contacted') return contacted(turn, properties);
  if (name === 'ticket.feedback') feedback(turn, properties);
}

/** The enrolments that asked for this assignment and still wait for it; the first is the one whose words it was made by. */
export function askersOf(turn: Turn, properties: JsonObject): Enrolment[] {
  const ref = textOf(properties, 'ref');
  return turn.state.enrolments.filter(({ at }) => at.wait === 'assigned' && at.ref === ref);
}

/** A ticket that was made although its assignment had been withdrawn is closed again. */
function assigned(turn: Turn, properties: JsonObject): void {
  const { state } = turn;
  const ticket = textOf(properties, 'ticket');
  if (ticket === undefined) return;
  const ref = textOf(properties, 'ref');
  if (ref !== undefined && state.withdrawn?.includes(ref) === true) {
    state.withdrawn = state.withdrawn.filter((one) => one !== ref);
    if (state.tickets.some((one) => one.ticket === ticket)) return;
    return closeTicket(turn, ticket, 'superseded');
  }
  const rep = textOf(properties, 'rep');
  const known = state.tickets.find((one) => one.ticket === ticket);
  if (known !== undefined) {
    if (rep !== undefined) known.rep = rep;
    return;
  }
  openTicket(turn, { ticket, ...(rep === undefined ? {} : { rep }) }, properties);
}

function openTicket(
  turn: Turn,
  named: { ticket: string; rep?: string },
  properties: JsonObject,
): void {
  const { state, at } = turn;
  const [asker] = askersOf(turn, properties);
  const { contact, feedback: report } = slaOf(turn, asker);
  const contactDue = dueBy(turn, contact);
  const feedbackDue = dueBy(turn, report);
  const ticket: Ticket = {
    ...named,
    queue: textOf(properties, 'queue') ?? 'sales',
    ...(asker === undefined ? {} : { journey: asker.journey }),
    assignedAt: at,
    ...(contactDue === undefined ? {} : { contactDue }),
    ...(feedbackDue === undefined ? {} : { feedbackDue }),
  };
  state.tickets = [...state.tickets, ticket].slice(-MOST_TICKETS);
  const due = contactDue === undefined ? {} : { due: contactDue };
  note(turn, { note: 'ticket', ticket: ticket.ticket, what: 'assigned', ...due });
}

/** The step's own deadlines replace the playbook's as a whole. */
function slaOf(turn: Turn, asker: Enrolment | undefined): TicketSla {
  const index = asker && journeyOf(turn.draft, asker);
  const step = index && asker && stepAt(index, asker.at.step);
  return (step?.do === 'assign' ? step.sla : undefined) ?? turn.playbook.sales.sla;
}

function dueBy(turn: Turn, sla: Sla | undefined): number | undefined {
  if (sla === undefined) return undefined;
  const { calendar, zone } = windowOf(turn.state, turn.playbook, sla.calendar);
  return addLifetime(calendar, turn.at, sla.within, zone);
}

function contacted(turn: Turn, properties: JsonObject): void {
  const ticket = ticketOf(turn, properties);
  if (ticket === undefined || ticket.contactedAt !== undefined) return;
  ticket.contactedAt = turn.at;
  note(turn, { note: 'ticket', ticket: ticket.ticket, what: 'contacted' });
}

/** Who reports a result has been in touch. A final result closes the ticket; one that ends a promotion takes its floor away. */
function feedback(turn: Turn, properties: JsonObject): void {
  const { state } = turn;
  const result = textOf(properties, 'result') ?? '';
  const ticket = ticketOf(turn, properties);
  if (ticket !== undefined) {
    ticket.contactedAt ??= turn.at;
    delete ticket.feedbackDue;
    if (FINAL.has(result)) state.tickets = state.tickets.filter((one) => one !== ticket);
    note(turn, { note: 'ticket', ticket: ticket.ticket, what: 'feedback', result });
  }
  if (state.floor?.untilFeedback.includes(result) === true) delete state.floor;
}

/** The ticket an event names; without a name, the only one there is. */
function ticketOf({ state }: Turn, properties: JsonObject): Ticket | undefined {
  const id = textOf(properties, 'ticket');
  if (id !== undefined) return state.tickets.find(({ ticket }) => ticket === id);
  return state.tickets.length === 1 ? state.tickets[0] : undefined;
}
