import { CURRENCY, type Document } from '../document.js';
import { Counters } from './counters.js';

/**
 * Where a condition stands decides what its words mean. `event` (exits, goals, waits, stages): what the current input
 * is. `guard` (`where` of an `enter`): what triggered, and else how the lead stands. `state` (branches, rules, caps,
 * `becomesTrue`): how the lead stands.
 */
export type Position = 'event' | 'guard' | 'state';

export interface Context {
  lists: { [list: string]: (string | number | boolean)[] };
  /** Lowest first. */
  tiers: readonly string[];
  /** In the order of progress. */
  stages: readonly string[];
  /** Rules that score by a streak, with how long it is. */
  streaks: { [rule: string]: number };
  counters: Counters;
  currency: string;
}

export function contextOf(document: Document): Context {
  return {
    lists: document.lists ?? {},
    tiers: document.tiers.toSorted((a, b) => a.from - b.from).map(({ id }) => id),
    stages: document.stages.map(({ id }) => id),
    streaks: Object.fromEntries(
      (document.scoring?.rules ?? []).flatMap(({ id, streak }) =>
        streak === undefined ? [] : [[id, streak.reaches]],
      ),
    ),
    counters: new Counters(),
    currency: document.currency ?? CURRENCY,
  };
}
