import { describe, expect, it } from '@jest/globals';
import { inShanghai, shanghai } from '../../test/support/engine/china-2026.js';
import { event, form, notes, outgoing } from '../../test/support/engine/story.js';
import { preset, presetWith } from '../../test/support/playbook/presets.js';
import { specification } from '../../test/support/specification.js';
import { hash } from '../hash.js';
import type { Json } from '../json.js';
import { totalScore } from '../scoring/total.js';
import { simulate, type Scripted } from './simulate.js';

const playbook = preset('enterprise-strategy');
const { given } = specification(playbook);
const spread = (hash('simulated') % 900) * 1_000;
const opening = (time: string) => inShanghai(shanghai(time) + spread);

/** Tuesday 2026-11-24, ten o'clock: 10 points by the form. */
const captured = (attributes: { [name: string]: Json } = {}, at = '2026-11-24 10:00') =>
  form(at, attributes);
const paper = (title: string, at: string) => event(at, 'whitepaper_downloaded', { title });
const page = (product: string, at: string) => event(at, 'product_page_viewed', { product });
const opened = (ref: string, at: string) => event(at, 'message.opened', { ref: `old-${ref}` });

/** What a lead has done beside the form: how many papers of 20, pages of 5, opened mails of 3. */
function doings(papers: number, pages: number, opens: number, at = '2026-11-24 10:10'): Scripted[] {
  const names = (count: number) => Array.from({ length: count }, (_, place) => `n${place}`);
  return [
    ...names(papers).map((name) => paper(name, at)),
    ...names(pages).map((name) => page(name, at)),
    ...names(opens).map((name) => opened(name, at)),
  ];
}
/** For a score, with the form's 10. */
const SCORES: { [score: number]: [papers: number, pages: number, opens: number] } = {
  39: [1, 0, 3],
  40: [1, 2, 0],
  69: [2, 2, 3],
  70: [3, 0, 0],
  79: [3, 0, 3],
  80: [3, 2, 0],
  85: [3, 3, 0],
  89: [3, 2, 3],
  90: [4, 0, 0],
  91: [3, 3, 2],
  95: [4, 1, 0],
};
const scoring = (score: number, at?: string) => doings(...(SCORES[score] ?? [0, 0, 0]), at);
/** The last event is the one that reaches the score. */
const reaching = (score: number, at: string) => {
  const all = scoring(score, at);
  const last = all.pop();
  return { before: all, last: last ?? captured() };
};
const unsubscribed = (at: string): Scripted => ({
  at: shanghai(at),
  facts: { consent: [{ channel: 'email', purpose: 'marketing', granted: false, by: 'lead' }] },
  body: { kind: 'update', by: 'lead' },
});
const run = (...inputs: Scripted[]) =>
  simulate(playbook, inputs, Math.max(...inputs.map(({ at }) => at)));

/** Three marketing mails in five days: the deep ones of Monday, Wednesday and Friday at 10:10. */
const fullWeek = [
  captured({}, '2026-11-23 10:00'),
  ...scoring(70, '2026-11-23 10:10'),
  event('2026-11-27 10:10', 'ping'),
];
/** A fourth falls due with the third of these. */
const fourth = ['11:00', '11:40', '12:20'].map((time) => page('A', `2026-11-27 ${time}`));

describe('the scoring table', () => {
  const at = '2026-11-24 10:10';
  const rows: [string, number, Scripted[]][] = [
    ['base | form submitted: +10', 10, []],
    ['base | form submitted, a second one: no more', 10, [form(at, {})]],
    ['base | whitepaper downloaded: +20', 30, [paper('a', at)]],
    [
      'base | whitepaper downloaded, the same title again: no more',
      30,
      [paper('a', at), paper('a', at)],
    ],
    ['base | whitepaper downloaded, another title: +20', 50, [paper('a', at), paper('b', at)]],
    ['behaviour | product page viewed: +5', 15, [page('A', at)]],
    [
      'behaviour | product page viewed, again that day: no more',
      15,
      [page('A', at), page('A', '2026-11-24 23:59')],
    ],
    [
      'behaviour | product page viewed, the next day: +5',
      20,
      [page('A', at), page('A', '2026-11-25 00:00')],
    ],
    ['behaviour | product page viewed, another product: +5', 20, [page('A', at), page('B', at)]],
    ['behaviour | mail opened: +3', 13, [opened('a', at)]],
    [
      'behaviour | mail opened, the same one again: no more',
      13,
      [opened('a', at), opened('a', at)],
    ],
    ['behaviour | mail opened, another one: +3', 16, [opened('a', at), opened('b', at)]],
  ];
  it.each(rows)('%s', (_, points, inputs) => {
    const { state } = run(captured(), ...inputs);
    expect(totalScore(state, playbook)).toBe(points);
  });

  it.each<[Json, number]>([
    [499, 10],
    [500, 25],
    ['100-500', 10],
    ['500-1000人', 25],
  ])('attribute | company of %j staff: %i', (companySize, points) => {
    expect(totalScore(run(captured({ companySize })).state, playbook)).toBe(points);
  });
});

