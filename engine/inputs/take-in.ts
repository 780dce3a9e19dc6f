import { rememberProperties } from '../attributes/remember.js';
import { meetGrant } from '../benefits/grant.js';
import type { Happening } from '../conditions/view.js';
import { stepAt } from '../journeys/catalogue.js';
import { journeyOf } from '../journeys/run.js';
import { noteEngagement } from '../messages/engagement.js';
import { takeOrder } from '../orders/take-order.js';
import { countersFor, countHappening } from '../scoring/counters.js';
import { scoreHappening } from '../scoring/event-rules.js';
import { askersOf, noteTicketEvent } from '../tickets/ticket-events.js';
import type { Turn } from '../turn.js';

/**
 * Counts, remembers and scores one event; what is about a message, a ticket or an order is written to it.
 *
 * @returns whether it is news: an order told again begins no journey
 */
export function takeIn(turn: Turn, happening: Happening): boolean {
  const { state, playbook } = turn;
  if (happening.name.startsWith('message.')) noteEngagement(state, playbook, happening);
  if (happening.name.startsWith('ticket.')) {
    meetAssignment(turn, happening);
    noteTicketEvent(turn, happening);
  }
  if (happening.name.startsWith('benefit.')) meetGrant(turn, happening);
  const isToldAgain = happening.name.startsWith('order_') && takeOrder(turn, happening);
  countHappening(state, countersFor(turn), happening);
  rememberProperties(turn, happening);
  scoreHappening(turn, happening);
  return !isToldAgain;
}

/** An assignment is made: whoever asked for it goes on. */
function meetAssignment(turn: Turn, { name, properties }: Happening): void {
  if (name !== 'ticket.assigned') return;
  for (const enrolment of askersOf(turn, properties)) {
    const index = journeyOf(turn.draft, enrolment);
    const step = index && stepAt(index, enrolment.at.step);
    if (index === undefined || step === undefined) continue;
    // Where a new version put another step in the place of the assignment, that step is taken now.
    const to = step.do === 'assign' ? step.next : (index.steps.get(step.id) ?? 'end');
    turn.moves.push({ enrolment, from: enrolment.at, to, edge: 'assigned' });
  }
}
