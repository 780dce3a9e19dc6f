import { describe, expect, it } from '@jest/globals';
import { inShanghai, shanghai } from '../../test/support/engine/china-2026.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { preset } from '../../test/support/playbook/presets.js';
import { specification, type Seen } from '../../test/support/specification.js';
import { hash } from '../hash.js';
import type { Control } from '../input.js';
import type { Json } from '../json.js';
import { formTags } from '../playbook/forms.js';
import { totalScore } from '../scoring/total.js';
import { simulate, type Scripted } from './simulate.js';

const playbook = preset('lead-to-conversion');
const { given } = specification(playbook);
const spread = (hash('simulated') % 900) * 1_000;
const opening = (time: string) => inShanghai(shanghai(time) + spread);

type Attributes = { [name: string]: Json };
/** Tuesday 2026-11-24, ten o'clock: the window is open for days. */
const captured = (attributes: Attributes = {}, more: Partial<Scripted> = {}) =>
  form('2026-11-24 10:00', attributes, more);
const control = (at: string, what: Control): Scripted => ({
  at: shanghai(at),
  body: { kind: 'control', control: what },
});
const watched = (time: string, video = 'product-3min', completed = true) =>
  event(time, 'video_watched', { video, completed });
const scoreOf = (...inputs: Scripted[]) => {
  const { state } = simulate(playbook, inputs, Math.max(...inputs.map(({ at }) => at)));
  return totalScore(state, playbook);
};

describe('capture', () => {
  it('answers with the welcome mail at once, at any hour', () => {
    given()
      .when(form('2026-11-28 23:30', {}))
      .sends(['2026-11-28 23:30:00 email welcome-whitepaper']);
  });

  it('makes tags of the source and the first intent', () => {
    const { facts, ...rest } = captured();
    const asked = { source: { channel: 'SEM' }, intent: 'price' };
    const tags = formTags(playbook.forms['whitepaper-2024'] ?? { tags: [] }, asked);
    given()
      .when({ ...rest, facts: { ...facts, tags: { add: tags } } })
      .shows(({ state }) => expect(state.tags).toEqual(['source:SEM', 'intent:price']));
  });

  it('joins a second form without a second welcome', () => {
    given(captured())
      .when([form('2026-11-24 11:00', {}), event('2026-11-25 11:00', 'ping')])
      .sends([]);
  });

  it('counts the welcome mail in the cap', () => {
    given()
      .when(captured())
      .shows(({ state }) => expect(state.sends).toHaveLength(1));
  });
});

describe('scoring', () => {
  const download = (title: string) => event('2026-11-24 10:10', 'whitepaper_downloaded', { title });
  const rows: [string, number, Scripted[]][] = [
    ['nothing', 0, []],
    ['a whitepaper downloaded: 2', 2, [download('A')]],
    ['the same one again: nothing', 2, [download('A'), download('A')]],
    ['another one: 2 again', 4, [download('A'), download('B')]],
    ['a webinar attended: 5', 5, [event('2026-11-24 10:10', 'webinar_attended', { webinar: 'W' })]],
    ['the prices visited: 3', 3, [event('2026-11-24 10:10', 'pricing_page_visited')]],
    [
      'the prices visited twice: 3',
      3,
      [
        event('2026-11-24 10:10', 'pricing_page_visited'),
        event('2026-11-24 10:11', 'pricing_page_visited'),
      ],
    ],
    ['the video watched to the end: 5', 5, [watched('2026-11-24 10:10')]],
    ['the video left early: 0', 0, [watched('2026-11-24 10:10', 'product-3min', false)]],
    ['another video watched to the end: 0', 0, [watched('2026-11-24 10:10', 'other')]],
  ];
  it.each(rows)('of behaviour: %s', (_, points, inputs) => {
    expect(scoreOf(captured(), ...inputs)).toBe(points);
  });

  const attributes: [string, number, Attributes][] = [
    ['position is decision level, director: 10', 10, { position: '总监' }],
    ['position is decision level, executive (CEO): 10', 10, { position: 'CEO' }],
    ['position is decision level, executive (总经理): 10', 10, { position: '总经理' }],
    ['position is manager, below decision level: 0', 0, { position: '经理' }],
    ['position only sounds like a manager: 0', 0, { position: '产品经理' }],
    ['position only sounds like a CEO: 0', 0, { position: 'CEO助理' }],
    ['company has 500 staff: 5', 5, { companySize: 500 }],
    ['company has 499 staff: 0', 0, { companySize: 499 }],
    ['company has 500-1000 staff: 5', 5, { companySize: '500-1000人' }],
    ['company has 100-500 staff: 0', 0, { companySize: '100-500' }],
    ['target industry, manufacturing: 3', 3, { industry: '制造业' }],
    ['target industry, SaaS: 3', 3, { industry: 'SaaS' }],
    ['another industry: 0', 0, { industry: '零售' }],
    [
      'all three together, the most a form alone gives: 18',
      18,
      { position: '总监', companySize: 800, industry: '制造业' },
    ],
  ];
  it.each(attributes)('of attributes: %s', (_, points, values) => {
    expect(scoreOf(captured(values))).toBe(points);
  });
});

