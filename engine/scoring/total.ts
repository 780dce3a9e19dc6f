import type { LeadState } from '../lead-state.js';
import type { Playbook } from '../playbook/playbook.js';

/** Sums of decimals such as ten times 0.1 fall short by less than this. */
const ROUNDING = 1e-9;

/**
 * The lead's score: the sum of its ledger, never under the playbook's floor, decimals rounded down, because thresholds
 * are whole numbers. The ledger itself is never clamped.
 */
export function totalScore(state: LeadState, playbook: Playbook): number {
  const sum = Math.floor(ledgerSum(state) + ROUNDING);
  const { floor } = playbook.scoring;
  return floor === null ? sum : Math.max(floor, sum);
}

/** The ledger's plain sum, before floor and rounding. */
export function ledgerSum(state: LeadState): number {
  let sum = 0;
  for (const rule of Object.keys(state.score)) sum += state.score[rule]?.points ?? 0;
  return sum;
}
