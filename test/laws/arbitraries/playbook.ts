import * as fc from 'fast-check';
import type { Category } from '../../../engine/command.js';
import type { PropertyTest } from '../../../engine/playbook/condition.js';
import type {
  Attribute,
  Cap,
  Counter,
  Edge,
  Journey,
  LocalMoment,
  Playbook,
  ScoringRule,
  Step,
  Trigger,
} from '../../../engine/playbook/playbook.js';
import { DAY, HOUR, MINUTE, smallPlaybook } from '../../support/engine/small-playbook.js';
import { attributeTest, condition, pattern } from './conditions.js';
import { sendStep, whenCapped } from './sends.js';
import { ATTRIBUTES, CHANNELS, EVENTS, QUEUES, TAGS, TIERS } from './vocabulary.js';

/** An hour at least: a month of silence then has a bounded number of turns. */
const span = fc.constantFrom(HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY);

const points = fc.integer({ min: -5, max: 12 });

/** How points go, if they do: what fades is never negative (the lint sees to it). */
const lasting = fc.oneof(
  { weight: 3, arbitrary: points.map((each) => ({ points: each })) },
  { weight: 1, arbitrary: fc.record({ points, expires: span }) },
  { weight: 1, arbitrary: fc.record({ points: fc.integer({ min: 0, max: 12 }), decay: span }) },
);

const streakRule = (place: number): fc.Arbitrary<ScoringRule> =>
  fc.record({
    id: fc.constant(`r${place}`),
    dimension: fc.constant('behaviour'),
    points,
    on: fc.record({
      event: fc.constantFrom(...EVENTS, 'message.ignored'),
      where: fc.constant<PropertyTest[]>([]),
    }),
    streak: fc.record({
      reaches: fc.integer({ min: 2, max: 3 }),
      brokenBy: fc.constantFrom(...EVENTS, 'message.opened').map((event) => [{ event, where: [] }]),
    }),
    times: fc.constantFrom<ScoringRule['times'][]>({ limit: 'each' }, { limit: 'once' }),
  });

export const scoringRule = (place: number): fc.Arbitrary<ScoringRule> =>
  fc.oneof(
    { weight: 4, arbitrary: eventRule(place) },
    { weight: 1, arbitrary: streakRule(place) },
    { weight: 3, arbitrary: attributeRule(place) },
  );

const eventRule = (place: number): fc.Arbitrary<ScoringRule> =>
  lasting.chain((rest) =>
    fc
      .record({
        id: fc.constant(`r${place}`),
        dimension: fc.constantFrom('behaviour', 'attribute'),
        on: fc.record({
          event: fc.constantFrom(...EVENTS, 'message.ignored'),
          where: pattern.map((one) => one.where),
        }),
        times: fc.constantFrom<ScoringRule['times'][]>(
          { limit: 'each' },
          { limit: 'once' },
          { limit: 'most', n: 2 },
          { limit: 'once-per', property: 'p' },
          { limit: 'once-per-day' },
        ),
      })
      .map((rule): ScoringRule => ({ ...rule, ...rest })),
  );

const attributeRule = (place: number): fc.Arbitrary<ScoringRule> =>
  fc.record({
    id: fc.constant(`r${place}`),
    dimension: fc.constant('attribute'),
    points,
    when: attributeTest,
    times: fc.constant<ScoringRule['times']>({ limit: 'each' }),
  });

export const rules = fc
  .integer({ min: 0, max: 5 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, place) => scoringRule(place))));

const trigger: fc.Arbitrary<Trigger> = fc.oneof(
  { weight: 4, arbitrary: pattern.map((one): Trigger => ({ on: 'event', pattern: one })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...TIERS).map((tier): Trigger => ({ on: 'tierEntered', tier })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(1, 5, 10).map((score): Trigger => ({ on: 'scoreReached', score })),
  },
  { weight: 1, arbitrary: fc.constant<Trigger>({ on: 'mark', mark: 'hot' }) },
  { weight: 1, arbitrary: fc.constant<Trigger>({ on: 'inactive', ms: 3 * DAY }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...TAGS).map((tag): Trigger => ({ on: 'tag', tag })),
  },
  {
    weight: 1,
    arbitrary: condition.map((one): Trigger => ({ on: 'becomesTrue', condition: one })),
  },
);

/** Mostly onwards, now and then back, so that there are circles with and without a wait. */
const edges = (place: number, count: number): fc.Arbitrary<Edge> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Edge>(place + 1 < count ? place + 1 : 'end') },
    { weight: 1, arbitrary: fc.constant<Edge>('end') },
    { weight: 1, arbitrary: fc.nat(count - 1) },
  );

