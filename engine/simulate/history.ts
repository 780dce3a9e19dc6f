import type { Decision } from '../decision.js';
import type { Input, InputBody } from '../input.js';
import { textOf } from '../text.js';
import type { Refusal } from './refusal.js';

/** An input as it is lived through again: it is numbered anew on the way. */
export type PastInput = Omit<Input, 'n'>;

/** What happened to one lead, for a playbook to live through. */
export interface LeadHistory {
  lead: string;
  /** In the order of their arrival. */
  inputs: Iterable<PastInput>;
  /** What was really decided, oldest first; absent where nothing was. */
  real?: Iterable<Pick<Decision, 'commands' | 'trace'>>;
  /** Whether the lead came to what is hoped for, where that is known otherwise than by an event. */
  positive?: boolean;
}

/** A lead whose past cannot be told, and why. */
export interface UntoldHistory {
  lead: string;
  refused: Refusal;
}

/** An event that counts as success: `order_placed`, or `feedback:won` for a word of sales. */
export type Outcome = string;

/** What counts as success where nobody says otherwise. */
export const DEFAULT_OUTCOMES: readonly Outcome[] = ['order_placed', 'feedback:won'];

const FEEDBACK = 'feedback:';

export function isOutcome(body: InputBody, outcomes: readonly Outcome[]): boolean {
  if (body.kind !== 'event') return false;
  if (body.name !== 'ticket.feedback') return outcomes.includes(body.name);
  return outcomes.includes(`${FEEDBACK}${textOf(body.properties, 'result')}`);
}
