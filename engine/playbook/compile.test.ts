import { describe, expect, it } from '@jest/globals';
import { compiled, documentOf, small } from '../../test/support/playbook/small.js';
import { compile } from './compile.js';
import type { Condition } from './condition.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const withSteps = (steps: string, more = '') =>
  compiled(`journeys: { j: { enter: { manual: true }, steps: [${steps}] } }\n${more}`);
const stepsOf = (steps: string, more = '') => withSteps(steps, more).journeys[0]?.steps ?? [];

describe('edges', () => {
  it('lead to the next step where nothing is said, and to the end after the last', () => {
    const send = 'send: { template: t, channel: email, category: marketing }';
    expect(stepsOf(`{ id: a, ${send} }, { id: b, wait: 1d }`)).toMatchObject([
      { edges: { sent: 1, skipped: 1, failed: 1 } },
      { do: 'wait', ms: DAY, next: 'end' },
    ]);
  });

  it('follow `then`, except where an edge of its own is named', () => {
    const send = 'send: { template: t, channel: email, category: marketing }';
    const steps = `{ id: w, wait: 1d }, { id: a, ${send}, then: w, edges: { failed: end } }`;
    expect(stepsOf(steps)[1]).toMatchObject({ edges: { sent: 0, skipped: 0, failed: 'end' } });
  });

  it('of a wait are one for each event and one for the time-out', () => {
    const wait = '{ id: a, wait: { for: { event: paid }, timeout: 3d }, edges: { happened: c } }';
    const choice =
      '{ id: b, wait: { for: [{ when: { event: paid }, then: end }, { when: { replied: any }, then: c }] } }';
    expect(stepsOf(`${wait}, ${choice}, { id: c, wait: 1d }`)).toMatchObject([
      { do: 'await', for: [{ edge: 2 }], timeout: 3 * DAY, onTimeout: 1 },
      { do: 'await', for: [{ edge: 'end' }, { edge: 2 }], onTimeout: 2 },
      {},
    ]);
  });
});

describe('a condition means what its place says', () => {
  const places = compiled(`links: { demo: {} }
sales: { queues: { q: { strategy: round-robin } }, feedback: [won] }
journeys:
  j:
    enter: { tierEntered: A, where: { event: paid } }
    exit: { event: paid }
    goal: { any: [{ clicked: { step: mail } }, { clicked: { template: t, link: demo } }, { ticket: contacted }, { feedback: won }] }
    steps:
      - { id: mail, send: { template: t, channel: email, category: marketing } }
      - id: how
        branch:
          - { when: { event: paid }, then: end }
          - { when: { clicked: { step: mail } }, then: end }
          - { when: { ticket: contacted }, then: end }
`);
  const [journey] = places.journeys;
  const paid = { event: 'paid', where: [] };

  it('in an exit, a goal or a guard: the current input', () => {
    expect(journey?.exit).toEqual({ is: 'event', pattern: paid });
    expect(journey?.where).toEqual({ is: 'event', pattern: paid });
    expect(journey?.goal).toEqual({
      is: 'any',
      of: [
        { is: 'engages', what: 'clicked', step: 'mail' },
        {
          is: 'event',
          pattern: {
            event: 'message.clicked',
            where: [
              { property: 'link', test: { op: 'eq', value: 'demo' } },
              { property: 'template', test: { op: 'eq', value: 't' } },
            ],
          },
        },
        { is: 'event', pattern: { event: 'ticket.contacted', where: [] } },
        {
          is: 'event',
          pattern: {
            event: 'ticket.feedback',
            where: [{ property: 'result', test: { op: 'in', values: ['won'] } }],
          },
        },
      ],
    });
  });

  it('in a branch: how the lead stands, with a counter for what happened once', () => {
    const [counter] = Object.values(places.counters);
    expect(counter).toEqual({ id: counter?.id, ...paid });
    expect(journey?.steps[1]).toMatchObject({
      do: 'branch',
      cases: [
        { when: { is: 'count', counter: counter?.id, test: { op: 'gte', value: 1 } } },
        { when: { is: 'engaged', what: 'clicked', step: 'mail' } },
        { when: { is: 'ticket', state: 'contacted' } },
      ],
      otherwise: 'end',
    });
  });
});

