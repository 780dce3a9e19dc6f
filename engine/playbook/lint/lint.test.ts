import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { small } from '../../../test/support/playbook/small.js';
import { shanghai } from '../../../test/support/engine/china-2026.js';
import { parsePlaybook, parsePlaybookValue } from '../parse.js';
import { problemWords } from '../problem.js';
import type { Surroundings } from './surroundings.js';

/** `code message (hint)` of everything the lint has against a playbook, problems and warnings alike. */
function findings(yaml: string, surroundings: Surroundings = {}): string[] {
  const parsed = parsePlaybook(yaml, undefined, undefined, surroundings);
  const found = parsed.ok ? parsed.warnings : parsed.problems;
  return found.map((problem) => `${problem.code} ${problemWords(problem)}`);
}

const journey = (steps: readonly string[], rest = 'enter: { event: asked }') =>
  `journeys:\n  j:\n    ${rest}\n    steps:\n${steps.map((step) => `      - ${step}\n`).join('')}`;

const mail = (id: string, more = '') =>
  `{ id: ${id}, send: { template: ${id}, channel: email, category: marketing${more} } }`;

interface Case {
  name: string;
  has: string;
  not: string;
  found: string;
  surroundings?: Surroundings;
}

const rules = (lines: readonly string[]) =>
  `attributes: { size: { type: range }, level: { type: enum, values: [boss, staff] } }
scoring:
  dimensions: { d: {} }
  rules:
${lines.map((line) => `    - { dimension: d, ${line} }\n`).join('')}`;

const caps = (cap: string) =>
  `policies: { caps: [{ id: weekly, channel: email, category: marketing, max: 2, per: 7d${cap} }] }\n`;

/** Both restart, or the second is entered once. */
const enrolling = (second: string) => `journeys:
  a: { enter: { event: asked }, reentry: restart, steps: [{ id: x, enrol: b }] }
  b: { enter: { event: paid }, reentry: ${second}, steps: [{ id: y, enrol: a }] }
`;

