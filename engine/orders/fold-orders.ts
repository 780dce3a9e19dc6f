import { MOST_ORDERS } from '../bounds.js';
import type { LeadState, Order } from '../lead-state.js';
import { isKept, worthOf } from './facts.js';

/** The oldest orders are folded into sums; a refund whose order never came is forgotten. */
export function foldOrders(state: LeadState): void {
  const { orders = [] } = state;
  if (orders.length <= MOST_ORDERS) return;
  const byAge = orders.toSorted((a, b) => (a.at ?? -Infinity) - (b.at ?? -Infinity));
  const old = byAge.slice(0, orders.length - MOST_ORDERS);
  state.orders = orders.filter((order) => !old.includes(order));
  for (const order of old) if (order.at !== undefined) fold(state, order, order.at);
}

function fold(state: LeadState, order: Order, at: number): void {
  const past = (state.pastOrders ??= { placed: 0, kept: 0, total: 0 });
  past.placed += 1;
  if (!isKept(order)) return;
  past.kept += 1;
  if (order.currency === undefined) past.total += worthOf(order);
  past.lastKeptAt = Math.max(past.lastKeptAt ?? at, at);
}