describe('an entry', () => {
  const enter = (trigger: string) =>
    compiled(`journeys: { j: { enter: ${trigger}, steps: [{ id: a, wait: 1d }] } }\n`).journeys[0];

  it('has the tests on its event in the trigger, the rest in the guard', () => {
    const journey = enter(
      '{ event: asked, where: { all: [{ event: { about: x } }, { tierBefore: B }] } }',
    );
    expect(journey?.enter).toEqual([
      {
        on: 'event',
        pattern: { event: 'asked', where: [{ property: 'about', test: { op: 'eq', value: 'x' } }] },
      },
    ]);
    expect(journey?.where).toEqual({ is: 'tierBefore', in: ['B'] });
    expect(enter('{ event: asked, where: { event: { about: x } } }')?.where).toBeUndefined();
  });

  it('keeps tests on the event in the guard where they need not hold', () => {
    expect(
      enter('{ event: asked, where: { any: [{ event: { about: x } }, { tier: A }] } }')?.where,
    ).toMatchObject({
      is: 'any',
      of: [{ is: 'entry' }, { is: 'tier' }],
    });
  });

  it('may have several triggers, by mark, score, tier, or becoming true', () => {
    const journey = enter(
      '{ any: [{ scoreReached: 10 }, { tierEntered: A }, { becomesTrue: { tag: x } }, { replied: any }] }',
    );
    expect(journey?.enter.map(({ on }) => on)).toEqual([
      'scoreReached',
      'tierEntered',
      'becomesTrue',
      'event',
    ]);
  });
});

describe('names of levels', () => {
  it.each<[string, Condition]>([
    ['{ tier: { atLeast: B } }', { is: 'tier', in: ['B', 'A'] }],
    ['{ tier: { before: A } }', { is: 'tier', in: ['C', 'B'] }],
    ['{ stage: { before: won } }', { is: 'stage', in: ['new', 'open'] }],
    ['{ stage: { notIn: [won] } }', { is: 'stage', in: ['new', 'open'] }],
    ['{ stage: won }', { is: 'stage', in: ['won'] }],
  ])('%s are resolved', (condition, expected) => {
    const stages =
      'stages: { new: { when: captured }, open: { when: { tier: A } }, won: { when: { event: paid } } }\n';
    const [journey] = compiled(
      `${stages}journeys: { j: { enter: { manual: true }, exit: ${condition}, steps: [{ id: a, wait: 1d }] } }\n`,
    ).journeys;
    expect(journey?.exit).toEqual(expected);
  });
});

describe('time', () => {
  it('of a message counts open minutes and working days unless the playbook says wall', () => {
    const send = (expires: string) =>
      `{ id: a, send: { template: t, channel: email, category: marketing, expires: ${expires} } }`;
    expect(stepsOf(send('3d'))).toMatchObject([
      { send: { expires: { length: 3, unit: 'workdays', counts: 'open' } } },
    ]);
    expect(stepsOf(send('24h'))).toMatchObject([
      { send: { expires: { length: DAY, unit: 'ms', counts: 'open' } } },
    ]);
    const wall = 'policies: { expires: { default: 1d, counts: wall } }\n';
    expect(stepsOf(send('3d'), wall)).toMatchObject([
      { send: { expires: { length: 3 * DAY, unit: 'ms', counts: 'wall' } } },
    ]);
  });

  it("of a ticket is in minutes, in working days, or on the wall; its own deadlines replace the playbook's", () => {
    const sales = `calendars: { working: { week: { mon: ['09:00-18:00'] } } }
sales: { queues: { q: { strategy: sticky } }, sla: { reply: { within: 2h, clock: working }, feedback: { within: 48h, clock: workdays } } }
`;
    const playbook = withSteps(
      `{ id: a, assign: { queue: q, reason: x, sla: reply } }, { id: b, assign: { queue: q, reason: x, sla: { feedback: { within: 1h, clock: wall } } } }`,
      sales,
    );
    expect(playbook.sales.sla).toEqual({
      contact: { within: { length: 600_000, unit: 'ms', counts: 'open' }, calendar: 'working' },
      feedback: { within: { length: 2, unit: 'workdays', counts: 'open' }, calendar: 'working' },
      reply: { within: { length: 2 * HOUR, unit: 'ms', counts: 'open' }, calendar: 'working' },
    });
    expect(playbook.journeys[0]?.steps).toMatchObject([
      { sla: { contact: playbook.sales.sla.reply } },
      {
        sla: {
          feedback: { within: { length: HOUR, unit: 'ms', counts: 'wall' }, calendar: 'anytime' },
        },
      },
    ]);
  });

  it('of a calendar is minutes of the day, over midnight where the end comes first, over the weekend where asked', () => {
    const { calendars } = compiled(`calendars:
  night: { week: { fri-sun: ['22:00-06:00'], sun: ['12:00-13:30'] }, spread: 5m }
  zone: { timeZone: lead, week: { sat-mon: ['00:00-24:00'] } }
`);
    expect(calendars['night']).toMatchObject({
      timeZone: 'Asia/Shanghai',
      week: {
        5: [[1320, 360]],
        6: [[1320, 360]],
        7: [
          [720, 810],
          [1320, 360],
        ],
      },
      spread: 300_000,
    });
    expect(calendars['zone']).toMatchObject({
      timeZone: 'lead',
      week: { 1: [[0, 1440]], 6: [[0, 1440]], 7: [[0, 1440]] },
    });
    expect(calendars['anytime']).toMatchObject({ always: true });
  });

  it('knows holidays by the name of their list, and what a playbook adds to it', () => {
    const { calendars } = compiled(
      "calendars: { w: { week: { mon: ['09:00-18:00'] }, holidays: { include: cn-2026, closed: [2026-12-24] } } }\n",
    );
    expect(calendars['w']?.closed).toContain('2026-10-07');
    expect(calendars['w']?.closed.at(-1)).toBe('2026-12-24');
    expect(calendars['w']?.open).toContain('2026-10-10');
  });
});

