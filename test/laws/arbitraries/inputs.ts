import * as fc from 'fast-check';
import type { Facts, Input, InputBody } from '../../../engine/input.js';
import type { Json, JsonObject } from '../../../engine/json.js';
import { shanghai } from '../../support/engine/china-2026.js';
import { DAY, HOUR, MINUTE } from '../../support/engine/small-playbook.js';
import { ATTRIBUTES, CHANNELS, EVENTS, TAGS } from './vocabulary.js';

/** Around National Day: shut windows, and a Saturday that is worked. */
const START = shanghai('2026-09-28 09:00');

/** Any JSON at all, with the keys that trip objects up. */
export const anyJson = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Json[]>(0, 1, 2, 'a', 'b', true, '500+', '100-500') },
  { weight: 1, arbitrary: anyJson },
);
const properties: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.constantFrom('p', 'q', 'constructor', '__proto__', 'ref', 'link'),
  value,
  { maxKeys: 3 },
);

const ref = fc.constantFrom('m1', 'm2', 'm3', 't1', 't2');

const event: fc.Arbitrary<InputBody> = fc.record({
  kind: fc.constant('event' as const),
  name: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('form_submitted', ...EVENTS) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('unheard-of', 'constructor', '__proto__', 'message.', 'ticket.'),
    },
  ),
  properties,
});

const engagement: fc.Arbitrary<InputBody> = fc.record({
  kind: fc.constant('event' as const),
  name: fc.constantFrom(
    'message.clicked',
    'message.opened',
    'message.replied',
    'message.delivered',
    'message.delivered',
    'message.bounced',
  ),
  properties: fc.record(
    { ref, link: fc.constantFrom('paper', 'demo'), machine: fc.boolean() },
    { requiredKeys: ['ref', 'link'] },
  ),
});

const sales: fc.Arbitrary<InputBody> = fc.record({
  kind: fc.constant('event' as const),
  name: fc.constantFrom('ticket.assigned', 'ticket.contacted', 'ticket.feedback'),
  properties: fc.record({
    ref,
    ticket: fc.constantFrom('T1', 'T2'),
    queue: fc.constantFrom('sales', 'service'),
    result: fc.constantFrom('won', 'lost', 'interested', 'invalid'),
  }),
});

const purchase: fc.Arbitrary<InputBody> = fc.record({
  kind: fc.constant('event' as const),
  name: fc.constantFrom('order_placed', 'order_placed', 'order_refunded'),
  properties: fc.record(
    {
      orderId: fc.constantFrom('O1', 'O2', 'O3'),
      amount: fc.constantFrom(0, 1, 2),
      full: fc.boolean(),
      p: value,
    },
    { requiredKeys: ['orderId'] },
  ),
});

const benefit: fc.Arbitrary<InputBody> = fc.record({
  kind: fc.constant('event' as const),
  name: fc.constantFrom('benefit.granted', 'benefit.refused'),
  properties: fc.record({ ref: fc.constantFrom('g1', 'g2', 'g3') }),
});

const control: fc.Arbitrary<InputBody> = fc
  .oneof(
    fc.record(
      {
        do: fc.constant('pause' as const),
        scope: fc.constantFrom('marketing', 'all'),
        until: fc.constant(START + 5 * DAY),
      },
      { requiredKeys: ['do', 'scope'] },
    ),
    fc.record({ do: fc.constant('resume' as const) }),
    fc.record({
      do: fc.constantFrom('enrol', 'exit'),
      journey: fc.constantFrom('j0', 'j1', 'none'),
    }),
  )
  .map((order): InputBody => ({ kind: 'control', control: order }));

const outcome = (at: number): fc.Arbitrary<InputBody> =>
  fc.record({
    kind: fc.constant('outcome' as const),
    ref,
    result: fc.constantFrom(
      'accepted',
      'refused',
      'expired',
      'failed',
      'held',
      'withheld',
      'doubt',
    ),
    at: fc.constant(at),
  });