describe('the bands', () => {
  it.each<[number, string, string, string[]]>([
    [39, 'low', 'lead', []],
    [40, 'watching', 'lead', []],
    [69, 'watching', 'lead', []],
    [70, 'high', 'lead', []],
    [79, 'high', 'lead', []],
    [80, 'high', 'mql', ['mark:mql']],
    [89, 'high', 'mql', ['mark:mql']],
    [90, 'high', 'mql', ['mark:mql', 'mark:hot']],
  ])('%i: %s, stage %s, marks %j', (score, tier, stage, marks) => {
    const { state } = run(captured(), ...scoring(score));
    expect([totalScore(state, playbook), state.tier, state.stage]).toEqual([score, tier, stage]);
    expect(Object.keys(state.marks).filter((mark) => mark.startsWith('mark:'))).toEqual(marks);
  });

  it('a lead at 85 is in the 70-90 band and an MQL at once', () => {
    const { state } = run(captured(), ...scoring(85));
    expect([state.tier, state.stage]).toEqual(['high', 'mql']);
    expect(state.enrolments.map(({ journey }) => journey)).toEqual(['deep', 'mql']);
  });

  it('95 is high, MQL and hot', () => {
    const { state } = run(captured(), ...scoring(95));
    expect(state.tier).toBe('high');
    expect(Object.keys(state.marks)).toEqual(expect.arrayContaining(['mark:mql', 'mark:hot']));
  });
});

describe('total 80 or more: becomes MQL by itself and is synchronised to the sales system', () => {
  it('79 does not', () => {
    const out = outgoing(run(captured(), ...scoring(79)));
    expect(out.filter((line) => line.includes('webhook'))).toEqual([]);
  });

  it('80 does, and gets a person', () => {
    const { before, last } = reaching(80, '2026-11-24 10:10');
    given(captured(), ...before)
      .when(last)
      .shows(({ out, commands }) => {
        expect(out).toEqual([
          '2026-11-24 10:10:00 webhook sales-system',
          '2026-11-24 10:10:00 assign sales',
          '2026-11-24 10:10:00 notify mql-new',
        ]);
        expect(commands[0]).toMatchObject({
          body: { type: 'lead.mql', name: '{{ lead.name }}', score: '{{ lead.score }}' },
          lead: { score: 80 },
        });
      });
  });

  it('once, however often the score comes by', () => {
    given(captured(), ...scoring(80))
      .when(doings(6, 4, 4, '2026-11-26 10:00'))
      .shows(({ out }) => {
        expect(out.filter((line) => line.includes('sales-system'))).toEqual([]);
      });
  });
});