describe('counters', () => {
  const count = (where: string) =>
    `{ becomesTrue: { count: { event: asked, where: ${where}, within: 30d, distinct: 30m }, gte: 3 } }`;
  const journey = (trigger: string) => `{ enter: ${trigger}, steps: [{ id: a, wait: 1d }] }`;

  it('are shared by equal counts, and keep their id in the next version', () => {
    const first = compiled(`journeys: { j: ${journey(count('{ about: x, times: 2 }'))} }\n`);
    const next = compiled(
      `journeys: { k: ${journey(count('{ times: 2, about: x }'))}, l: ${journey(count('{ about: y }'))} }\n`,
    );
    const [id] = Object.keys(first.counters);
    expect(Object.keys(next.counters)).toHaveLength(2);
    expect(next.counters[id ?? '']).toMatchObject({
      event: 'asked',
      within: 30 * DAY,
      distinct: { ms: 1_800_000 },
    });
  });
});

describe('a document', () => {
  it('compiles to the same playbook after a store has sorted its keys', () => {
    const sections = `stages: { new: { when: captured }, b: { when: { tier: A } }, a: { when: { event: paid } } }
journeys: { z: { enter: { manual: true }, steps: [{ id: a, wait: 1d }] }, y: { enter: { event: asked, where: { all: [{ event: { times: { lte: 3, gte: 1 }, about: x } }] } }, steps: [{ id: a, wait: 1d }] } }
`;
    const document = documentOf(small(sections));
    const stored = JSON.parse(JSON.stringify(document, sortedKeys)) as typeof document;
    expect(JSON.stringify(stored)).not.toBe(JSON.stringify(document));
    expect(compile(stored, 7)).toEqual(compile(document, 7));
    expect(compile(document, 7).journeys.map(({ id }) => id)).toEqual(['z', 'y']);
    expect(compile(document, 7).stages.map(({ id }) => id)).toEqual(['new', 'b', 'a']);
  });

  it('has a hash that changes with what it says, and not with its version', () => {
    expect(compile(documentOf(small()), 1).hash).toBe(compile(documentOf(small()), 2).hash);
    expect(compiled('links: { a: {} }\n').hash).not.toBe(compiled().hash);
  });
});

function sortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).toSorted(
    ([a], [b]) => a.length - b.length || (a < b ? -1 : 1),
  );
  return Object.fromEntries(entries);
}

describe('scoring', () => {
  const { scoring, derived, policies } = compiled(`scoring:
  total: { floor: none }
  dimensions: { behaviour: { max: 30 }, negative: {} }
  rules:
    - { id: ask, dimension: behaviour, event: asked, points: 3, expires: 30d }
    - { id: pay, dimension: behaviour, event: paid, points: 8, decay: 14d }
    - { id: cold, dimension: negative, points: -2, streak: { event: message.ignored, brokenBy: [message.opened, { event: asked, where: { about: prices } }], reaches: 3 } }
derivedEvents:
  message.ignored: { of: { category: marketing, channel: email }, when: { noHumanOpenOrClick: 72h, after: delivered }, unlessUnknown: machineOpen }
policies:
  caps: [{ id: lowered, channel: email, category: marketing, max: 1, per: 7d, while: { streak: cold } }]
`);

  it('has spans in milliseconds, a streak by all its events, and bounds only where there are any', () => {
    const where = [{ property: 'about', test: { op: 'eq', value: 'prices' } }];
    expect(scoring).toMatchObject({
      floor: null,
      bounds: { behaviour: { max: 30 } },
      rules: [
        { id: 'ask', expires: 30 * DAY },
        { id: 'pay', decay: 14 * DAY },
        {
          on: { event: 'message.ignored', where: [] },
          streak: {
            reaches: 3,
            brokenBy: [
              { event: 'message.opened', where: [] },
              { event: 'asked', where },
            ],
          },
        },
      ],
      byEvent: { asked: [0, 2], paid: [1], 'message.ignored': [2], 'message.opened': [2] },
    });
    expect(compiled('scoring: { dimensions: { d: {} }, rules: [] }\n').scoring).not.toHaveProperty(
      'bounds',
    );
  });

  it('knows what time makes of a silent message, and the cap that holds while a streak stands', () => {
    expect(derived).toEqual([
      {
        event: 'message.ignored',
        of: { category: 'marketing', channel: 'email' },
        after: 'delivered',
        silent: 3 * DAY,
        unknownByMachine: true,
      },
    ]);
    expect(policies.caps[0]?.while).toEqual({ is: 'streak', rule: 'cold', reaches: 3 });
  });
});