describe('tiers', () => {
  const webinar = (name: string, time = '2026-11-24 10:10') =>
    event(time, 'webinar_attended', { webinar: name });
  const paper = (name: string) =>
    event('2026-11-24 10:10', 'whitepaper_downloaded', { title: name });
  const price = event('2026-11-24 10:10', 'pricing_page_visited');
  const rows: [number, string, Scripted[]][] = [
    [9, 'C', [webinar('a'), paper('a'), paper('b')]],
    [10, 'B', [webinar('a'), webinar('b')]],
    [19, 'B', [webinar('a'), webinar('b'), webinar('c'), paper('a'), paper('b')]],
    [20, 'A', [webinar('a'), webinar('b'), webinar('c'), webinar('d')]],
  ];
  it.each(rows)('with %i points: %s', (points, tier, inputs) => {
    given(captured(), ...inputs.slice(0, -1))
      .when(inputs.at(-1) ?? [])
      .shows(({ state }) => {
        expect(totalScore(state, playbook)).toBe(points);
        expect(state.tier).toBe(tier);
      });
  });

  it('A is handed to sales at once, beside the automation', () => {
    given(captured(), ...['a', 'b', 'c'].map((name) => webinar(name)))
      .when(webinar('d', '2026-11-24 10:20'))
      .shows((seen) => {
        expect(seen.out).toEqual([
          '2026-11-24 10:20:00 assign sales',
          '2026-11-24 10:20:00 notify hot-lead',
        ]);
        expect(seen.state.enrolments.map(({ journey }) => journey)).toEqual([
          'reading',
          'hand-over',
        ]);
      });
  });

  it('C gets a basic article a week, B and A by industry', () => {
    given(captured())
      .when('2026-12-09 00:00')
      .sends(['2026-12-01 10:00:00 email blog-1', '2026-12-08 10:00:00 email guide-1']);
    given(captured({ position: '总监', companySize: 800, industry: '制造业' }), price)
      .when('2026-12-02 00:00')
      .shows(({ out }) => expect(out).toContain('2026-12-01 10:00:00 email industry-1'));
  });

  it('reading rests when every piece has been read, and ends with the customer', () => {
    given(captured())
      .when('2027-03-31 00:00')
      .shows(({ out, state }) => {
        expect(out).toHaveLength(6);
        expect(state.enrolments[0]).toMatchObject({
          journey: 'reading',
          at: { wait: 'exhausted' },
        });
      });
    given(captured(), event('2026-11-25 10:00', 'order_placed', { orderId: 'O-1' }))
      .when('2026-12-31 00:00')
      .shows(({ out }) => expect(out.join()).not.toMatch(/blog|guide-\d|industry/));
  });
});

