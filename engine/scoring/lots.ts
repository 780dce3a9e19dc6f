import type { RuleScore } from '../lead-state.js';
import type { Booking } from './credit.js';

type Lot = NonNullable<RuleScore['lots']>[number];

/** Lots a rule keeps to the millisecond. */
const MOST = 40;
/** Past that, what falls away within the same part of the rule's span does so together, at the latest of their times. */
const PARTS = 32;

/** Takes points that fall away into a rule's lots; those of one moment are one lot. */
export function withLot(lots: readonly Lot[] = [], lot: Lot, span: number): Lot[] {
  const after = lots.findIndex(([until]) => until > lot[0]);
  const place = after < 0 ? lots.length : after;
  const same = lots[place - 1];
  if (same !== undefined && same[0] === lot[0]) {
    return lots.map((one) => (one === same ? [same[0], same[1] + lot[1]] : one));
  }
  const all = [...lots.slice(0, place), lot, ...lots.slice(place)];
  return all.length > MOST ? together(all, span / PARTS) : all;
}

/** What of a rule's points has fallen away by `at`: an age of exactly the span is out. */
export function fallenBy({ lots = [] }: RuleScore, at: number): Booking[] {
  return lots
    .filter(([until]) => until <= at)
    .map(([until, points]) => ({ points: 0 - points, cause: 'expired', at: until }));
}

/** The lots that are left then; no key where none is. */
export function leftAt({ lots, ...score }: RuleScore, at: number): RuleScore {
  const left = (lots ?? []).filter(([until]) => until > at);
  return left.length === 0 ? score : { ...score, lots: left };
}

function together(lots: readonly Lot[], part: number): Lot[] {
  const cells = new Map<number, Lot>();
  for (const [until, points] of lots) {
    const cell = Math.floor(until / part);
    cells.set(cell, [until, (cells.get(cell)?.[1] ?? 0) + points]);
  }
  return [...cells.values()];
}
