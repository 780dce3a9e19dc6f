import type { Asker, View } from '../conditions/view.js';
import { clippedKey } from '../journeys/entry.js';
import { own } from '../json.js';
import { lastKeptAt, orderFact, standingOf, type OrderFact } from './facts.js';

/** What a condition on orders looks at; nothing where no order is kept whose age could be asked for. */
export function orderValue(
  fact: OrderFact | 'lastKeptAge',
  { state, at }: View,
): number | undefined {
  if (fact !== 'lastKeptAge') return orderFact(state, fact);
  const last = lastKeptAt(state);
  return last === undefined ? undefined : at - last;
}

/** How the order stands that began this run. */
export function orderStanding({ state }: View, { entry }: Asker): string {
  return standingOf(state, clippedKey(own(entry, 'orderId') ?? ''));
}