const localMoment: fc.Arbitrary<LocalMoment> = fc.record(
  {
    days: fc.subarray([1, 3, 6, 7]),
    minute: fc.constantFrom(0, 150, 540),
    timeZone: fc.constantFrom('lead', 'Europe/Berlin'),
    calendar: fc.constantFrom('working', 'anytime'),
  },
  { requiredKeys: ['days', 'minute', 'timeZone'] },
);

function step(place: number, count: number): fc.Arbitrary<Step> {
  const id = fc.constant(`s${place}`);
  const next = edges(place, count);
  const does = <K extends Step['do']>(kind: K) => fc.constant(kind);
  return fc.oneof(
    { weight: 4, arbitrary: sendStep(`s${place}`, next) },
    { weight: 3, arbitrary: fc.record({ id, do: does('wait'), ms: span, next }) },
    {
      weight: 1,
      arbitrary: fc.record({
        id,
        do: does('wait'),
        ms: span,
        from: fc.constant('lastKeptOrder' as const),
        // A wait that counts from the past is none in a circle: the lint refuses that, so here it ends the run.
        next: fc.constant<Edge>('end'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        id,
        do: does('grant'),
        benefit: fc.constant('gift'),
        key: fc.constant('p'),
        edges: fc.record({ granted: next, refused: next }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record(
        {
          id,
          do: does('await'),
          for: fc.array(fc.record({ condition, edge: next }), { minLength: 1, maxLength: 2 }),
          timeout: span,
          onTimeout: next,
        },
        { requiredKeys: ['id', 'do', 'for', 'onTimeout'] },
      ),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        id,
        do: does('branch'),
        cases: fc.array(fc.record({ when: condition, to: next }), { maxLength: 2 }),
        otherwise: next,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record(
        {
          id,
          do: does('split'),
          ways: fc.array(fc.record({ weight: fc.integer({ min: 1, max: 9 }), to: next }), {
            minLength: 1,
            maxLength: 3,
          }),
          holdout: fc.constantFrom(0.1, 0.5),
        },
        { requiredKeys: ['id', 'do', 'ways'] },
      ),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        id,
        do: does('webhook'),
        endpoint: fc.constant('desk'),
        body: fc.constant({ text: '{{ lead.name }}' }),
        expires: span,
        edges: fc.record({ sent: next, failed: next }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ id, do: does('until'), until: localMoment, next }) },
    {
      weight: 1,
      arbitrary: fc.record({
        id,
        do: does('enrol'),
        journey: fc.constantFrom('j0', 'j1', 'j2'),
        next,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        id,
        do: does('assign'),
        queue: fc.constantFrom(...QUEUES),
        reason: fc.constant('because {{ entry.p }}'),
        ifOpen: fc.constantFrom('keep', 'new'),
        next,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        id,
        do: does('tag'),
        add: fc.subarray([...TAGS]),
        remove: fc.subarray([...TAGS]),
        next,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        id,
        do: does('score'),
        points,
        dimension: fc.constant('behaviour'),
        next,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        id,
        do: does('promote'),
        tier: fc.constantFrom(...TIERS),
        untilFeedback: fc.constant<string[]>(['lost']),
        atMost: span,
        next,
      }),
    },
    { weight: 1, arbitrary: fc.record({ id, do: does('exit') }) },
  );
}

const steps = (most: number) =>
  fc
    .integer({ min: 1, max: most })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, place) => step(place, count))));

/** What bounds or guards a journey is there now and then only, or hardly a lead would ever get in. */
const bounds: fc.Arbitrary<Partial<Journey>> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: condition.map((where) => ({ where })) },
  { weight: 1, arbitrary: condition.map((goal) => ({ goal })) },
  { weight: 1, arbitrary: condition.map((exit) => ({ exit })) },
  { weight: 1, arbitrary: fc.constant({ maxAge: 10 * DAY }) },
  { weight: 1, arbitrary: fc.constant({ deadline: 2 * DAY }) },
  { weight: 1, arbitrary: fc.constant({ key: 'p' }) },
);