describe('score 90 or more: sales is alerted in real time, and a tailored welcome goes out', () => {
  it('89 does not', () => {
    const out = outgoing(run(captured(), ...scoring(89)));
    expect(out.filter((line) => /sales-desk|tailored|hot-now/.test(line))).toEqual([]);
  });

  it('exactly 90 does: webhook, mail, a person, a pop-up; at any hour', () => {
    const { before, last } = reaching(90, '2026-11-28 23:30');
    given(captured({}, '2026-11-28 23:00'), ...before)
      .when(last)
      .shows(({ out, state }) => {
        expect(totalScore(state, playbook)).toBe(90);
        expect(out).toEqual(
          [
            'webhook sales-desk',
            'webhook sales-system',
            'assign sales',
            'email tailored-welcome',
            'notify hot-now',
            'notify mql-new',
          ].map((line) => `2026-11-28 23:30:00 ${line}`),
        );
      });
  });

  it('rounded down first: 89.9 does not, and is an MQL', () => {
    const finer = presetWith(
      'enterprise-strategy',
      'points: 5, times: { once: product',
      'points: 9.95, times: { once: product',
    );
    const two = doings(3, 2, 0);
    const seen = simulate(finer, [captured(), ...two], shanghai('2026-11-24 10:10'));
    expect(totalScore(seen.state, finer)).toBe(89);
    const out = outgoing(seen).filter((line) => line.includes('webhook'));
    expect(out).toEqual(['2026-11-24 10:10:00 webhook sales-system']);
    const inputs = [captured(), ...two, opened('a', '2026-11-24 10:11')];
    const more = simulate(finer, inputs, shanghai('2026-11-24 10:11'));
    expect(outgoing(more)).toContain('2026-11-24 10:11:00 email tailored-welcome');
  });

  it('the message names who asks about which product, filled in at the call', () => {
    const seen = run(captured(), page('A', '2026-11-24 10:05'), ...scoring(90));
    expect(
      seen.commands.find((one) => one.kind === 'webhook' && one.endpoint === 'sales-desk'),
    ).toMatchObject({
      body: {
        text: '用户{{ lead.name | default: "（未留姓名）" }}正在咨询产品{{ lead.lastProduct | default: "（未浏览产品）" }}，请立即联系',
      },
      lead: { lastProduct: 'A' },
    });
  });

  it('the mail is exempt from the cap, which is full, and takes no place of it', () => {
    given(...fullWeek, ...fourth)
      .when([paper('n9', '2026-11-28 20:00'), event('2026-11-30 10:10', 'ping')])
      .shows((seen) => {
        expect(seen.out.filter((line) => line.includes('email'))).toEqual([
          '2026-11-28 20:00:00 email tailored-welcome',
          '2026-11-30 10:10:00 email plan-b',
        ]);
        expect(seen.state.sends).toHaveLength(3);
      });
  });
});

