import { stepAt } from './journeys/catalogue.js';
import { enterAll } from './journeys/enter.js';
import { leaveWhereOver, meetWaits, moveOn } from './journeys/moves.js';
import { decideSend } from './journeys/decide-send.js';
import { freeHeld, wakeRested } from './journeys/held.js';
import { watchSilences } from './journeys/silences.js';
import { judgeStanding } from './standing/judge.js';
import type { PendingSend, Turn } from './turn.js';

/**
 * Score, tier and stage; exits and goals; waits; entries; again while a step changed what these look at. Then the sends,
 * with those that nothing holds back any longer, one by one, each of which may let its enrolment walk on and so begin
 * another round. It ends: a trigger fires once a turn, and an enrolment takes a limited number of steps.
 */
export function settle(turn: Turn): void {
  wakeRested(turn);
  for (;;) {
    round(turn);
    if (turn.changed) continue;
    freeHeld(turn);
    const next = takeSend(turn);
    if (next === undefined) return watchSilences(turn);
    decideSend(turn, next);
  }
}

function round(turn: Turn): void {
  judgeStanding(turn);
  turn.changed = false;
  leaveWhereOver(turn);
  meetWaits(turn);
  moveOn(turn);
  enterAll(turn);
}

/** Operational first, then by priority of the journey, its declaration, and the key. */
function takeSend(turn: Turn): PendingSend | undefined {
  if (turn.sends.length > 1) turn.sends.sort(bySendOrder);
  return turn.sends.shift();
}

function bySendOrder(a: PendingSend, b: PendingSend): number {
  return categoryRank(a) - categoryRank(b) || a.run.index.order - b.run.index.order;
}

function categoryRank({ run, position }: PendingSend): number {
  const step = stepAt(run.index, position.step);
  return step?.do === 'send' && step.send.category === 'operational' ? 0 : 1;
}
