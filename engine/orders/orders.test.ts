import { describe, expect, it } from '@jest/globals';
import { inShanghai, shanghai } from '../../test/support/engine/china-2026.js';
import { DAY, journey, on, send, smallPlaybook } from '../../test/support/engine/small-playbook.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { specification } from '../../test/support/specification.js';
import type { JsonObject } from '../json.js';
import type { LeadState } from '../lead-state.js';
import type { Condition } from '../playbook/condition.js';
import { simulate, type Scripted } from '../simulate/simulate.js';
import { lastKeptAt, orderFact, standingOf } from './facts.js';

const captured = form('2026-06-01 10:00', {});
const placed = (at: string, orderId: string, more: JsonObject = {}): Scripted =>
  event(at, 'order_placed', { orderId, amount: 100_00, ...more });
const refunded = (at: string, orderId: string, more: JsonObject = {}): Scripted =>
  event(at, 'order_refunded', { orderId, amount: 100_00, full: true, ...more });

const plain = smallPlaybook();
const after = (...inputs: Scripted[]): LeadState =>
  simulate(plain, [captured, ...inputs], shanghai('2026-06-30 00:00')).state;
const facts = (state: LeadState) => {
  const last = lastKeptAt(state);
  return {
    placed: orderFact(state, 'placed'),
    kept: orderFact(state, 'kept'),
    total: orderFact(state, 'total'),
    last: last === undefined ? undefined : inShanghai(last).slice(0, 16),
  };
};

describe('the orders of a lead', () => {
  const both = [placed('2026-06-02 10:00', 'O-1'), placed('2026-06-03 10:00', 'O-2')];

  it('are counted, summed and dated', () => {
    expect(facts(after(...both))).toEqual({
      placed: 2,
      kept: 2,
      total: 200_00,
      last: '2026-06-03 10:00',
    });
  });

  it('told twice are one, with the time of the first and the amount of the last', () => {
    const again = placed('2026-06-04 10:00', 'O-2', { amount: 80_00 });
    expect(facts(after(...both, again))).toMatchObject({
      placed: 2,
      total: 180_00,
      last: '2026-06-03 10:00',
    });
  });

  it('go with a full refund, which brings the one before back as the last', () => {
    expect(facts(after(...both, refunded('2026-06-04 10:00', 'O-2')))).toEqual({
      placed: 2,
      kept: 1,
      total: 100_00,
      last: '2026-06-02 10:00',
    });
  });

  it('stay with a partial refund, worth that much less, until all of it is back', () => {
    const part = { amount: 60_00, full: false };
    const once = after(...both, refunded('2026-06-04 10:00', 'O-2', part));
    expect(facts(once)).toMatchObject({ kept: 2, total: 140_00, last: '2026-06-03 10:00' });
    const rest = refunded('2026-06-05 10:00', 'O-2', { amount: 40_00, full: false });
    const all = after(...both, refunded('2026-06-04 10:00', 'O-2', part), rest);
    expect(facts(all)).toMatchObject({ kept: 1, total: 100_00, last: '2026-06-02 10:00' });
  });

  it('take a refund once that is told twice, and two that are alike as two', () => {
    const part = { amount: 30_00, full: false };
    const one = { ...refunded('2026-06-04 10:00', 'O-2', part) };
    const told = { ...one, at: one.at + DAY, occurredAt: one.at };
    expect(facts(after(...both, one, told)).total).toBe(170_00);
    expect(facts(after(...both, one, { ...one, at: one.at + DAY })).total).toBe(140_00);
    const named = (at: string, refundId: string) => refunded(at, 'O-2', { ...part, refundId });
    const named2 = [named('2026-06-04 10:00', 'R-1'), named('2026-06-05 10:00', 'R-1')];
    expect(facts(after(...both, ...named2)).total).toBe(170_00);
  });

  it('know of a refund that comes first', () => {
    const state = after(refunded('2026-06-02 10:00', 'O-1'), placed('2026-06-03 10:00', 'O-1'));
    expect(facts(state)).toEqual({ placed: 1, kept: 0, total: 0, last: undefined });
    expect(standingOf(state, 'O-1')).toBe('refunded');
  });

  it('count no order that only a refund was heard of, and bear whatever comes', () => {
    expect(facts(after(refunded('2026-06-02 10:00', 'O-9')))).toMatchObject({ placed: 0, kept: 0 });
    const odd = [
      event('2026-06-02 10:00', 'order_placed', { orderId: { a: 1 }, amount: 'much' }),
      event('2026-06-02 10:01', 'order_refunded', { amount: -5 }),
      event('2026-06-02 10:02', 'order_placed', { orderId: '__proto__', amount: '1200' }),
    ];
    expect(facts(after(...odd))).toMatchObject({ placed: 2, total: 1200 });
  });

  it('in another currency count, and are in no sum', () => {
    const dollars = placed('2026-06-04 10:00', 'O-3', { currency: 'USD' });
    expect(facts(after(...both, dollars))).toMatchObject({ kept: 3, total: 200_00 });
    const yuan = placed('2026-06-04 10:00', 'O-3', { currency: 'cny' });
    expect(facts(after(...both, yuan))).toMatchObject({ kept: 3, total: 300_00 });
  });

  it('are followed one by one while they are few, and summed up beyond', () => {
    const many = Array.from({ length: 60 }, (_, day) => ({
      ...placed('2026-06-02 10:00', `O-${day}`),
      at: shanghai('2026-06-02 10:00') + day * 3_600_000,
    }));
    const state = after(...many, refunded('2026-06-20 10:00', 'O-59'));
    expect(facts(state)).toMatchObject({ placed: 60, kept: 59, total: 59 * 100_00 });
    expect(state.orders).toHaveLength(12);
    expect(JSON.stringify([state.orders, state.pastOrders]).length).toBeLessThan(2_000);
  });
});

