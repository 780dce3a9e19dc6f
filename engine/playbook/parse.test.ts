import { describe, expect, it } from '@jest/globals';
import { complaints, small, warnings } from '../../test/support/playbook/small.js';
import { parsePlaybook, parsePlaybookValue } from './parse.js';

const journey = (rest: string, enter = '{ manual: true }') =>
  small(`journeys:\n  j:\n    enter: ${enter}\n${rest}`);
const steps = (...lines: string[]) =>
  journey(`    steps:\n${lines.map((line) => `      - ${line}\n`).join('')}`);

describe('a mistake in a playbook', () => {
  it('is found at its line and column, with the file it stands in', () => {
    const parsed = parsePlaybook(small('jurneys: {}\n'), 'playbooks/mine.yaml');
    expect(parsed).toEqual({
      ok: false,
      problems: [
        {
          code: 'unknown-key',
          pointer: '/jurneys',
          message: 'unknown key `jurneys`',
          hint: 'did you mean `journeys`?',
          file: 'playbooks/mine.yaml',
          line: 6,
          column: 1,
        },
      ],
      warnings: [],
    });
  });

  it.each([
    [
      'a step',
      steps('{ id: a, send: { template: t, channel: email, category: marketing, widow: x } }'),
    ],
    ['a condition', steps('{ id: a, wait: { for: { event: asked, wher: { about: x } } } }')],
    ['a test', steps('{ id: a, branch: [{ when: { tier: { atleast: A } }, then: end }] }')],
    ['a calendar', small('calendars: { work: { wek: { mon: [] } } }\n')],
  ])('in a key of %s names the key that was meant', (_, yaml) => {
    const [only, ...more] = complaints(yaml);
    expect(more).toEqual([]);
    expect(only).toMatch(/unknown-key unknown key `\w+`, did you mean `\w+`\?$/);
  });

  it.each<[string, string, string]>([
    ['a missing key', steps('{ wait: 1d }'), '10:9 required `id` is missing'],
    [
      'a missing channel',
      steps('{ id: a, send: { template: t, category: marketing } }'),
      '10:18 required `channel` is missing',
    ],
    [
      'a word outside of a closed list',
      steps('{ id: a, send: { template: t, channel: emial, category: marketing } }'),
      '10:48 invalid-value expected email, sms, wecom, onsite, desk, wecom-app, did you mean `email`?',
    ],
    [
      'a duration without a unit',
      steps('{ id: a, wait: "7" }'),
      '10:24 invalid-format a duration is a whole number and s, m, h or d, e.g. 30m, 1h, 3d',
    ],
    [
      'hours that are no hours',
      small('calendars: { work: { week: { mon: ["9:00-18:00"] } } }\n'),
      '6:36 invalid-format open hours look like 09:00-18:00; 22:00-06:00 runs into the next day',
    ],
    [
      'a text where a number belongs',
      small('tiers: [{ id: A, from: ten }]\n').replace(/^tiers.*0 }]\n/m, ''),
      '5:24 invalid-type expected number, found string',
    ],
    [
      'a name with a space',
      small('pools: { a b: { pieces: [x] } }\n'),
      '6:10 invalid-name `a b`: a name starts with a letter and holds letters, digits, - and _',
    ],
  ])('is told in one sentence: %s', (_, yaml, complaint) => {
    expect(complaints(yaml)).toEqual([complaint]);
  });

  it('does not hide the others: all are told at once, from top to bottom', () => {
    const yaml = small('pools: { p: { pieces: [] } }\nlinks: { l: { emit: 1 } }\n');
    expect(complaints(yaml)).toEqual([
      expect.stringMatching(/^6:23 too-small /),
      '7:15 unknown-key unknown key `emit`, did you mean `emits`?',
    ]);
  });

  it('of YAML itself is found too', () => {
    expect(complaints('a: 1\nb: 2\na: 3\n')).toEqual(['3:1 yaml Map keys must be unique']);
    expect(complaints('a:\n\tb: 1\n')).toEqual(['2:1 yaml Tabs are not allowed as indentation']);
    expect(complaints('a: 1\n---\nb: 2\n')).toEqual([
      expect.stringMatching(/^\d+:\d+ yaml .*multiple documents/),
    ]);
  });
});

