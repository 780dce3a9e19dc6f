import * as fc from 'fast-check';
import type {
  Condition,
  EventPattern,
  PropertyTest,
  Test,
} from '../../../engine/playbook/condition.js';
import { ATTRIBUTES, EVENTS, PROPERTIES, QUEUES, STAGES, TAGS, TIERS } from './vocabulary.js';

const value = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', 'b'), fc.boolean());

export const valueTest: fc.Arbitrary<Test> = fc.oneof(
  fc.record({ op: fc.constantFrom('eq', 'ne', 'gt', 'gte', 'lt', 'lte'), value }),
  fc.record({ op: fc.constantFrom('in', 'notIn'), values: fc.array(value, { maxLength: 3 }) }),
  fc.record({ op: fc.constant('exists' as const), value: fc.boolean() }),
  fc.record({ op: fc.constant('eqEntry' as const), property: fc.constantFrom(...PROPERTIES) }),
);

const propertyTest: fc.Arbitrary<PropertyTest> = fc.record({
  property: fc.constantFrom(...PROPERTIES),
  test: valueTest,
});

const where = fc.oneof(
  { weight: 5, arbitrary: fc.constant<PropertyTest[]>([]) },
  { weight: 1, arbitrary: fc.array(propertyTest, { maxLength: 2 }) },
);

export const pattern: fc.Arbitrary<EventPattern> = fc.record({
  event: fc.constantFrom(
    ...EVENTS,
    'form_submitted',
    'form_submitted',
    'message.clicked',
    'consent.withdrawn',
  ),
  where,
});

const some = (names: readonly string[]) => fc.subarray([...names], { minLength: 1 });

/** What lasts: nothing in it is about the event of the moment. */
export const attributeTest: fc.Arbitrary<Condition> = fc.record({
  is: fc.constant('attr' as const),
  attr: fc.constantFrom(...ATTRIBUTES),
  test: valueTest,
});

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  attributeTest,
  fc.record({ is: fc.constant('tag' as const), tag: fc.constantFrom(...TAGS) }),
  fc.record({ is: fc.constantFrom('tier', 'tierBefore'), in: some(TIERS) }),
  fc.record({ is: fc.constant('stage' as const), in: some(STAGES) }),
  fc.record({ is: fc.constant('score' as const), tests: fc.array(valueTest, { maxLength: 2 }) }),
  fc.record({
    is: fc.constant('consent' as const),
    channel: fc.constantFrom('email', 'sms'),
    state: fc.constantFrom('given', 'withdrawn', 'none'),
  }),
  fc.record({
    is: fc.constant('reach' as const),
    channel: fc.constant('email'),
    in: fc.constant<string[]>(['ok']),
  }),
  fc.record({ is: fc.constant('enrolled' as const), journey: fc.constantFrom('j0', 'j1') }),
  fc.record({
    is: fc.constant('ticket' as const),
    state: fc.constantFrom('open', 'none', 'contacted'),
    queue: fc.constantFrom(...QUEUES),
  }),
  fc.record({ is: fc.constant('event' as const), pattern }),
  fc.record({ is: fc.constant('entry' as const), where }),
  fc.record({
    is: fc.constant('engaged' as const),
    what: fc.constantFrom('opened', 'clicked', 'replied'),
  }),
  fc.record({
    is: fc.constant('engages' as const),
    what: fc.constantFrom('opened', 'clicked', 'replied'),
    step: fc.constantFrom('s0', 's1'),
  }),
  fc.record({
    is: fc.constant('count' as const),
    counter: fc.constantFrom('c0', 'c1'),
    test: valueTest,
  }),
  fc.record({
    is: fc.constant('orders' as const),
    fact: fc.constantFrom('placed', 'kept', 'refunded', 'total'),
    test: valueTest,
  }),
  fc.record({
    is: fc.constant('order' as const),
    in: fc.subarray(['kept', 'refunded', 'unknown'], { minLength: 1 }),
  }),
);

/** Any condition, two levels deep. */
export const condition: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 4, arbitrary: leaf },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constantFrom('all', 'any'),
      of: fc.array(leaf, { maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('not' as const), of: leaf }) },
);