const cases: Case[] = [
  {
    name: 'a step that nothing leads to',
    has: journey(['{ id: a, wait: 1d, then: end }', '{ id: b, wait: 1d }']),
    not: journey(['{ id: a, wait: 1d }', '{ id: b, wait: 1d }']),
    found: 'unreachable nothing leads to step `b`',
  },
  {
    name: 'a step that the end of the journey comes before',
    has: journey(
      ['{ id: a, wait: 9d }', '{ id: b, tag: x }'],
      'maxAge: 7d\n    enter: { event: asked }',
    ),
    not: journey(
      ['{ id: a, wait: 6d }', '{ id: b, tag: x }'],
      'maxAge: 7d\n    enter: { event: asked }',
    ),
    found:
      'unreachable step `b` comes too late: maxAge 7d has ended the journey by then (shorter waits, or a longer limit)',
  },
  {
    name: 'a wait without an end for those to whom it never happens',
    has: journey(['{ id: a, wait: { for: { event: paid } } }']),
    not: journey(['{ id: a, wait: { for: { event: paid }, timeout: 9d } }']),
    found:
      'missing-edge a lead for whom this never happens stays at step `a` for ever (timeout: 30d beside `for`, or maxAge on the journey)',
  },
  {
    name: 'a branch that leads to the same step whether it holds or not',
    has: journey(['{ id: a, branch: [{ when: { tier: A }, then: b }] }', '{ id: b, tag: x }']),
    not: journey([
      '{ id: a, branch: [{ when: { tier: A }, then: b }], else: end }',
      '{ id: b, tag: x }',
    ]),
    found:
      'missing-edge whether this holds or not, step `a` leads to `b` (say where else to go: `else`)',
  },
  {
    name: 'a wait for a click on a mail that was not sent',
    has: journey([mail('m'), '{ id: w, wait: { for: { clicked: { step: m } }, timeout: 3d } }']),
    not: journey([
      mail('m').replace(/ }$/, ', edges: { skipped: end, failed: end } }'),
      '{ id: w, wait: { for: { clicked: { step: m } }, timeout: 3d } }',
    ]),
    found:
      'missing-edge where `m` sends nothing, step `w` waits all the same for what its lead does with it (edges: skipped, failed)',
  },
  {
    name: 'a circle without a wait',
    has: journey(['{ id: a, tag: x }', '{ id: b, tag: y, then: a }']),
    not: journey(['{ id: a, wait: 1h }', '{ id: b, tag: y, then: a }']),
    found:
      'endless step `a` comes back to itself without a wait (put a wait of at least a minute into the circle)',
  },
  {
    name: 'a circle whose waits come to less than a minute',
    has: journey(['{ id: a, wait: 29s }', '{ id: b, wait: 30s, then: a }']),
    not: journey(['{ id: a, wait: 30s }', '{ id: b, wait: 30s, then: a }']),
    found:
      'endless step `a` comes back to itself within 59 s (put a wait of at least a minute into the circle)',
  },
  {
    name: 'a circle in which only a time-out passes, and that at once',
    has: journey([
      '{ id: a, wait: { for: { event: asked }, timeout: 1s }, edges: { timeout: b } }',
      '{ id: b, tag: x, then: a }',
    ]),
    not: journey([
      '{ id: a, wait: { for: { event: asked }, timeout: 1h }, edges: { timeout: b } }',
      '{ id: b, tag: x, then: a }',
    ]),
    found:
      'endless step `a` comes back to itself within 1 s (put a wait of at least a minute into the circle)',
  },
  {
    name: 'a circle of journeys that enrol each other without a wait',
    has: enrolling('restart'),
    not: enrolling('never'),
    found:
      'endless journeys that enrol each other without a wait: a → b → a (put a wait of at least a minute into the circle)',
  },
  {
    name: 'a circle of journeys that may be entered again at once',
    has: enrolling('{ after: exit, atLeast: 0m }'),
    not: enrolling('{ after: exit, atLeast: 1m }'),
    found:
      'endless journeys that enrol each other without a wait: a → b → a (put a wait of at least a minute into the circle)',
  },
  {
    name: 'no circle of journeys in which an event is waited for',
    has: enrolling('restart'),
    not: enrolling('restart').replace(
      '{ id: y,',
      '{ id: w, wait: { for: { event: paid }, timeout: 1d } }, { id: y,',
    ),
    found:
      'endless journeys that enrol each other without a wait: a → b → a (put a wait of at least a minute into the circle)',
  },
  {
    name: 'a wait that can never end: no lead is in two tiers',
    has: journey(['{ id: a, wait: { for: { all: [{ tier: A }, { tier: B }] } } }']),
    not: journey(['{ id: a, wait: { for: { any: [{ tier: A }, { tier: B }] }, timeout: 9d } }']),
    found: 'never-ends step `a` waits for ever: what it waits for can never happen (a timeout)',
  },
  {
    name: 'a wait for two events at once',
    has: journey([
      '{ id: a, wait: { for: { all: [{ event: asked }, { event: paid }] }, timeout: 1d } }',
    ]),
    not: journey([
      '{ id: a, wait: { for: { any: [{ event: asked }, { event: paid }] }, timeout: 1d } }',
    ]),
    found: 'never-holds this can never hold: asked and paid never come as one event',
  },
  {
    name: 'a wait for a click on a mail that comes later',
    has: journey(['{ id: w, wait: { for: { clicked: { step: m } } } }', mail('m')]),
    not: journey([
      mail('m').replace(/ }$/, ', edges: { skipped: end, failed: end } }'),
      '{ id: w, wait: { for: { clicked: { step: m } }, timeout: 9d } }',
    ]),
    found: 'never-ends step `w` waits for ever: what it waits for can never happen (a timeout)',
  },
  {
    name: 'a condition that no value passes',
    has: `attributes: { size: { type: range } }\n${journey(['{ id: a, branch: [{ when: { all: [{ attr: size, gte: 500 }, { attr: size, lte: 100 }] }, then: end }], else: end }'])}`,
    not: `attributes: { size: { type: range } }\n${journey(['{ id: a, branch: [{ when: { all: [{ attr: size, gte: 100 }, { attr: size, lte: 500 }] }, then: end }], else: end }'])}`,
    found: 'never-holds this can never hold: no value of `size` passes all of its tests',
  },
  {
    name: 'a score between two neighbours',
    has: journey(
      ['{ id: a, wait: 1d }'],
      'exit: { score: { gt: 9, lt: 10 } }\n    enter: { event: asked }',
    ),
    not: journey(
      ['{ id: a, wait: 1d }'],
      'exit: { score: { gt: 8, lt: 10 } }\n    enter: { event: asked }',
    ),
    found: 'never-holds this can never hold: no score passes all of its tests',
  },
  {
    name: 'a condition and its opposite',
    has: journey(
      ['{ id: a, wait: 1d }'],
      'exit: { all: [{ tag: x }, { not: { tag: x } }] }\n    enter: { event: asked }',
    ),
    not: journey(
      ['{ id: a, wait: 1d }'],
      'exit: { all: [{ tag: x }, { not: { tag: y } }] }\n    enter: { event: asked }',
    ),
    found: 'never-holds this can never hold: it asks for something and for its opposite',
  },
  {
    name: 'a guard that its own trigger never passes',
    has: journey(['{ id: a, wait: 1d }'], 'enter: { tierEntered: B, where: { tier: A } }'),
    not: journey(['{ id: a, wait: 1d }'], 'enter: { tierEntered: B, where: { tierBefore: C } }'),
    found: 'never-holds nobody can enter by tier `B` and pass this: no tier is all of that at once',
  },
  {
    name: 'feedback of sales where nobody is ever assigned',
    has: journey(
      ['{ id: a, wait: 1d }'],
      'exit: { feedback: won }\n    enter: { event: asked }',
    ).concat('sales: { queues: { q: { strategy: sticky } }, feedback: [won] }\n'),
    not: journey(
      ['{ id: a, assign: { queue: q, reason: r, sla: { contact: { within: 1h, clock: wall } } } }'],
      'exit: { feedback: won }\n    enter: { event: asked }',
    ).concat('sales: { queues: { q: { strategy: sticky } }, feedback: [won] }\n'),
    found: 'never-holds this can never hold: no journey assigns a person, so there is no ticket',
  },
  {
    name: 'a tier that no lead could reach',
    has: rules(['id: r, event: asked, points: 4, times: { most: 4 }']),
    not: rules(['id: r, event: asked, points: 4, times: { most: 5 }']),
    found:
      'out-of-reach no lead can reach tier `A`: its points go from 0 to 16 (lower the threshold, or let a rule score more often (`times`))',
  },
  {
    name: 'a tier out of reach because rules on one attribute exclude each other',
    has: rules([
      'id: small, when: { attr: size, lt: 100 }, points: 10',
      'id: large, when: { attr: size, gte: 100 }, points: 12',
      'id: boss, when: { attr: level, eq: boss }, points: 7',
    ]),
    not: rules([
      'id: small, when: { attr: size, gte: 50 }, points: 10',
      'id: large, when: { attr: size, gte: 100 }, points: 12',
      'id: boss, when: { attr: level, eq: boss }, points: 7',
    ]),
    found:
      'out-of-reach no lead can reach tier `A`: its points go from 0 to 19 (lower the threshold, or let a rule score more often (`times`))',
  },
  {
    name: 'a mark and a threshold that no lead could reach',
    has: `${rules(['id: r, event: asked, points: 20, times: { once: about }, where: { about: price }'])}marks: { hot: { scoreReached: 21 } }\n`,
    not: `${rules(['id: r, event: asked, points: 20, times: { once: about }'])}marks: { hot: { scoreReached: 21 } }\n`,
    found:
      'out-of-reach no lead can reach mark `hot`: its points go from 0 to 20 (lower the threshold, or let a rule score more often (`times`))',
  },
  {
    name: 'a score condition beyond what the rules give',
    has: `${rules(['id: r, event: asked, points: 20, times: once'])}${journey(['{ id: a, wait: 1d }'], 'exit: { score: { gte: 30 } }\n    enter: { event: asked }')}`,
    not: `${rules(['id: r, event: asked, points: 20, times: once'])}${journey(['{ id: a, wait: 1d }'], 'exit: { score: { gte: 20 } }\n    enter: { event: asked }')}`,
    found: 'never-holds this can never hold: the rules give from 0 to 20 points',
  },
  {
    name: 'tiers that start at the same points',
    has: small().replace('from: 20', 'from: 10'),
    not: small(),
    found: 'duplicate two tiers start at 10',
  },
  {
    name: 'tiers that overlap, since points are whole',
    has: small().replace('from: 20', 'from: 9.6').replace('from: 10 ', 'from: 9.2 '),
    not: small().replace('from: 20', 'from: 10.6').replace('from: 10 ', 'from: 9.2 '),
    found:
      'overlap tiers `B` and `A` overlap: points are rounded down, and no whole number lies from 9.2 to 9.6 (let tiers start at different whole numbers)',
  },
  {
    name: 'three mails in seven days under two a week',
    has:
      caps('') +
      journey([mail('m'), '{ id: x, wait: 3d }', mail('n'), '{ id: y, wait: 3d }', mail('o')]),
    not:
      caps('') +
      journey([mail('m'), '{ id: x, wait: 3d }', mail('n'), '{ id: y, wait: 4d }', mail('o')]),
    found:
      'capped-by-itself step `o` never sends: its own journey has used up cap `weekly` (2 in 7d) by then (longer waits, whenCapped: { delay: ... }, or a higher cap)',
  },
  {
    name: 'three mails in seven days with too little patience',
    has:
      caps(', whenCapped: { delay: 12h }') +
      journey([mail('m'), '{ id: x, wait: 3d }', mail('n'), '{ id: y, wait: 3d }', mail('o')]),
    not:
      caps(', whenCapped: { delay: 1d }') +
      journey([mail('m'), '{ id: x, wait: 3d }', mail('n'), '{ id: y, wait: 3d }', mail('o')]),
    found:
      'capped-by-itself step `o` never sends: its own journey has used up cap `weekly` (2 in 7d) by then (longer waits, whenCapped: { delay: ... }, or a higher cap)',
  },
  {
    name: 'a mail that its own cap bars on one way only',
    has:
      caps('') +
      journey([
        mail('m'),
        '{ id: b, branch: [{ when: { tag: x }, then: n }], else: y }',
        mail('n'),
        '{ id: y, wait: 1d }',
        mail('o'),
      ]),
    not:
      caps('') +
      journey([
        mail('m'),
        '{ id: b, branch: [{ when: { tag: x }, then: n }], else: y }',
        mail('n'),
        '{ id: y, wait: 7d }',
        mail('o'),
      ]),
    found:
      'capped-by-itself step `o` on one way never sends: its own journey has used up cap `weekly` (2 in 7d) by then (longer waits, whenCapped: { delay: ... }, or a higher cap)',
  },
  {
    name: 'an attribute that holds what the law calls sensitive',
    has: 'attributes: { bloodType: { type: string } }\n',
    not: 'attributes: { contentType: { type: string } }\n',
    found:
      'sensitive `bloodType` looks like medical health (医疗健康) (article 28 of the PIPL asks for a specific purpose, a strict need and separate consent: leave it out if you can)',
  },
  {
    name: 'a channel for which no attribute holds an address',
    has: `attributes: { phone: { type: phone } }\n${journey([mail('m')])}`,
    not: `attributes: { mail: { type: email } }\n${journey([mail('m')])}`,
    found:
      'reaches-nobody no attribute holds an address for email, so it reaches nobody (an attribute of type email)',
  },
  {
    name: 'a send over a channel of colleagues',
    has: journey([mail('m').replace('email', 'desk')]),
    not: journey([mail('m')]),
    found: 'reaches-nobody desk reaches colleagues, not leads (a `notify` step tells a colleague)',
  },
  {
    name: 'marketing over a channel for which no form asks consent',
    has: `attributes: { phone: { type: phone }, mail: { type: email } }
forms: { f: { consent: { required: true, purpose: marketing, channels: [sms], text: t } } }
${journey([mail('m')])}`,
    not: `attributes: { phone: { type: phone }, mail: { type: email } }
forms: { f: { consent: { required: true, purpose: marketing, channels: [sms, email], text: t } } }
${journey([mail('m')])}`,
    found:
      'no-consent no form asks for consent to email, so nobody gets this (add email to `consent.channels` of a form)',
  },
  {
    name: 'attributes that derive from each other',
    has: `attributes: { a: { type: enum, derive: { from: b, rows: [{ match: [x], is: y }] } }, b: { type: enum, derive: { from: a, rows: [{ match: [y], is: x }] } } }\n`,
    not: `attributes: { a: { type: enum, derive: { from: b, rows: [{ match: [x], is: y }] } }, b: { type: string } }\n`,
    found: 'circle attributes that derive from each other: a from b from a',
  },
  {
    name: 'an attribute derived from what the state only knows to be there',
    has: `attributes: { a: { type: enum, derive: { from: b, rows: [{ match: [x], is: y }] } }, b: { type: string, personal: true } }\n`,
    not: `attributes: { a: { type: enum, derive: { from: b, rows: [{ match: [x], is: y }] } }, b: { type: string, personal: false } }\n`,
    found:
      'personal-source `b` is personal: of such values it is only known that they are there (derive from one that is not personal)',
  },
  {
    name: 'a tag with a placeholder that nothing fills',
    has: journey(['{ id: a, tag: "from:{{ source.channel }}" }']),
    not: journey(['{ id: a, tag: "from:{{ entry.about }}" }']),
    found: 'unknown-variable nothing is known of `source` here (one of lead, entry, event)',
  },
  {
    name: 'one template for the same leads on two occasions',
    has: `${journey([mail('m')])}  k:\n    enter: { event: paid }\n    steps: [${mail('m')}]\n`,
    not: `${journey([mail('m')])}  k:\n    enter: { event: paid }\n    steps: [${mail('n')}]\n`,
    found:
      'sent-twice `m` is also sent by journey `j`, which the same leads may enter (let their guards exclude each other)',
  },
  {
    name: 'a piece of a pool that another journey sends as well',
    has: `pools: { p: { pieces: [m, n] } }\n${journey([mail('m')])}  k:\n    enter: { event: paid }\n    steps: [{ id: x, send: { pool: p, channel: email, category: marketing } }]\n`,
    not: `pools: { p: { pieces: [m, n] } }\n${journey(['{ id: x, send: { pool: p, channel: email, category: marketing } }'])}  k:\n    enter: { event: paid }\n    steps: [{ id: x, send: { pool: p, channel: email, category: marketing } }]\n`,
    found:
      'sent-twice `m` is also sent by journey `j`, which the same leads may enter (let their guards exclude each other)',
  },
  {
    name: 'what began a run, asked of what was counted',
    has: journey([
      '{ id: a, branch: [{ when: { event: paid, where: { orderId: "{{ entry.about }}" } }, then: end }], else: b }',
      '{ id: b, tag: x }',
    ]),
    not: journey([
      '{ id: a, wait: { for: { event: paid, where: { orderId: "{{ entry.about }}" } }, timeout: 1d } }',
    ]),
    found:
      'no-entry what began a run is not known here: this never matches (wait for the event, or test it in exit or goal)',
  },
  {
    name: 'what began a run, asked by a rule',
    has: rules(['id: r, event: paid, where: { orderId: "{{ entry.about }}" }, points: 5']),
    not: rules(['id: r, event: paid, where: { orderId: O-1 }, points: 5']),
    found:
      'no-entry what began a run is not known here: this never matches (wait for the event, or test it in exit or goal)',
  },
  {
    name: 'more in a window of time than a counter keeps',
    has: journey(
      ['{ id: a, wait: 1d }'],
      'exit: { count: { event: asked, within: 7d }, gte: 101 }\n    enter: { event: asked }',
    ),
    not: journey(
      ['{ id: a, wait: 1d }'],
      'exit: { count: { event: asked, within: 7d }, gte: 100 }\n    enter: { event: asked }',
    ),
    found:
      'never-holds this can never hold: with `within` or `distinct` no more than 100 are counted',
  },
  {
    name: 'consent that nobody is asked for',
    has: journey(
      ['{ id: a, wait: 1d }'],
      'exit: { consent: { channel: email, purpose: marketting, is: withdrawn } }\n    enter: { event: asked }',
    ),
    not: journey(
      ['{ id: a, wait: 1d }'],
      'exit: { consent: { channel: email, purpose: marketing, is: withdrawn } }\n    enter: { event: asked }',
    ),
    found: 'unasked-purpose no form asks for consent to "marketting", did you mean `marketing`?',
  },
  {
    name: 'a wait until a day on which its calendar is closed',
    has: `calendars: { office: { week: { mon-fri: ['09:00-18:00'] } } }\n${journey(['{ id: a, wait: { until: { day: sun, at: "10:00", calendar: office } } }'])}`,
    not: `calendars: { office: { week: { mon-fri: ['09:00-18:00'] } } }\n${journey(['{ id: a, wait: { until: { day: [fri, sat], at: "10:00", calendar: office } } }'])}`,
    found:
      'closed-days calendar `office` is closed on sun: this comes on days in lieu only (another day, or another calendar)',
  },
  {
    name: 'one template for the same leads out of two journeys',
    has: `${journey([mail('m')])}  k:\n    enter: { event: asked, where: { tier: A } }\n    steps: [${mail('m')}]\n`,
    not: `${journey([mail('m')], 'enter: { event: asked, where: { tier: { before: A } } }')}  k:\n    enter: { event: asked, where: { tier: A } }\n    steps: [${mail('m')}]\n`,
    found:
      'sent-twice `m` is also sent by journey `j`, which the same leads may enter (let their guards exclude each other)',
  },
  {
    name: 'an event that nobody sent for 30 days',
    has: journey(['{ id: a, wait: 1d }']),
    not: journey(['{ id: a, wait: 1d }'], 'enter: { event: paid }'),
    surroundings: { eventsSeen: new Set(['paid']) },
    found:
      'never-seen event `asked` was never seen in the last 30 days (see `leadloom tail` for what comes in)',
  },
  {
    name: 'a list of holidays that ends within 90 days',
    has: 'calendars: { w: { week: { mon: ["09:00-18:00"] }, holidays: { include: cn-2026 } } }\n',
    not: 'calendars: { w: { week: { mon: ["09:00-18:00"] }, holidays: { closed: [2027-01-01] } } }\n',
    surroundings: { now: shanghai('2026-10-03 12:00') },
    found:
      'holidays-end the holidays of `w` are known until 2026-12-31 only (include the next year)',
  },
];

