import { describe, expect, it } from '@jest/globals';
import { inShanghai, shanghai } from '../../test/support/engine/china-2026.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { preset } from '../../test/support/playbook/presets.js';
import { specification } from '../../test/support/specification.js';
import { hash } from '../hash.js';
import type { Json } from '../json.js';
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

  it('makes tags of source and intent, and joins a second form without a second welcome', () => {
    given(captured())
      .when(form('2026-11-24 11:00', {}))
      .shows(({ out, state }) => {
        expect(out).toEqual([]);
        expect(state.tags).toEqual(['source:website']);
      });
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
    [
      'the video watched to the end: 5',
      5,
      [event('2026-11-24 10:10', 'video_watched', { video: 'product-3min', completed: true })],
    ],
    [
      'the video left early: 0',
      0,
      [event('2026-11-24 10:10', 'video_watched', { video: 'product-3min', completed: false })],
    ],
  ];
  it.each(rows)('of behaviour: %s', (_, points, inputs) => {
    expect(scoreOf(captured(), ...inputs)).toBe(points);
  });

  const attributes: [Attributes, number][] = [
    [{ position: '总监' }, 10],
    [{ position: 'CEO' }, 10],
    [{ position: '总经理' }, 10],
    [{ position: '经理' }, 0],
    [{ position: '产品经理' }, 0],
    [{ position: 'CEO助理' }, 0],
    [{ companySize: 500 }, 5],
    [{ companySize: 499 }, 0],
    [{ companySize: '500-1000人' }, 5],
    [{ companySize: '100-500' }, 0],
    [{ industry: '制造业' }, 3],
    [{ industry: 'SaaS' }, 3],
    [{ industry: '零售' }, 0],
    [{ position: '总监', companySize: 800, industry: '制造业' }, 18],
  ];
  it.each(attributes)('of attributes: %j gives %i', (values, points) => {
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
    const promoted = [
      event('2026-11-24 11:30', 'video_watched', { video: 'product-3min', completed: true }),
      click('2026-11-24 14:00', 'demo'),
    ];
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
    given(director, unsubscribed)
      .when('2027-01-31 00:00')
      .shows(({ out, state, wakes }) => {
        expect(out).toEqual([]);
        expect(state.enrolments).toEqual([]);
        expect(wakes).toBeUndefined();
      });
  });

  it('buying ends it all, and wins the open ticket', () => {
    const rich = captured({ position: '总监', companySize: 800 });
    const watched = event('2026-11-24 11:30', 'video_watched', {
      video: 'product-3min',
      completed: true,
    });
    given(rich, watched)
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
    const watched = event('2026-11-24 11:30', 'video_watched', {
      video: 'product-3min',
      completed: true,
    });
    const feedback = (result: string) =>
      event('2026-11-25 12:00', 'ticket.feedback', { ticket: 'ticket-t3', result });
    given(director, watched, feedback('lost'))
      .when('2026-11-25 13:00')
      .shows(({ state }) => expect([state.tier, state.stage]).toEqual(['B', 'recycled']));
    given(director, watched, feedback('invalid'))
      .when('2027-01-31 00:00')
      .shows(({ out, state }) => {
        expect([out, state.stage, state.enrolments]).toEqual([[], 'closed', []]);
      });
  });
});