describe('conditions on orders', () => {
  const when = (where: Condition) =>
    smallPlaybook({
      journeys: [journey('j', on('ask'), [send('mail', 'end')], { where, key: 'orderId' })],
    });
  const asks = (where: Condition, asked: string, ...past: Scripted[]) => {
    const question = event(asked, 'ask', { orderId: 'O-1' });
    return simulate(when(where), [captured, ...past, question], question.at).commands.length > 0;
  };
  const kept = (value: number): Condition => ({
    is: 'orders',
    fact: 'kept',
    test: { op: 'gte', value },
  });

  it('ask for numbers', () => {
    const one = placed('2026-06-02 10:00', 'O-1');
    expect(asks(kept(1), '2026-06-03 10:00', one)).toBe(true);
    expect(asks(kept(2), '2026-06-03 10:00', one)).toBe(false);
  });

  it('ask for the age of the last kept one, which at exactly the limit is out', () => {
    const young: Condition = { is: 'orders', fact: 'lastKeptAge', test: { op: 'lt', value: DAY } };
    const one = placed('2026-06-02 10:00', 'O-1');
    expect(asks(young, '2026-06-03 09:59', one)).toBe(true);
    expect(asks(young, '2026-06-03 10:00', one)).toBe(false);
    expect(asks(young, '2026-06-03 09:59')).toBe(false);
  });

  it('ask how the order of this run stands', () => {
    const is = (standing: string): Condition => ({ is: 'order', in: [standing] });
    const one = placed('2026-06-02 10:00', 'O-1');
    const gone = refunded('2026-06-02 11:00', 'O-1');
    expect(asks(is('unknown'), '2026-06-03 10:00')).toBe(true);
    expect(asks(is('kept'), '2026-06-03 10:00', one)).toBe(true);
    expect(asks(is('refunded'), '2026-06-03 10:00', one)).toBe(false);
    expect(asks(is('refunded'), '2026-06-03 10:00', one, gone)).toBe(true);
  });
});

describe('a wait that counts from the last kept order', () => {
  const ninety = {
    id: 'ninety',
    do: 'wait',
    ms: 90 * DAY,
    from: 'lastKeptOrder',
    next: 1,
  } as const;
  const none: Condition = { is: 'orders', fact: 'kept', test: { op: 'eq', value: 0 } };
  const playbook = smallPlaybook({
    journeys: [
      journey('back', on('order_placed'), [ninety, send('coupon', 'end')], { exit: none }),
    ],
  });
  const { given } = specification(playbook);
  const first = placed('2026-06-02 10:00', 'O-1');
  const second = placed('2026-06-12 10:00', 'O-2');

  it('ends so long after it, to the minute', () => {
    given(captured, first).when('2026-08-31 09:59').sends([]);
    given(captured, first).when('2026-08-31 10:00').sends(['2026-08-31 10:00:00 email coupon']);
  });

  it('begins again with a new order', () => {
    given(captured, first, second).when('2026-09-10 09:59').sends([]);
    given(captured, first, second)
      .when('2026-09-10 10:00')
      .sends(['2026-09-10 10:00:00 email coupon']);
  });

  it('goes back with a full refund of the newest, and stays with a partial one', () => {
    given(captured, first, second, refunded('2026-06-14 10:00', 'O-2'))
      .when('2026-08-31 10:00')
      .sends(['2026-08-31 10:00:00 email coupon']);
    given(captured, first, second, refunded('2026-06-14 10:00', 'O-2', { amount: 1, full: false }))
      .when('2026-09-10 10:00')
      .sends(['2026-09-10 10:00:00 email coupon']);
  });

  it('is over at once where the order before is older than that', () => {
    given(captured, first, second)
      .when(refunded('2026-09-05 12:00', 'O-2'))
      .sends(['2026-09-05 12:00:00 email coupon']);
  });

  it('does not begin again with an order told twice, nor with one from before', () => {
    given(captured, first, second, placed('2026-06-20 10:00', 'O-2'))
      .when('2026-09-10 10:00')
      .sends(['2026-09-10 10:00:00 email coupon']);
    const old = { ...placed('2026-06-20 10:00', 'O-0'), occurredAt: shanghai('2026-05-01 10:00') };
    given(captured, first, old)
      .when('2026-08-31 10:00')
      .sends(['2026-08-31 10:00:00 email coupon']);
  });

  it('leaves by its exit when no order is left', () => {
    given(captured, first)
      .when(refunded('2026-06-14 10:00', 'O-1'))
      .shows((seen) => {
        expect(notes(seen, 'exited')).toMatchObject([{ note: { why: 'exit' } }]);
        expect(seen.wakes).toBeUndefined();
      });
  });

  it('of two leads that turn out to be one counts from the later order', () => {
    const loser = simulate(playbook, [captured, second], shanghai('2026-06-13 00:00')).state;
    const merge: Scripted = {
      at: shanghai('2026-06-14 00:00'),
      body: { kind: 'merge', loserId: 'other', loser },
    };
    given(captured, first)
      .when(merge)
      .shows(({ state, wakes }) => {
        expect(wakes?.at).toBe('2026-09-10 10:00:00');
        expect(facts(state)).toMatchObject({ placed: 2, total: 200_00 });
      });
  });
});
