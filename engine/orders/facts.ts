import type { LeadState, Order } from '../lead-state.js';

/** What conditions may ask of a lead's orders. */
export type OrderFact = 'placed' | 'kept' | 'refunded' | 'total';

/** An order that was placed and not refunded in full. */
export function isKept({ at, gone }: Order): boolean {
  return at !== undefined && gone !== true;
}

/** What is left of an order after partial refunds. */
export function worthOf({ amount, refunded = 0 }: Order): number {
  return Math.max(0, amount - refunded);
}

/** How an order stands; one never heard of, or only of its refund, is `unknown` or `refunded`. */
export function standingOf(
  { orders = [] }: LeadState,
  id: string,
): 'kept' | 'refunded' | 'unknown' {
  const order = orders.find((one) => one.id === id);
  if (order?.gone === true) return 'refunded';
  return order?.at === undefined ? 'unknown' : 'kept';
}

/** Numbers of orders; `total` is what the kept ones are worth, those in the playbook's currency alone, in minor units. */
export function orderFact({ orders = [], pastOrders }: LeadState, fact: OrderFact): number {
  const past = pastOrders ?? { placed: 0, kept: 0, total: 0 };
  const placed = orders.filter(({ at }) => at !== undefined);
  const kept = placed.filter(isKept);
  switch (fact) {
    case 'placed':
      return past.placed + placed.length;
    case 'kept':
      return past.kept + kept.length;
    case 'refunded':
      return past.placed - past.kept + placed.length - kept.length;
    case 'total':
      return kept
        .filter(({ currency }) => currency === undefined)
        .reduce((sum, order) => sum + worthOf(order), past.total);
  }
}

/** When the newest order was placed that was not refunded in full, epoch ms. */
export function lastKeptAt({ orders = [], pastOrders }: LeadState): number | undefined {
  const times = orders.filter(isKept).flatMap(({ at }) => at ?? []);
  const last = Math.max(pastOrders?.lastKeptAt ?? -Infinity, ...times);
  return last === -Infinity ? undefined : last;
}
