import type { InputBody } from '../input.js';
import { copyOf } from '../json.js';
import { note, type Turn } from '../turn.js';
import { mergeJourneys } from './merge-journeys.js';
import { mergeMessages } from './merge-messages.js';
import { mergeProfile } from './merge-profile.js';
import { mergeOrders } from '../orders/merge-orders.js';
import { mergeScore } from './merge-score.js';

/**
 * Two leads turn out to be one. What either has done counts once, what either has refused stays refused, and no
 * first-time trigger fires again. Attributes of the winner stay; the loser's fill the gaps. The points that the winner
 * takes over become ledger entries of its own, so the loser's ledger stays with the loser. Refs of the loser come renamed
 * by the caller, as its rows are: `m1` of the one is not `m1` of the other.
 */
export function mergeLead(
  turn: Turn,
  { loserId, loser }: Extract<InputBody, { kind: 'merge' }>,
): void {
  note(turn, { note: 'merged', loser: loserId });
  if (loser === undefined) return;
  const theirs = copyOf(loser);
  turn.tierOfLoser = theirs.tier;
  mergeProfile(turn, theirs);
  mergeScore(turn, theirs);
  mergeMessages(turn, theirs);
  mergeJourneys(turn, theirs);
  mergeOrders(turn, theirs);
  turn.draft.mixed = true;
  turn.changed = true;
}
