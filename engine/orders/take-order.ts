import type { Happening } from '../conditions/view.js';
import { shortHash } from '../hash.js';
import { clippedKey } from '../journeys/entry.js';
import { own, plain, type JsonObject } from '../json.js';
import type { LeadState, Order } from '../lead-state.js';
import { textOf } from '../text.js';
import { note, type Turn } from '../turn.js';
import { followAnchor } from './anchored-waits.js';
import { isKept } from './facts.js';
import { foldOrders } from './fold-orders.js';

/** Refunds of one order that are told apart. */
const MOST_REFUNDS = 8;

/**
 * Takes an order or a refund into the lead's orders. They may come in any order and more than once: a refund waits for
 * its order, an order told again corrects its amount and keeps its time.
 *
 * @returns whether it is told again, which is no news to any journey
 */
export function takeOrder(turn: Turn, happening: Happening): boolean {
  const { name, properties } = happening;
  if (name !== 'order_placed' && name !== 'order_refunded') return false;
  const order = orderOf(turn.state, clippedKey(own(properties, 'orderId') ?? ''));
  const before = isKept(order);
  const isToldAgain = name === 'order_placed' && order.at !== undefined;
  const what = name === 'order_placed' ? place(turn, order, happening) : refund(order, happening);
  if (order.at !== undefined && isAllBack(order)) order.gone = true;
  if (what === undefined) return isToldAgain;
  note(turn, { note: 'order', order: order.id, what, kept: isKept(order) });
  foldOrders(turn.state);
  if (before !== isKept(order)) followAnchor(turn);
  turn.changed = true;
  return isToldAgain;
}

type What = 'placed' | 'corrected' | 'refunded' | 'part-refunded';

function orderOf(state: LeadState, id: string): Order {
  const known = state.orders?.find((order) => order.id === id);
  if (known !== undefined) return known;
  const order: Order = { id, amount: 0 };
  state.orders = [...(state.orders ?? []), order];
  return order;
}

function place(turn: Turn, order: Order, { properties, occurredAt }: Happening): What | undefined {
  const amount = amountOf(properties);
  const foreign = foreignCurrency(turn, properties);
  const isNew = order.at === undefined;
  if (!isNew && (amount === undefined || (amount === order.amount && foreign === order.currency)))
    return undefined;
  order.at ??= Math.min(occurredAt, turn.at);
  if (amount !== undefined) order.amount = amount;
  if (foreign === undefined) delete order.currency;
  else order.currency = foreign;
  return isNew ? 'placed' : 'corrected';
}

/** One that says neither which refund it is nor anything new (same time, same amount) is the same told twice. */
function refund(order: Order, { properties, occurredAt }: Happening): What | undefined {
  const amount = amountOf(properties) ?? 0;
  const mark = shortHash(textOf(properties, 'refundId') ?? `${occurredAt}:${amount}`);
  if (order.gone === true || order.refunds?.includes(mark) === true) return undefined;
  order.refunds = [...(order.refunds ?? []), mark].slice(-MOST_REFUNDS);
  order.refunded = (order.refunded ?? 0) + amount;
  if (isTrue(own(properties, 'full'))) order.gone = true;
  return order.gone === true || isAllBack(order) ? 'refunded' : 'part-refunded';
}

function isAllBack({ at, amount, refunded = 0 }: Order): boolean {
  return at !== undefined && amount > 0 && refunded >= amount;
}

function amountOf(properties: JsonObject): number | undefined {
  const value = own(properties, 'amount');
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof amount !== 'number' || !Number.isFinite(amount) || amount < 0) return undefined;
  return plain(amount);
}

function foreignCurrency({ playbook }: Turn, properties: JsonObject): string | undefined {
  const currency = textOf(properties, 'currency')?.slice(0, 3).toUpperCase();
  return currency === playbook.currency ? undefined : currency;
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
