import { judgeHeldRules } from '../scoring/held-rules.js';
import type { Turn } from '../turn.js';
import { judgeBecomingTrue, judgeMarks } from './marks.js';
import { judgeStage } from './stage.js';
import { fireTier, judgeTier } from './tier.js';

/** Rules that contradict each other (true only while the other is false) end here, with the ledger as it is. */
const MOST_PASSES = 8;

/** Score, tier and stage to a fixed point; then what that fires, once. */
export function judgeStanding(turn: Turn): void {
  const before = turn.state.tier;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const scored = judgeHeldRules(turn);
    const tiered = judgeTier(turn);
    const staged = judgeStage(turn);
    if (!scored && !tiered && !staged) break;
  }
  fireTier(turn, before);
  judgeMarks(turn);
  judgeBecomingTrue(turn);
}