const facts: fc.Arbitrary<Facts> = fc.record(
  {
    attributes: fc.dictionary(fc.constantFrom(...ATTRIBUTES, 'unknown', '__proto__'), value, {
      maxKeys: 3,
    }),
    tags: fc.record({ add: fc.subarray([...TAGS]), remove: fc.subarray([...TAGS]) }),
    consent: fc.array(
      fc.record({
        channel: fc.constantFrom(...CHANNELS),
        purpose: fc.constant('marketing'),
        granted: fc.constantFrom(true, true, false),
        by: fc.constant('lead' as const),
      }),
      { maxLength: 2 },
    ),
    reach: fc.dictionary(
      fc.constantFrom(...CHANNELS),
      fc.constantFrom('ok', 'ok', 'ok', 'ok', 'none', 'suppressed'),
    ),
    timeZone: fc.constantFrom('Asia/Shanghai', 'Mars/Olympus'),
  },
  { requiredKeys: [] },
);

const gap = fc.constantFrom(0, 1, 1_000, 61_000, 10 * MINUTE, HOUR, 6 * HOUR, DAY, 4 * DAY);

interface Script {
  gap: number;
  age: number;
  history: boolean;
  facts: Facts | undefined;
  past: { name: string; properties: JsonObject }[];
}

const script: fc.Arbitrary<Script> = fc.record({
  gap,
  age: fc.constantFrom(0, 0, 0, 0, HOUR, 2 * DAY),
  history: fc.constantFrom(false, false, false, false, false, true),
  facts: fc.option(facts, { nil: undefined, freq: 4 }),
  past: fc.oneof(
    { weight: 5, arbitrary: fc.constant<Script['past']>([]) },
    {
      weight: 1,
      arbitrary: fc.array(fc.record({ name: fc.constantFrom(...EVENTS), properties }), {
        maxLength: 3,
      }),
    },
  ),
});

const body = (at: number): fc.Arbitrary<InputBody> =>
  fc.oneof(
    { weight: 6, arbitrary: event },
    { weight: 2, arbitrary: engagement },
    { weight: 2, arbitrary: sales },
    { weight: 2, arbitrary: purchase },
    { weight: 1, arbitrary: benefit },
    { weight: 1, arbitrary: control },
    { weight: 1, arbitrary: outcome(at) },
    { weight: 1, arbitrary: fc.constant<InputBody>({ kind: 'update', by: 'client' }) },
  );

/** Everyone is reachable and has said yes at the beginning, or most scenarios would send nothing. */
const WELCOME: Facts = {
  consent: CHANNELS.map((channel) => ({
    channel,
    purpose: 'marketing',
    granted: true,
    by: 'lead',
  })),
  reach: { email: 'ok', sms: 'ok' },
};

/** Up to `most` inputs of a month or so, numbered and in the order of their arrival. */
export function inputs(most = 12): fc.Arbitrary<Input[]> {
  return fc.array(script, { minLength: 1, maxLength: most }).chain((scripts) => {
    let at = START;
    const made = scripts.map((one, place) => {
      at += place === 0 ? 0 : one.gap;
      return inputAt(one, at, place);
    });
    return fc.tuple(...made);
  });
}

function inputAt(
  { age, history, facts: changed, past }: Script,
  at: number,
  place: number,
): fc.Arbitrary<Input> {
  const first = place === 0;
  const told = first ? WELCOME : changed;
  const what = first
    ? fc.constant<InputBody>({ kind: 'event', name: 'form_submitted', properties: { p: 'a' } })
    : body(at);
  return what.map((one) => ({
    n: place + 1,
    id: `input-${place + 1}`,
    at,
    occurredAt: at - (first ? 0 : age),
    body: one,
    ...(told === undefined ? {} : { facts: told }),
    ...(history && !first ? { history: true } : {}),
    ...(past.length === 0
      ? {}
      : {
          past: past.map((event_, index) => ({
            ...event_,
            id: `past-${place}-${index}`,
            occurredAt: at - HOUR,
          })),
        }),
  }));
}
