import { describe, expect, it } from '@jest/globals';
import { smallPlaybook } from '../../test/support/engine/small-playbook.js';
import type { Json } from '../json.js';
import type { LeadState } from '../lead-state.js';
import { newLead } from '../new-lead.js';
import type { Condition, Test } from '../playbook/condition.js';
import { holds } from './holds.js';
import { tested } from './tested.js';
import { passes } from './value-test.js';
import type { Asker, View } from './view.js';

const playbook = smallPlaybook({ journeys: [{ ...journey('nurture'), group: 'all' }] });
const view = (state: Partial<LeadState> = {}, more: Partial<View> = {}): View => ({
  state: { ...newLead('lead', playbook, 0), ...state },
  playbook,
  at: 0,
  happenings: [],
  tierBefore: 'C',
  ...more,
});

describe('a test on a value', () => {
  const passing: [Test, Json][] = [
    [{ op: 'eq', value: 60 }, '60'],
    [{ op: 'eq', value: true }, 'true'],
    [
      { op: 'eq', value: 800 },
      { min: 800, max: 800 },
    ],
    [{ op: 'eq', value: [1, 2] }, [1, 2]],
    [{ op: 'ne', value: 'a' }, 'b'],
    [{ op: 'gte', value: 500 }, { min: 500 }],
    [
      { op: 'lte', value: 500 },
      { min: 100, max: 500 },
    ],
    [{ op: 'gt', value: 9 }, 10],
    [{ op: 'lt', value: '2026-12-01' }, '2026-11-30'],
    [{ op: 'in', values: ['a', 'b'] }, 'b'],
    [{ op: 'notIn', values: ['a'] }, 'b'],
    [{ op: 'exists', value: true }, 0],
    [{ op: 'exists', value: false }, null],
  ];
  it.each(passing)('%j holds for %j', (test, value) => {
    expect(passes(test, value)).toBe(true);
  });

  const failing: [Test, Json][] = [
    [{ op: 'eq', value: 0 }, ''],
    [{ op: 'eq', value: 'a' }, null],
    [{ op: 'gte', value: 500 }, { max: 500 }],
    [
      { op: 'gte', value: 500 },
      { min: 100, max: 900 },
    ],
    [{ op: 'gt', value: 5 }, 'many'],
    [{ op: 'lt', value: 5 }, [1]],
    [{ op: 'in', values: [{ a: 1 }] }, { a: 2 }],
  ];
  it.each(failing)('%j does not hold for %j', (test, value) => {
    expect(passes(test, value)).toBe(false);
  });

  it('on a missing value holds only where absence is asked for', () => {
    const at = (test: Test) => passes(test, undefined);
    expect([
      at({ op: 'ne', value: 1 }),
      at({ op: 'notIn', values: [1] }),
      at({ op: 'exists', value: false }),
    ]).toEqual([true, true, true]);
    expect([
      at({ op: 'eq', value: 1 }),
      at({ op: 'lt', value: 1 }),
      at({ op: 'in', values: [1] }),
    ]).toEqual([false, false, false]);
  });

  it('may ask for what the enrolment began with', () => {
    const test: Test = { op: 'eqEntry', property: 'orderId' };
    expect(passes(test, 'O-1', { orderId: 'O-1' })).toBe(true);
    expect(passes(test, 'O-2', { orderId: 'O-1' })).toBe(false);
    expect(passes(test, 'O-2')).toBe(false);
  });
});