describe('nurture, high potential 70-90: 3 deep mails within 7 days', () => {
  /** A or B, as the lot has it for this lead. */
  const first = (out: string[]) => out.filter((line) => line.includes('deep-1'));
  const read = {
    id: 'read',
    name: 'whitepaper_downloaded',
    properties: { title: 'elsewhere' },
    occurredAt: shanghai('2026-11-24 10:50'),
  };

  it('the first at once, then two days apart, in working hours', () => {
    given(captured(), ...scoring(69))
      .when([page('n7', '2026-11-24 11:00'), event('2026-12-03 00:00', 'ping')])
      .shows(({ out }) => {
        expect(first(out)).toHaveLength(1);
        expect(out).toEqual([
          expect.stringMatching(/^2026-11-24 11:00:00 email deep-1[ab]$/),
          '2026-11-26 11:00:00 email deep-2',
          `${opening('2026-11-30 09:00')} email deep-3`,
        ]);
      });
  });

  it('69 gets none, exactly 70 does', () => {
    given(captured())
      .when([...scoring(69), event('2026-11-30 00:00', 'ping')])
      .shows(({ out }) => expect(out.filter((line) => line.includes('deep'))).toEqual([]));
    const { before, last } = reaching(70, '2026-11-24 10:10');
    given(captured(), ...before)
      .when(last)
      .shows((seen) => {
        expect(totalScore(seen.state, playbook)).toBe(70);
        expect(first(seen.out)).toHaveLength(1);
      });
  });

  it('a jump to exactly 90 gets them, one to 91 does not: sales has it', () => {
    // A second form from another device brings 15 for the size and 20 for a paper read there.
    const again = form('2026-11-24 11:00', { companySize: 800 }, { past: [read] });
    given(captured(), ...doings(2, 1, 0))
      .when(again)
      .shows((seen) => {
        expect(totalScore(seen.state, playbook)).toBe(90);
        expect(first(seen.out)).toHaveLength(1);
      });
    given(captured(), ...doings(2, 0, 2))
      .when(again)
      .shows((seen) => {
        expect(totalScore(seen.state, playbook)).toBe(91);
        expect(first(seen.out)).toEqual([]);
        expect(notes(seen, 'passed-over', { journey: 'deep' })).toMatchObject([
          { note: { why: 'guard' } },
        ]);
      });
  });

  it('at 90 they go on, above 90 they stop: sales has it', () => {
    const deep = (score: number) =>
      run(
        captured(),
        ...scoring(70),
        ...scoring(score, '2026-11-25 12:00'),
      ).state.enrolments.filter(({ journey }) => journey === 'deep');
    expect(deep(90)).toHaveLength(1);
    expect(deep(91)).toHaveLength(0);
  });

  it('a jump above 90 enters none, and it is recorded why', () => {
    const jump = form(
      '2026-11-24 10:00',
      { companySize: 800 },
      {
        past: doings(4, 0, 0).map(({ body }, place) => ({
          id: `p${place}`,
          occurredAt: shanghai('2026-11-24 09:00'),
          name: body.kind === 'event' ? body.name : '',
          properties: body.kind === 'event' ? body.properties : {},
        })),
      },
    );
    const seen = run(jump);
    expect(totalScore(seen.state, playbook)).toBe(105);
    expect(notes(seen, 'passed-over', { journey: 'deep' })).toMatchObject([
      { note: { why: 'guard' } },
    ]);
  });

  it('a reply, sales in touch, and unsubscribing stop them', () => {
    const stops: Scripted[] = [
      event('2026-11-25 12:00', 'message.replied', { ref: 'm1' }),
      event('2026-11-25 12:00', 'ticket.contacted', { ticket: 't' }),
      unsubscribed('2026-11-25 12:00'),
    ];
    for (const stop of stops) {
      given(captured(), ...scoring(70), stop)
        .when('2026-12-05 00:00')
        .shows(({ out }) => expect(out.filter((line) => line.includes('deep'))).toEqual([]));
    }
  });

  it('an answer by a machine does not stop them', () => {
    const away = event('2026-11-25 12:00', 'message.replied', { ref: 'm1', machine: true });
    given(captured(), ...scoring(70))
      .when([away, event('2026-11-26 10:10', 'ping')])
      .sends(['2026-11-26 10:10:00 email deep-2']);
  });

  it('go at 17:59:59 on a Friday before a holiday, and at 18:00 wait until the next working day', () => {
    // Qingming: closed from Saturday 04-04 to Monday 04-06.
    const friday = captured({}, '2026-04-03 17:00');
    given(friday)
      .when([...scoring(70, '2026-04-03 17:59:59'), event('2026-04-07 09:30', 'ping')])
      .shows(({ out }) =>
        expect(first(out)).toEqual([expect.stringContaining('2026-04-03 17:59:59 email')]),
      );
    given(friday)
      .when([...scoring(70, '2026-04-03 18:00'), event('2026-04-07 09:30', 'ping')])
      .shows(({ out }) =>
        expect(first(out)).toEqual([
          expect.stringContaining(`${opening('2026-04-07 09:00')} email`),
        ]),
      );
  });

  it('what can go on the 7th day goes, what could only go on the 8th is dropped and recorded', () => {
    // National Day: closed from 10-01 to 10-07.
    const holiday = captured({}, '2026-09-30 12:00');
    given(holiday)
      .when([...scoring(70, '2026-10-01 10:00'), event('2026-10-08 09:30', 'ping')])
      .shows(({ out }) => {
        expect(first(out)).toEqual([expect.stringContaining(opening('2026-10-08 09:00'))]);
      });
    given(holiday)
      .when([...scoring(70, '2026-09-30 18:00'), event('2026-10-09 12:00', 'ping')])
      .shows((seen) => {
        expect(seen.out).toEqual([]);
        expect(notes(seen, 'policy').at(-1)).toMatchObject({
          when: '2026-10-07 18:00:00',
          note: { result: { verdict: 'skipped', why: 'deadline' } },
        });
      });
  });

  it('templates, A/B tests: half of the leads get each subject, always the same', () => {
    const inputs = [captured(), ...scoring(70)];
    const until = shanghai('2026-11-24 12:00');
    const subjects = Array.from({ length: 300 }, (_, n) =>
      outgoing(simulate(playbook, inputs, until, { lead: `lead-${n}` })).find((line) =>
        line.includes('deep-1'),
      ),
    );
    const a = subjects.filter((line) => line?.endsWith('deep-1a')).length;
    expect(a).toBeGreaterThan(105);
    expect(a).toBeLessThan(195);
    expect(subjects.filter((line) => line === undefined)).toEqual([]);
  });
});