describe('nurture', () => {
  const director = captured({ position: '市场总监' });
  const click = (time: string, link: string, ref = 'm2') =>
    event(time, 'message.clicked', { ref, link });

  it('sends the case mail an hour after 10 points', () => {
    given(director).when('2026-11-24 11:00').sends(['2026-11-24 11:00:00 email case-study']);
  });

  it('not at 9 points, and then with the next ones', () => {
    const nine = [
      event('2026-11-24 10:10', 'webinar_attended', { webinar: 'W' }),
      ...['A', 'B'].map((title) => event('2026-11-24 10:10', 'whitepaper_downloaded', { title })),
    ];
    expect(scoreOf(captured(), ...nine)).toBe(9);
    given(captured(), ...nine)
      .when('2026-11-30 00:00')
      .shows((seen) => {
        expect(seen.out).toEqual([]);
        expect(notes(seen, 'entered', { journey: 'nurture' })).toEqual([]);
      });
    given(captured(), ...nine)
      .when([
        event('2026-11-24 10:20', 'whitepaper_downloaded', { title: 'C' }),
        event('2026-11-24 11:20', 'ping'),
      ])
      .sends(['2026-11-24 11:20:00 email case-study']);
  });

  it('the first time only: falling under 10 and reaching it again sends nothing', () => {
    const position = (at: string, what: string): Scripted => ({
      at: shanghai(at),
      facts: { attributes: { position: what } },
      body: { kind: 'update', by: 'person' },
    });
    given(director, position('2026-12-16 10:00', '职员'))
      .when([position('2026-12-18 10:00', '总监'), event('2027-01-31 00:00', 'ping')])
      .shows((seen) => {
        expect(notes(seen, 'tier')).toMatchObject([{ note: { from: 'C', to: 'B' } }]);
        expect(seen.out.filter((line) => !line.includes('industry'))).toEqual([]);
      });
  });

  it('case mail at 17:59:59 on a Friday before a holiday, at 18:00 the next working day', () => {
    // Qingming: closed from Saturday 04-04 to Monday 04-06.
    const at = (time: string) => form(time, { position: '市场总监' });
    given(at('2026-04-03 16:59:59'))
      .when('2026-04-06 00:00')
      .sends(['2026-04-03 17:59:59 email case-study']);
    given(at('2026-04-03 17:00'))
      .when('2026-04-07 09:20')
      .sends([`${opening('2026-04-07 09:00')} email case-study`]);
  });

  it('clicked demo: nurture has its goal, a service person is asked for and invites at once', () => {
    given(director)
      .when(click('2026-11-24 14:00', 'demo'))
      .shows((seen) => {
        expect(seen.out).toEqual([
          '2026-11-24 11:00:00 email case-study',
          '2026-11-24 14:00:00 assign service',
          '2026-11-24 14:00:00 email one-to-one',
        ]);
        expect(notes(seen, 'exited', { journey: 'nurture' })).toMatchObject([
          { note: { why: 'goal' } },
        ]);
      });
  });

  it('the invitation goes by WeCom where that can reach the lead, within working hours', () => {
    const onWecom = captured({ position: '市场总监' });
    const reachable = {
      ...onWecom,
      facts: { ...onWecom.facts, reach: { email: 'ok', wecom: 'ok' } as const },
    };
    given(reachable, event('2026-11-24 11:30', 'ping'))
      .when([click('2026-11-24 20:00', 'demo'), event('2026-11-25 09:30', 'ping')])
      .shows(({ out }) => expect(out).toContain(`${opening('2026-11-25 09:00')} wecom one-to-one`));
  });

  it('clicked demo while a ticket is open: its owner is told, nobody else is asked', () => {
    const rich = captured({ position: '总监', companySize: 800 });
    const promoted = [watched('2026-11-24 11:30'), click('2026-11-24 14:00', 'demo')];
    given(rich, event('2026-11-24 11:10', 'ping'))
      .when(promoted)
      .sends([
        '2026-11-24 11:30:00 assign sales',
        '2026-11-24 11:30:00 notify hot-lead',
        '2026-11-24 14:00:00 notify demo-clicked',
      ]);
  });

  it('clicked, but not demo: no video, the trial four days after the click, the end a week later', () => {
    given(director, click('2026-11-24 14:00', 'article'))
      .when('2026-12-31 00:00')
      .shows((seen) => {
        expect(seen.out.filter((line) => line.includes('product-video'))).toEqual([]);
        expect(seen.out).toContain(`${opening('2026-11-30 09:00')} email trial-invitation`);
      });
  });

  it('clicked in the last second of the 3 days: no video; at exactly 3 days it goes', () => {
    given(director)
      .when([click('2026-11-27 10:59:59', 'case'), event('2026-12-01 10:00', 'ping')])
      .shows(({ out }) => expect(out.join()).not.toContain('product-video'));
    given(director)
      .when(click('2026-11-27 11:00', 'case'))
      .shows(({ out }) => expect(out).toContain('2026-11-27 11:00:00 email product-video'));
  });

  it('not clicked within 3 days: the video, 4 days later the trial, a week later the end', () => {
    given(director)
      .when('2026-12-08 11:00')
      .shows((seen) => {
        expect(seen.out).toEqual([
          '2026-11-24 11:00:00 email case-study',
          '2026-11-27 11:00:00 email product-video',
          '2026-12-01 11:00:00 email trial-invitation',
        ]);
        expect(notes(seen, 'exited', { journey: 'nurture' })).toMatchObject([
          { when: '2026-12-08 11:00:00', note: { why: 'done' } },
        ]);
      });
  });

  it('lasts 30 days at most, whatever holds its mails up', () => {
    const pause = (at: string, until: string) =>
      control(at, { do: 'pause', scope: 'marketing', until: shanghai(until) });
    const slow = [
      form('2026-03-03 10:00', { position: '市场总监' }),
      pause('2026-03-03 10:30', '2026-03-11 12:00'), // the case mail waits
      pause('2026-03-14 10:00', '2026-03-24 12:00'), // the video too
    ];
    given(...slow)
      .when('2026-04-02 09:59:59')
      .shows((seen) => {
        expect(seen.out.at(-1)).toBe(`${opening('2026-03-30 09:00')} email trial-invitation`);
        expect(seen.state.enrolments.map(({ journey }) => journey)).toContain('nurture');
      });
    given(...slow)
      .when('2026-04-02 10:00')
      .shows((seen) => {
        expect(notes(seen, 'exited', { journey: 'nurture' })).toMatchObject([
          { when: '2026-04-02 10:00:00', note: { why: 'age' } },
        ]);
      });
  });

  it('an answer by a machine ends nothing and opens no task', () => {
    given(director, event('2026-11-24 11:10', 'ping'))
      .when(event('2026-11-24 16:30', 'message.replied', { ref: 'm2', machine: true }))
      .shows(({ out, state }) => {
        expect(out).toEqual([]);
        expect(state.enrolments.map(({ journey }) => journey)).toContain('nurture');
      });
  });

  it('a reply while a sales ticket is open goes to sales, to the person of that ticket, within two hours', () => {
    given(director, watched('2026-11-24 11:30'))
      .when(event('2026-11-24 16:30', 'message.replied', { ref: 'm1' }))
      .shows(({ out, commands, state }) => {
        expect(out).toEqual([
          '2026-11-24 16:30:00 assign sales',
          '2026-11-24 16:30:00 notify reply-task',
        ]);
        expect(commands[0]).toMatchObject({ strategy: 'sticky', ifOpen: 'new' });
        expect(state.tickets.map(({ queue }) => queue)).toEqual(['sales', 'sales']);
        expect(inShanghai(state.tickets.at(-1)?.contactDue ?? 0)).toBe('2026-11-25 09:30:00');
      });
  });

  it('a reply ends nurture and opens a task of two hours', () => {
    given(director, event('2026-11-24 11:10', 'ping'))
      .when(event('2026-11-24 16:30', 'message.replied', { ref: 'm2' }))
      .shows((seen) => {
        expect(seen.out).toEqual([
          '2026-11-24 16:30:00 assign service',
          '2026-11-24 16:30:00 notify reply-task',
        ]);
        expect(notes(seen, 'exited', { journey: 'nurture' })).toMatchObject([
          { note: { why: 'exit' } },
        ]);
        expect(inShanghai(seen.state.tickets[0]?.contactDue ?? 0)).toBe('2026-11-25 09:30:00');
      });
  });

  it('unsubscribing ends nurture and reading at once, and nothing goes out any more', () => {
    const unsubscribed: Scripted = {
      at: shanghai('2026-11-25 12:00'),
      facts: { consent: [{ channel: 'email', purpose: 'marketing', granted: false, by: 'lead' }] },
      body: { kind: 'update', by: 'lead' },
    };
    given(director)
      .when(unsubscribed)
      .shows((seen) => {
        for (const journey of ['nurture', 'reading']) {
          expect(notes(seen, 'exited', { journey })).toMatchObject([
            { when: '2026-11-25 12:00:00', note: { why: 'exit' } },
          ]);
        }
        expect(seen.state.enrolments).toEqual([]);
      });
    given(director, unsubscribed)
      .when('2027-01-31 00:00')
      .shows(({ out, wakes }) => {
        expect(out).toEqual([]);
        expect(wakes).toBeUndefined();
      });
  });

  it('buying ends it all, and wins the open ticket', () => {
    const rich = captured({ position: '总监', companySize: 800 });
    given(rich, watched('2026-11-24 11:30'))
      .when(event('2026-11-25 12:00', 'order_placed', { orderId: 'O-1' }))
      .shows(({ out, state, wakes }) => {
        expect(out).toEqual([
          '2026-11-25 12:00:00 close won',
          '2026-11-25 12:00:00 email order-confirmation',
        ]);
        expect(state.stage).toBe('customer');
        expect(state.enrolments.map(({ journey }) => journey)).toEqual([
          'care',
          'win-back',
          'referral',
        ]);
        expect(wakes?.because).toBe('care(O-1)/seven-days: the wait is over');
      });
  });

  it('a lost lead falls from its promotion, an invalid one hears nothing more', () => {
    const feedback = (result: string) =>
      event('2026-11-25 12:00', 'ticket.feedback', { ticket: 'ticket-t3', result });
    given(director, watched('2026-11-24 11:30'), feedback('lost'))
      .when('2026-11-25 13:00')
      .shows(({ state }) => expect([state.tier, state.stage]).toEqual(['B', 'recycled']));
    given(director, watched('2026-11-24 11:30'), feedback('invalid'))
      .when('2027-01-31 00:00')
      .shows(({ out, state }) => {
        expect([out, state.stage, state.enrolments]).toEqual([[], 'closed', []]);
      });
  });
});