describe('a name that stands for nothing', () => {
  it.each<[string, string, string]>([
    [
      'event',
      journey('    steps: [{ id: a, wait: 1d }]\n', '{ event: aksed }'),
      'unknown event `aksed`, did you mean `asked`?',
    ],
    [
      'property',
      journey(
        '    steps: [{ id: a, wait: 1d }]\n',
        '{ event: asked, where: { event: { abuot: x } } }',
      ),
      'event `asked` has no property `abuot`, did you mean `about`?',
    ],
    [
      'tier',
      journey('    steps: [{ id: a, wait: 1d }]\n', '{ tierEntered: D }'),
      'unknown tier `D` (known: A, B, C)',
    ],
    [
      'journey',
      journey('    exit: { enrolled: k }\n    steps: [{ id: a, wait: 1d }]\n'),
      'unknown journey `k` (known: j)',
    ],
    [
      'stage',
      journey('    exit: { stage: { atLeast: led } }\n    steps: [{ id: a, wait: 1d }]\n'),
      'unknown stage `led`, did you mean `lead`?',
    ],
    [
      'step',
      steps('{ id: first, wait: 1d, then: frist }'),
      'unknown step `frist`, did you mean `first`?',
    ],
    [
      'pool',
      steps('{ id: a, send: { pool: p, channel: email, category: marketing } }'),
      'unknown pool `p`',
    ],
    [
      'calendar',
      steps(
        '{ id: a, send: { template: t, channel: email, category: marketing, window: anytme } }',
      ),
      'unknown calendar `anytme`, did you mean `anytime`?',
    ],
    [
      'cap',
      steps('{ id: a, send: { template: t, channel: email, category: marketing, exempt: [c] } }'),
      'unknown cap `c`',
    ],
    ['journey to enrol into', steps('{ id: a, enrol: k }'), 'unknown journey `k` (known: j)'],
    [
      'way of a split',
      steps('{ id: a, split: [{ weight: 1, then: b }] }'),
      'unknown step `b` (known: a, end)',
    ],
    [
      'calendar of a wait',
      steps("{ id: a, wait: { until: { at: '09:00', calendar: wrking } } }"),
      'unknown calendar `wrking` (known: anytime)',
    ],
    [
      'time zone of a wait',
      steps("{ id: a, wait: { until: { at: '09:00', timeZone: Asia/Shangai } } }"),
      'unknown time zone `Asia/Shangai`, did you mean `Asia/Shanghai`?',
    ],
    ['queue', steps('{ id: a, assign: { queue: sales, reason: x } }'), 'unknown queue `sales`'],
    [
      'link',
      journey('    exit: { clicked: { link: demo } }\n    steps: [{ id: a, wait: 1d }]\n'),
      'unknown link `demo`',
    ],
    [
      'time zone',
      small().replace('Asia/Shanghai', 'Asia/Shangai'),
      'unknown time zone `Asia/Shangai`, did you mean `Asia/Shanghai`?',
    ],
    [
      'holiday list',
      small(
        'calendars: { w: { week: { mon: ["09:00-18:00"] }, holidays: { include: cn-2036 } } }\n',
      ),
      'unknown holidays `cn-2036`, did you mean `cn-2026`?',
    ],
    [
      'value',
      small(
        'attributes: { a: { type: enum, values: [manager, staff] } }\nscoring: { dimensions: { d: {} }, rules: [{ id: r, dimension: d, when: { attr: a, eq: managr }, points: 1 }] }\n',
      ),
      'unknown value `managr`, did you mean `manager`?',
    ],
  ])('is refused: %s', (_, yaml, message) => {
    const [only, ...more] = complaints(yaml);
    expect(more).toEqual([]);
    expect(only?.split(' ').slice(2).join(' ')).toBe(message);
  });
});

describe('a time zone', () => {
  it.each(['UTC', 'Asia/Kolkata', 'Asia/Calcutta', 'America/New_York'])('may be %s', (zone) => {
    expect(complaints(small().replace('Asia/Shanghai', zone))).toEqual([]);
  });
});