export const journey = (place: number): fc.Arbitrary<Journey> =>
  fc
    .record({
      id: fc.constant(`j${place}`),
      priority: fc.constant(100 - place),
      enter: fc.array(trigger, { minLength: 1, maxLength: 2 }),
      reentry: fc.constantFrom<Journey['reentry'][]>(
        { may: 'never' },
        { may: 'after-exit', atLeast: DAY },
        { may: 'restart' },
      ),
      steps: steps(6),
    })
    .chain((whole) =>
      fc.tuple(bounds, bounds).map(([one, other]) => ({ ...whole, ...one, ...other })),
    );

/** Some hold only while a streak stands: rule 0 is one often enough. */
const cap = (id: string): fc.Arbitrary<Cap> =>
  fc
    .tuple(
      fc.record({
        id: fc.constant(id),
        channel: fc.constantFrom(...CHANNELS),
        category: fc.constant('marketing' as const),
        max: fc.nat(3),
        per: fc.constantFrom(DAY, 7 * DAY),
        whenCapped,
      }),
      fc.constantFrom<Pick<Cap, 'while'>[]>(
        {},
        {},
        { while: { is: 'streak', rule: 'r0', reaches: 2 } },
      ),
    )
    .map(([one, condition_]) => ({ ...one, ...condition_ }));

const derived = fc.oneof(
  fc.constant<Playbook['derived']>([]),
  fc
    .record({
      event: fc.constant('message.ignored'),
      of: fc.record({
        category: fc.constantFrom<Category[]>('marketing', 'operational'),
        channel: fc.constant('email'),
      }),
      after: fc.constantFrom('sent', 'delivered'),
      silent: span,
      unknownByMachine: fc.boolean(),
    })
    .map((one) => [one]),
);

const dimensionBounds = fc.constantFrom<Playbook['scoring']['bounds'][]>(
  undefined,
  undefined,
  { behaviour: { max: 10 } },
  { behaviour: { min: -3, max: 15 }, attribute: { min: 0 } },
);

const counter = (id: string): fc.Arbitrary<Counter> =>
  fc.record(
    {
      id: fc.constant(id),
      event: fc.constantFrom(...EVENTS),
      where: fc.constant<Counter['where']>([]),
      within: span,
      distinct: fc.constantFrom<NonNullable<Counter['distinct']>[]>(
        { ms: HOUR },
        { property: 'p' },
      ),
    },
    { requiredKeys: ['id', 'event', 'where'] },
  );

const plain: Attribute = { type: 'string', personal: false, identity: false };
const DECLARED: { [name in (typeof ATTRIBUTES)[number]]: Attribute } = {
  text: plain,
  size: { ...plain, type: 'range' },
  age: { ...plain, type: 'integer', remember: { event: 'e1', property: 'p' } },
  derived: { ...plain, derive: { from: 'text', rows: [{ match: ['a'], is: 'a' }], else: 'b' } },
};

/** A whole random playbook, as the compiler would make it. */
export const anyPlaybook: fc.Arbitrary<Playbook> = fc
  .record({
    rules,
    journeys: fc.tuple(journey(0), journey(1), journey(2)),
    caps: fc.tuple(cap('k0'), cap('k1')),
    counters: fc.tuple(counter('c0'), counter('c1')),
    spacing: fc.constantFrom(0, 30 * MINUTE),
    floor: fc.constantFrom(0, null),
    bounds: dimensionBounds,
    derived,
  })
  .map(({ rules: scored, caps, counters: [c0, c1], spacing, ...parts }) =>
    smallPlaybook({
      rules: scored,
      ...parts,
      marks: { hot: 8 },
      attributes: DECLARED,
      counters: { c0, c1 },
      links: { paper: { emits: { event: 'e2', properties: { p: 'a' } } } },
      benefits: { gift: { title: {}, stock: 1 } },
      pools: { pool: { pieces: ['piece-1', 'piece-2'] } },
      policies: { caps, spacing: { marketing: spacing, operational: 0 } },
    }),
  );
