import { minorUnits } from '../../money.js';
import type { Condition, Test } from '../condition.js';
import { CURRENCY, type Document } from '../document.js';
import { milliseconds } from '../duration.js';
import type { Benefit, Coupon } from '../playbook.js';
import type { OrdersDocument } from '../schema/condition.js';
import type { CouponDocument } from '../schema/sales.js';
import type { Context } from './context.js';
import { localised } from './facts.js';
import { testsOf } from './tests.js';

/** Each test on the lead's orders, in a fixed order. */
export function compileOrders(orders: OrdersDocument, context: Context): Condition[] {
  const compiled: Condition[] = [];
  for (const fact of ['placed', 'kept', 'refunded', 'total'] as const) {
    for (const test of testsOf(orders[fact] ?? {}, context)) {
      compiled.push({ is: 'orders', fact, test: fact === 'total' ? inMinor(test, context) : test });
    }
  }
  const { within, olderThan } = orders.lastKept ?? {};
  const fact = 'lastKeptAge';
  if (within !== undefined) {
    compiled.push({ is: 'orders', fact, test: { op: 'lt', value: milliseconds(within) } });
  }
  if (olderThan !== undefined) {
    compiled.push({ is: 'orders', fact, test: { op: 'gte', value: milliseconds(olderThan) } });
  }
  return compiled;
}

/** Amounts are written as people write them, and kept in minor units. */
function inMinor(test: Test, { currency }: Context): Test {
  if (!('value' in test) || typeof test.value !== 'number') return test;
  return { ...test, value: minorUnits(test.value, currency) };
}

export function compileCoupons({ coupons = {}, currency = CURRENCY }: Document): {
  [coupon: string]: Coupon;
} {
  return Object.fromEntries(
    Object.entries(coupons).map(([id, coupon]) => [id, couponOf(coupon, currency)]),
  );
}

function couponOf(
  { pool, generate, off, minOrder, valid }: CouponDocument,
  currency: string,
): Coupon {
  return {
    ...(pool === undefined ? {} : { pool }),
    ...(generate === undefined ? {} : { prefix: generate.prefix }),
    off: minorUnits(off, currency),
    ...(minOrder === undefined ? {} : { minOrder: minorUnits(minOrder, currency) }),
    valid: milliseconds(valid),
  };
}

export function compileBenefits(document: Document): { [benefit: string]: Benefit } {
  return Object.fromEntries(
    Object.entries(document.benefits ?? {}).map(([id, { title, stock }]) => [
      id,
      { title: localised(title, document), ...(stock === 'unlimited' ? {} : { stock }) },
    ]),
  );
}
