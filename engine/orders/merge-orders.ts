import type { LeadState, Order } from '../lead-state.js';
import type { Turn } from '../turn.js';
import { followAnchor } from './anchored-waits.js';
import { foldOrders } from './fold-orders.js';

/** An order both have heard of is one: placed when either heard of it first, refunded as far as either has heard. */
export function mergeOrders(turn: Turn, loser: LeadState): void {
  const { state } = turn;
  if (loser.orders !== undefined) {
    for (const theirs of loser.orders) takeOver(state, theirs);
    state.orders = state.orders?.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0)) ?? [];
  }
  const past = loser.pastOrders;
  if (past !== undefined) {
    const { placed, kept, total, lastKeptAt } = state.pastOrders ?? {
      placed: 0,
      kept: 0,
      total: 0,
    };
    const last = Math.max(lastKeptAt ?? -Infinity, past.lastKeptAt ?? -Infinity);
    state.pastOrders = {
      placed: placed + past.placed,
      kept: kept + past.kept,
      total: total + past.total,
      ...(last === -Infinity ? {} : { lastKeptAt: last }),
    };
  }
  foldOrders(state);
  followAnchor(turn);
}

function takeOver(state: LeadState, theirs: Order): void {
  const ours = state.orders?.find(({ id }) => id === theirs.id);
  if (ours === undefined) {
    state.orders = [...(state.orders ?? []), theirs];
    return;
  }
  const at = Math.min(ours.at ?? Infinity, theirs.at ?? Infinity);
  if (at !== Infinity) ours.at = at;
  ours.amount = Math.max(ours.amount, theirs.amount);
  const refunded = Math.max(ours.refunded ?? 0, theirs.refunded ?? 0);
  if (refunded > 0) ours.refunded = refunded;
  if (theirs.gone === true) ours.gone = true;
  const refunds = [...new Set([...(ours.refunds ?? []), ...(theirs.refunds ?? [])])];
  if (refunds.length > 0) ours.refunds = refunds;
}