describe('the lint finds', () => {
  it.each(cases)('$name', ({ has, not, found, surroundings }) => {
    const whole = (sections: string) =>
      sections.startsWith('schema:') ? sections : small(sections);
    expect(findings(whole(has), surroundings)).toContain(found);
    expect(findings(whole(not), surroundings)).toEqual([]);
  });
});

it.each([
  'religion',
  'fingerprintId',
  'bank_card',
  'gpsTrack',
  'childAge',
  'party_member',
  '宗教信仰',
  '银行卡号',
  '行踪轨迹',
])('%s is called sensitive', (name) => {
  const yaml = small(`derivedEvents: {}\n`).replace('asked: {', `asked: { "${name}": string?,`);
  expect(findings(yaml)).toEqual([expect.stringMatching(/^sensitive .*PIPL/)]);
});

it.each(['trackingNo', 'position', 'age', 'company', 'gender', 'minorVersion2', '公司'])(
  '%s is not called sensitive',
  (name) => {
    const yaml = small().replace('asked: {', `asked: { "${name}": string?,`);
    expect(findings(yaml)).toEqual([]);
  },
);

it.each([
  ['without mistakes', 'A'],
  ['with thousands of mistakes', 'X'],
])(
  'more than a thousand steps, near all a document may hold, are linted within a second: %s',
  (_, tier) => {
    const wait = { for: { all: [{ tier }, { tag: 't' }] }, timeout: '1h' };
    const steps = Array.from({ length: 100 }, (__, step) =>
      step % 2 === 0
        ? {
            id: `s${step}`,
            send: { template: `m${step}`, channel: 'email', category: 'marketing' },
          }
        : { id: `s${step}`, wait },
    );
    const cap = { id: 'weekly', channel: 'email', category: 'marketing', max: 2, per: '7d' };
    const journeys = Array.from({ length: 16 }, (__, index) => [
      `j${index}`,
      { enter: { event: 'asked' }, steps },
    ]);
    const playbook = {
      ...(parse(small()) as object),
      policies: {
        caps: Array.from({ length: 50 }, (__, index) => ({ ...cap, id: `cap${index}` })),
      },
      journeys: Object.fromEntries(journeys) as object,
    };
    const began = process.cpuUsage();
    const parsed = parsePlaybookValue(playbook);
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1_000).toBeLessThan(1_000);
    expect(parsed.ok).toBe(false);
  },
);