describe('video watched to the end: +5, and a B lead is promoted to A', () => {
  const webinar = event('2026-11-24 10:10', 'webinar_attended', { webinar: 'W' });
  const paper = (title: string) => event('2026-11-24 10:10', 'whitepaper_downloaded', { title });
  const director = captured({ position: '市场总监' });
  const at14 = [director, paper('A'), paper('B')];
  const standing = ({ state }: Seen) => [
    totalScore(state, playbook),
    state.tier,
    state.tierBecause,
  ];
  const handedOver = ['2026-11-24 10:30:00 assign sales', '2026-11-24 10:30:00 notify hot-lead'];

  it.each<[number, Scripted[]]>([
    [15, [director]],
    [19, at14],
  ])('also where that makes %i points: B by score, A by promotion, with sales', (score, inputs) => {
    given(...inputs)
      .when(watched('2026-11-24 10:30'))
      .shows((seen) => {
        const because = `promoted by video-promotion/promote, score ${score} is B`;
        expect(standing(seen)).toEqual([score, 'A', because]);
        expect(seen.out).toEqual(handedOver);
      });
  });

  it('for 90 days, as long as sales does not say lost or invalid', () => {
    const tier = (until: string) => {
      const inputs = [...at14, watched('2026-11-24 10:30')];
      return simulate(playbook, inputs, shanghai(until)).state.tier;
    };
    expect(tier('2027-02-22 10:29:59')).toBe('A');
    expect(tier('2027-02-22 10:30')).toBe('B');
  });

  it.each<[string, number, string, Scripted[]]>([
    [
      'with 3 points before and 8 then: C',
      8,
      'C',
      [event('2026-11-24 10:10', 'pricing_page_visited')],
    ],
    ['with 9 before and 14 then: B', 14, 'B', [webinar, paper('A'), paper('B')]],
  ])('a C lead is not: %s', (_, score, tier, inputs) => {
    given(captured(), ...inputs)
      .when(watched('2026-11-24 10:30'))
      .shows((seen) => {
        expect(standing(seen).slice(0, 2)).toEqual([score, tier]);
        expect(seen.out).toEqual([]);
      });
  });

  it('not by another video, and not by one left early', () => {
    for (const other of [
      watched('2026-11-24 10:30', 'other'),
      watched('2026-11-24 10:30', 'product-3min', false),
    ]) {
      given(...at14)
        .when(other)
        .shows((seen) => {
          expect(standing(seen).slice(0, 2)).toEqual([14, 'B']);
          expect(seen.out).toEqual([]);
        });
    }
  });
});

describe('at most 3 marketing mails per lead and week', () => {
  // The welcome on Tuesday 10:00, the case an hour later, the video on Friday 11:00.
  const full = [captured({ position: '市场总监' }), event('2026-11-27 11:00', 'ping')];
  const enrolled = (at: string, journey: string) => control(at, { do: 'enrol', journey });

  it('the third goes', () => {
    given(captured({ position: '市场总监' }))
      .when('2026-11-27 11:00')
      .shows(({ state }) => expect(state.sends).toHaveLength(3));
  });

  it('the fourth, which a person asks for, waits until the first is a week old', () => {
    given(...full)
      .when([enrolled('2026-11-27 12:00', 'dormant'), event('2026-12-01 10:00', 'ping')])
      .shows((seen) => {
        expect(notes(seen, 'policy', { template: 'purchase-reminder' })).toMatchObject([
          {
            when: '2026-11-27 12:00:00',
            note: { result: { verdict: 'held', why: 'cap', cap: 'mails-a-week', used: 3, max: 3 } },
          },
          { when: '2026-12-01 10:00:00', note: { result: { verdict: 'sent' } } },
        ]);
      });
  });
});