describe('nurture, watching 40-69 and low under 40: slower content of their own', () => {
  it('watching: one piece a week', () => {
    given(captured())
      .when([...scoring(40), event('2026-12-09 00:00', 'ping')])
      .sends(['2026-12-01 10:10:00 email watching-1', '2026-12-08 10:10:00 email watching-2']);
  });

  it('low: one piece every two weeks', () => {
    given(captured())
      .when([...scoring(39), event('2026-12-23 00:00', 'ping')])
      .sends(['2026-12-08 10:00:00 email low-1', '2026-12-22 10:00:00 email low-2']);
  });

  it('whoever rises gets the content of the new band alone', () => {
    given(captured(), ...scoring(39), page('n7', '2026-12-01 10:00'))
      .when('2026-12-09 00:00')
      .sends(['2026-12-08 10:00:00 email watching-1']);
    given(captured(), ...scoring(69))
      .when([page('n7', '2026-11-25 10:00'), event('2026-12-31 00:00', 'ping')])
      .shows(({ out }) => expect(out.filter((line) => /watching|low/.test(line))).toEqual([]));
  });
});

describe('product A viewed 3 times and whitepaper downloaded: plan B is pushed', () => {
  const views = (...times: string[]) => times.map((time) => page('A', time));
  const plan = ({ out }: { out: string[] }) => out.filter((line) => line.includes('plan-b'));
  const base = [captured(), paper('a', '2026-11-24 10:05')];

  it('with the third view', () => {
    given(...base, ...views('2026-11-24 11:00', '2026-11-24 12:00'))
      .when(page('A', '2026-11-24 13:00'))
      .shows((seen) => expect(plan(seen)).toEqual(['2026-11-24 13:00:00 email plan-b']));
  });

  it('not with a third view inside 30 minutes of the second, which is a reload', () => {
    given(...base, ...views('2026-11-24 11:00', '2026-11-24 12:00'))
      .when([page('A', '2026-11-24 12:29:59'), event('2026-11-24 12:40', 'ping')])
      .shows((seen) => expect(plan(seen)).toEqual([]));
    given(...base, ...views('2026-11-24 11:00', '2026-11-24 12:00'))
      .when(page('A', '2026-11-24 12:30'))
      .shows((seen) => expect(plan(seen)).toHaveLength(1));
  });

  it('not by another product, not without the whitepaper, and by the whitepaper where that comes last', () => {
    given(...base, ...views('2026-11-24 11:00', '2026-11-24 12:00'))
      .when(page('C', '2026-11-24 13:00'))
      .shows((seen) => expect(plan(seen)).toEqual([]));
    given(captured(), ...views('2026-11-24 11:00', '2026-11-24 12:00', '2026-11-24 13:00'))
      .when(paper('a', '2026-11-24 14:00'))
      .shows((seen) => expect(plan(seen)).toEqual(['2026-11-24 14:00:00 email plan-b']));
  });

  it('within 30 days: a view of exactly 30 days ago is out', () => {
    given(
      captured(),
      ...views('2026-11-24 11:00', '2026-12-23 12:00'),
      paper('a', '2026-12-23 13:00'),
    )
      .when(page('A', '2026-12-24 11:00'))
      .shows((seen) => expect(plan(seen)).toEqual([]));
    given(
      captured(),
      ...views('2026-11-24 11:00', '2026-12-23 12:00'),
      paper('a', '2026-12-23 13:00'),
    )
      .when(page('A', '2026-12-24 10:59:59'))
      .shows((seen) => expect(plan(seen)).toHaveLength(1));
  });

  it('once', () => {
    given(...base, ...views('2026-11-24 11:00', '2026-11-24 12:00', '2026-11-24 13:00'))
      .when(views('2026-12-28 11:00', '2026-12-28 12:00', '2026-12-28 13:00'))
      .shows((seen) => expect(plan(seen)).toEqual([]));
  });
});