describe('what can never work', () => {
  it('is refused: a circle that passes no wait', () => {
    const yaml = steps('{ id: a, tag: x }', '{ id: b, tag: y, then: a }', '{ id: c, wait: 1d }');
    expect(complaints(yaml)).toEqual([
      '10:9 endless step `a` comes back to itself without a wait (put a wait of at least a minute into the circle)',
    ]);
    const slow = steps('{ id: a, wait: 1d }', '{ id: b, tag: y, then: a }');
    expect(complaints(slow)).toEqual([]);
    const idle = steps('{ id: a, wait: 0m }', '{ id: b, tag: y, then: a }');
    expect(complaints(idle)).toHaveLength(1);
  });

  it('is refused: two heads of one condition, a step that does nothing, a test without a value', () => {
    expect(
      complaints(journey('    exit: { tier: A, stage: lead }\n    steps: [{ id: a, wait: 1d }]\n')),
    ).toEqual(['9:11 exactly-one a condition has tier and stage; it may have one of them']);
    expect(complaints(steps('{ id: a, then: end }'))).toEqual([
      expect.stringMatching(/^10:9 exactly-one a step needs one of send, wait, /),
    ]);
    expect(
      complaints(journey('    exit: { clicked: any, gte: 3 }\n    steps: [{ id: a, wait: 1d }]\n')),
    ).toEqual(['9:32 misplaced `gte` does not belong beside `clicked`']);
  });

  it('is refused: an edge of another kind of step, and a click on a step that sends nothing', () => {
    expect(complaints(steps('{ id: a, wait: 1d, edges: { sent: end } }'))).toEqual([
      '10:43 misplaced wait has no edge `sent`',
    ]);
    expect(
      complaints(
        steps('{ id: a, wait: 1d }', '{ id: b, wait: { for: { clicked: { step: a } } } }'),
      ),
    ).toEqual(['11:50 not-a-send step `a` sends nothing']);
  });

  it('is refused: what stands beside a step and would be passed over in silence', () => {
    expect(complaints(steps('{ id: a, wait: 1d, holdout: 10% }'))).toEqual([
      '10:37 misplaced `holdout` belongs to a split',
    ]);
    expect(complaints(steps('{ id: a, wait: 1d, edges: { happened: end } }'))).toEqual([
      '10:47 misplaced nothing is waited for',
    ]);
    expect(complaints(steps('{ id: a, exit: true, then: a }'))).toEqual([
      '10:36 misplaced nothing follows on exit but its own ways',
    ]);
    const both = "{ id: a, wait: { until: { at: '09:00', calendar: anytime, timeZone: lead } } }";
    expect(complaints(steps(both))).toEqual([
      '10:77 misplaced a calendar has a time zone of its own (say either of them)',
    ]);
  });

  it('is refused: a journey that enrols into itself, and a reason that means another end', () => {
    expect(complaints(steps('{ id: a, enrol: j }'))).toEqual([
      '10:25 own-journey a journey cannot enrol into itself (`then` leads back)',
    ]);
    expect(complaints(steps('{ id: a, exit: goal }'))).toEqual([
      '10:24 reserved `goal` is how the engine calls another end',
    ]);
  });

  it('is refused: a circle over a split, and not one over a wait until a day', () => {
    const ways = (then: string) => `{ id: a, split: [{ weight: 1, then: ${then} }] }`;
    expect(complaints(steps(ways('a')))).toHaveLength(1);
    const monday = "{ id: b, wait: { until: { day: mon, at: '09:00' } }, then: a }";
    expect(complaints(steps(ways('b'), monday))).toEqual([]);
  });

  it('is refused: benefits and coupons that nothing describes', () => {
    expect(complaints(steps('{ id: a, grant: { benefit: b } }'))).toEqual([
      '10:36 unknown-benefit unknown benefit `b`',
    ]);
    expect(
      complaints(
        steps('{ id: a, send: { template: t, channel: email, category: marketing, coupon: c } }'),
      ),
    ).toEqual(['10:84 unknown-coupon unknown coupon `c`']);
  });

  it('is warned of: a step that nothing leads to, holidays that are not published yet', () => {
    expect(warnings(steps('{ id: a, wait: 1d, then: end }', '{ id: b, wait: 1d }'))).toEqual([
      '11:9 unreachable nothing leads to step `b`',
    ]);
    const asked =
      '{ id: a, send: { template: t, channel: email, category: marketing, purpose: nws } }';
    expect(warnings(steps(asked, '{ id: b, wait: 1d }'))).toContainEqual(
      expect.stringContaining('unasked-purpose no form asks for consent to "nws"'),
    );
    const yaml = small(
      'calendars: { w: { week: { mon: ["09:00-18:00"] }, holidays: { include: cn-2027 } } }\n',
    );
    expect(warnings(yaml)).toEqual([
      '6:72 provisional-holidays cn-2027 is not published yet: it holds the statutory days only',
    ]);
  });
});