describe('a condition', () => {
  const asker: Asker = { journey: 'nurture', since: 10, entry: { orderId: 'O-1' } };
  const mail = {
    ref: 'm1',
    journey: 'nurture',
    step: 'case',
    template: 'case',
    channel: 'email',
    at: 20,
  };
  const ticket = { ticket: 'T', queue: 'sales', assignedAt: 0 };
  const clicked = {
    name: 'message.clicked',
    properties: { ref: 'm1', link: 'demo' },
    occurredAt: 0,
  };
  const enrolled = {
    ...asker,
    version: 1,
    at: { step: 'x', wait: 'exhausted', since: 0 } as const,
  };

  const cases: [string, Condition, View][] = [
    ['all of nothing', { is: 'all', of: [] }, view()],
    ['not any of nothing', { is: 'not', of: { is: 'any', of: [] } }, view()],
    ['a tag', { is: 'tag', tag: 'a' }, view({ tags: ['a'] })],
    ['the tier', { is: 'tier', in: ['C'] }, view()],
    ['the tier before', { is: 'tierBefore', in: ['B'] }, view({}, { tierBefore: 'B' })],
    [
      'the score',
      {
        is: 'score',
        tests: [
          { op: 'gte', value: 0 },
          { op: 'lt', value: 1 },
        ],
      },
      view(),
    ],
    [
      'consent to any purpose',
      { is: 'consent', channel: 'email', state: 'given' },
      view({ consent: { 'email:x': { granted: true, at: 0, by: 'lead' } } }),
    ],
    [
      'no word on consent',
      { is: 'consent', channel: 'email', purpose: 'y', state: 'none' },
      view({ consent: { 'email:x': { granted: true, at: 0, by: 'lead' } } }),
    ],
    [
      'consent withdrawn',
      { is: 'consent', channel: 'email', purpose: 'x', state: 'withdrawn' },
      view({ consent: { 'email:x': { granted: false, at: 0, by: 'lead' } } }),
    ],
    ['reach', { is: 'reach', channel: 'sms', in: ['none'] }, view()],
    [
      'being in a group of journeys',
      { is: 'enrolled', group: 'all' },
      view({ enrolments: [enrolled] }),
    ],
    [
      'being in a journey',
      { is: 'enrolled', journey: 'nurture' },
      view({ enrolments: [enrolled] }),
    ],
    [
      'an open ticket of a queue',
      { is: 'ticket', state: 'open', queue: 'sales' },
      view({ tickets: [ticket] }),
    ],
    [
      'no ticket in another',
      { is: 'ticket', state: 'none', queue: 'service' },
      view({ tickets: [ticket] }),
    ],
    [
      'a ticket in contact',
      { is: 'ticket', state: 'contacted' },
      view({ tickets: [{ ...ticket, contactedAt: 1 }] }),
    ],
    [
      'the entry',
      { is: 'entry', where: [{ property: 'orderId', test: { op: 'eq', value: 'O-1' } }] },
      view(),
    ],
    [
      'a click in the past',
      { is: 'engaged', what: 'clicked', step: 'case', link: 'demo' },
      view({ messages: [{ ...mail, clicked: { demo: 30 } }] }),
    ],
    [
      'a click, which is an opening too',
      { is: 'engaged', what: 'opened', template: 'case' },
      view({ messages: [{ ...mail, clicked: { demo: 30 } }] }),
    ],
    [
      'a click now',
      { is: 'engages', what: 'clicked', step: 'case' },
      view({ messages: [mail] }, { happenings: [clicked] }),
    ],
  ];
  it.each(cases)('holds for %s', (_, condition, seen) => {
    expect(holds(condition, seen, asker)).toBe(true);
    expect(holds({ is: 'not', of: condition }, seen, asker)).toBe(false);
  });

  it('does not take a mail of an earlier run for its own', () => {
    const condition: Condition = { is: 'engaged', what: 'clicked', step: 'case' };
    const earlier = { ...mail, at: 5, clicked: { demo: 30 } };
    expect(holds(condition, view({ messages: [earlier] }), asker)).toBe(false);
  });

  it('tells what it saw, each test in its own words', () => {
    const condition: Condition = {
      is: 'all',
      of: [
        { is: 'tier', in: ['B'] },
        { is: 'not', of: { is: 'tag', tag: 'vip' } },
        { is: 'attr', attr: 'size', test: { op: 'gte', value: 500 } },
      ],
    };
    expect(tested(condition, view({ attributes: { size: { min: 800 } } }))).toEqual([
      { condition: 'tier: B', saw: 'C', holds: false },
      { condition: 'not tag: vip', saw: false, holds: true },
      { condition: 'attr.size gte 500', saw: { min: 800 }, holds: true },
    ]);
  });
});

function journey(id: string) {
  return { id, priority: 1, enter: [], reentry: { may: 'never' } as const, steps: [] };
}