describe("content differs by the lead's region", () => {
  it.each<[string, string[]]>([
    [
      'east',
      ['华东', '上海', '江苏', '浙江', '安徽', '山东', '福建', '江西', '杭州', '南京', '苏州'],
    ],
    ['south', ['华南', '广东', '广西', '海南', '深圳', '广州', '东莞']],
    ['north', ['华北', '北京', '天津', '河北', '山西', '内蒙古', '东北', '辽宁', '吉林', '黑龙江']],
    ['north', ['大连', '沈阳']],
    ['west', ['西部', '西南', '西北', '四川', '重庆', '云南', '贵州', '西藏', '陕西', '甘肃']],
    ['west', ['青海', '宁夏', '新疆', '成都', '西安']],
    ['central', ['华中', '湖北', '湖南', '河南', '武汉', '长沙', '郑州']],
    ['overseas', ['海外', '香港', '澳门', '台湾', '新加坡', 'overseas', 'Hong Kong', 'Singapore']],
    ['other', ['月球']],
  ])('which is %s for who writes %j', (region, written) => {
    const told = (what: string) => run(captured({ region: what })).state.attributes['region'];
    expect(written.map((what) => [what, told(what)])).toEqual(
      written.map((what) => [what, region]),
    );
  });

  it('and is told to the template', () => {
    const hot = run(captured({ region: '上海' }), ...scoring(90));
    const sent = hot.commands.filter((one) => one.kind === 'send');
    expect(sent.map(({ template, lead }) => [template, lead['region']])).toEqual([
      [expect.stringMatching(/^deep-1[ab]$/), 'east'],
      ['tailored-welcome', 'east'],
    ]);
  });
});

describe('personalised mail answers in 2 hours at most', () => {
  it.each(['email', 'wecom'])('a reply by %s opens a task of two working hours', (channel) => {
    given(captured())
      .when(event('2026-11-24 17:00', 'message.replied', { ref: 'x', channel }))
      .shows(({ out, state }) => {
        expect(out).toEqual([
          '2026-11-24 17:00:00 assign service',
          '2026-11-24 17:00:00 notify reply-faq',
        ]);
        expect(inShanghai(state.tickets[0]?.contactDue ?? 0)).toBe('2026-11-25 10:00:00');
      });
  });

  it('an answer by a machine opens none', () => {
    given(captured())
      .when(event('2026-11-24 17:00', 'message.replied', { ref: 'x', machine: true }))
      .sends([]);
  });

  it('is asked of whom the lead belongs to already: sales, by the person of its open ticket', () => {
    given(captured(), ...scoring(80))
      .when(event('2026-11-25 10:00', 'message.replied', { ref: 'x' }))
      .shows(({ out, commands, state }) => {
        expect(out).toEqual([
          '2026-11-25 10:00:00 assign sales',
          '2026-11-25 10:00:00 notify reply-faq',
        ]);
        expect(commands[0]).toMatchObject({ queue: 'sales', strategy: 'sticky', ifOpen: 'new' });
        expect(inShanghai(state.tickets.at(-1)?.contactDue ?? 0)).toBe('2026-11-25 12:00:00');
      });
  });
});

describe('rules that bind every playbook', () => {
  it('at most 3 marketing mails in 7 days: the fourth waits until the first is a week old', () => {
    given(...fullWeek)
      .when([...fourth, event('2026-11-30 10:10', 'ping')])
      .shows((seen) => {
        expect(notes(seen, 'policy', { template: 'plan-b' })).toMatchObject([
          {
            when: '2026-11-27 12:20:00',
            note: { result: { verdict: 'held', why: 'cap', cap: 'mails-a-week', used: 3, max: 3 } },
          },
          { when: '2026-11-30 10:10:00', note: { result: { verdict: 'sent' } } },
        ]);
      });
  });

  it.each<[string, Scripted[]]>([
    ['low', scoring(39)],
    ['watching', scoring(40)],
    ['deep', scoring(70)],
    [
      'plan-b',
      ['2026-11-24 18:00', '2026-11-24 18:30', '2026-11-24 19:00'].map((at) => page('A', at)),
    ],
  ])('unsubscribing leaves every nurture journey at once: %s', (journey, inputs) => {
    const inside = [captured(), paper('n0', '2026-11-24 10:05'), ...inputs];
    expect(run(...inside).state.enrolments.map((one) => one.journey)).toContain(journey);
    given(...inside)
      .when(unsubscribed('2026-11-25 08:00'))
      .shows((seen) => {
        expect(notes(seen, 'exited', { journey })).toMatchObject([
          { when: '2026-11-25 08:00:00', note: { why: 'exit' } },
        ]);
        expect(seen.state.enrolments).toEqual([]);
      });
  });
});

describe('a customer', () => {
  it('has left every journey, and the open ticket is won', () => {
    given(captured(), ...scoring(80))
      .when(event('2026-11-25 10:00', 'order_placed', { orderId: 'O-1' }))
      .shows(({ out, state }) => {
        expect(out).toContain('2026-11-25 10:00:00 close won');
        expect([state.stage, state.enrolments]).toEqual(['customer', []]);
      });
  });
});