describe('scoring that makes no sense', () => {
  const rules = (rule: string, more = '') =>
    small(
      `scoring: { dimensions: { d: { min: 0, max: 9 } }, rules: [{ id: r, dimension: d, ${rule} }] }\n${more}`,
    );

  it.each([
    [
      'event: asked, points: 1, expires: 30d, decay: 7d',
      'exactly-one points either expire or decay',
    ],
    [
      'event: asked, points: -1, decay: 7d',
      'misplaced points below zero do not decay: the score would rise by itself (use expires)',
    ],
    ['event: asked, points: 1, decay: 0d', 'impossible a half-life of nothing leaves no points'],
    [
      'when: { tier: A }, points: 1, expires: 7d',
      'misplaced `expires` belongs to a rule with an event; one with "when" holds while it is true',
    ],
    [
      'event: asked, points: 1, streak: { event: asked, brokenBy: [paid], reaches: 2 }',
      'exactly-one a rule has event and streak; it may have one of them',
    ],
    [
      'points: 1, streak: { event: asked, brokenBy: [payd], reaches: 2 }',
      'unknown-event unknown event `payd`, did you mean `paid`?',
    ],
  ])('is refused: %s', (rule, complaint) => {
    expect(complaints(rules(rule)).map((line) => line.replace(/^\S+ /u, ''))).toContain(complaint);
  });

  it('is refused: a dimension with its bounds crossed, a streak that no rule has', () => {
    expect(
      complaints(small('scoring: { dimensions: { d: { min: 9, max: 1 } }, rules: [] }\n')),
    ).toEqual([expect.stringMatching(/impossible at least 9 is more than at most 1$/u)]);
    const yaml = rules(
      'points: 1, streak: { event: asked, brokenBy: [paid], reaches: 2 }',
      'policies: { caps: [{ id: c, channel: email, category: marketing, max: 1, per: 7d, while: { streak: s } }] }\n',
    );
    expect(complaints(yaml)).toEqual([expect.stringMatching(/unknown-streak unknown streak `s`/u)]);
    expect(complaints(yaml.replace('streak: s', 'streak: r'))).toEqual([]);
  });

  it('is warned of: a rule on ignored mails, and nothing says when a mail is ignored', () => {
    const yaml = rules('event: message.ignored, points: -1');
    const ignored = expect.stringMatching(/never-made message.ignored never happens/u);
    expect(warnings(yaml)).toContainEqual(ignored);
    const derived =
      'derivedEvents: { message.ignored: { of: { category: marketing, channel: email }, when: { noHumanOpenOrClick: 72h, after: sent } } }\n';
    expect(warnings(yaml + derived)).not.toContainEqual(ignored);
  });

  it('is warned of: a tier above what its dimensions may add', () => {
    expect(warnings(rules('event: asked, points: 1'))).toEqual([
      expect.stringMatching(/out-of-reach no lead can reach tier `A`: its points go from 0 to 9/u),
      expect.stringMatching(/out-of-reach no lead can reach tier `B`/u),
    ]);
    expect(warnings(rules('event: asked, points: 1').replace('max: 9', 'max: 20'))).toEqual([]);
  });
});

describe('a playbook in JSON', () => {
  it('is held to the same rules, without places in a text', () => {
    expect(
      parsePlaybookValue({
        schema: 1,
        playbook: 'p',
        timeZone: 'UTC',
        tiers: [{ id: 'A', from: 0, form: 1 }],
      }),
    ).toEqual({
      ok: false,
      problems: [
        {
          code: 'unknown-key',
          pointer: '/tiers/0/form',
          message: 'unknown key `form`',
          hint: 'did you mean `from`?',
        },
      ],
      warnings: [],
    });
  });

  it('may be any value at all and nested without end', () => {
    for (const value of [null, 7, 'x', [], [[[]]], { schema: 2 }]) {
      expect(parsePlaybookValue(value).ok).toBe(false);
    }
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = { not: deep };
    expect(parsePlaybookValue(deep)).toMatchObject({ ok: false, problems: [{ code: 'too-deep' }] });
  });
});
