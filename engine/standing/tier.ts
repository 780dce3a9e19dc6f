import type { LeadState } from '../lead-state.js';
import type { Playbook } from '../playbook/playbook.js';
import { totalScore } from '../scoring/total.js';
import { fire, isNew, note, type Turn } from '../turn.js';

/** Place of a tier counted from the bottom, 0 up; -1 for a tier this playbook does not have. */
export function tierRank({ tiers }: Playbook, tier: string): number {
  const place = tiers.findIndex(({ id }) => id === tier);
  return place < 0 ? -1 : tiers.length - 1 - place;
}

/** Sets the tier from score and floor. Says whether it changed. */
export function judgeTier(turn: Turn): boolean {
  const { state, playbook } = turn;
  const { tier, because } = tierOf(state, playbook);
  state.tierBecause = because;
  if (tier === state.tier) return false;
  note(turn, { note: 'tier', from: state.tier, to: tier, because });
  state.tier = tier;
  return true;
}

/**
 * Fires `tier:ID` for a lead that has risen from `before`, and for a new lead wherever it begins. Falling fires nothing:
 * it never starts a journey. A jump over a tier does not enter it. A lead that took over another has risen only above
 * the tier of either.
 */
export function fireTier(turn: Turn, before: string): void {
  const { state, playbook, tierOfLoser = before } = turn;
  const mark = `tier:${state.tier}`;
  const begins = isNew(state) && state.marks[mark] === undefined;
  const stood = Math.max(...[before, tierOfLoser].map((tier) => rankBefore(turn, tier)));
  if (!begins && tierRank(playbook, state.tier) <= stood) return;
  fire(turn, mark);
  state.marks[mark] ??= turn.at;
}

/** A tier that this version does not have any more ranks as the one in which the same score stands now. */
function rankBefore({ playbook, scoreBefore }: Turn, tier: string): number {
  const rank = tierRank(playbook, tier);
  return rank < 0 ? tierRank(playbook, tierByScore(playbook, scoreBefore) ?? '') : rank;
}

const tierByScore = ({ tiers }: Playbook, score: number): string | undefined =>
  (tiers.find(({ from }) => score >= from) ?? tiers.at(-1))?.id;

function tierOf(state: LeadState, playbook: Playbook): { tier: string; because: string } {
  const score = totalScore(state, playbook);
  const tier = tierByScore(playbook, score) ?? state.tier;
  const { floor } = state;
  if (floor === undefined || tierRank(playbook, floor.tier) <= tierRank(playbook, tier)) {
    return { tier, because: `score ${score}` };
  }
  return { tier: floor.tier, because: `promoted by ${floor.because}, score ${score} is ${tier}` };
}
