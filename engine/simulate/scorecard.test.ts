import { describe, expect, it } from '@jest/globals';
import { inShanghai, shanghai } from '../../test/support/engine/china-2026.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { preset, shipped } from '../../test/support/playbook/presets.js';
import { specification, type Seen } from '../../test/support/specification.js';
import { hash } from '../hash.js';
import type { Json } from '../json.js';
import { totalScore } from '../scoring/total.js';
import { simulate, type Scripted } from './simulate.js';

const playbook = preset('scorecard');
const { given } = specification(playbook);
const spread = (hash('simulated') % 900) * 1_000;
const opening = (date: string) => inShanghai(shanghai(`${date} 09:00`) + spread);

type Attributes = { [name: string]: Json };
/** Tuesday 2026-11-24, ten o'clock: the window is open for days. The site reaches whoever is there. */
const captured = (attributes: Attributes = {}, at = '2026-11-24 10:00') => {
  const { facts, ...rest } = form(at, attributes);
  return { ...rest, facts: { ...facts, reach: { email: 'ok', onsite: 'ok' } as const } };
};
const later = (name: string, properties = {}) => event('2026-11-24 10:10', name, properties);
const brochure = later('brochure_downloaded');
const video = (seconds: number) => later('video_watched', { video: 'demo', seconds });
const salon = later('salon_attended');
const plan = later('price_plan_requested');
const manager = { position: '市场经理' };
const scored = (...inputs: Scripted[]) => {
  const { state } = simulate(playbook, inputs, Math.max(...inputs.map(({ at }) => at)));
  return { score: totalScore(state, playbook), tier: state.tier };
};
const withdrawal = (at: string, by: 'lead' | 'person' = 'lead'): Scripted => ({
  at: shanghai(at),
  facts: { consent: [{ channel: 'email', purpose: 'marketing', granted: false, by }] },
  body: { kind: 'update', by: 'lead' },
});
const away = withdrawal('2026-11-24 11:00');
const points = ({ ledger }: Seen) => ledger.map((entry) => [entry.rule, entry.points]);

describe('评分标准表', () => {
  const rows: [string, number, Attributes, Scripted[]][] = [
    ['behaviour: product brochure downloaded +1', 1, {}, [brochure]],
    ['behaviour: product brochure downloaded, again: nothing more', 1, {}, [brochure, brochure]],
    ['behaviour: demo video watched 60 s or more +3', 3, {}, [video(60)]],
    ['behaviour: demo video watched for 59 s: nothing', 0, {}, [video(59)]],
    [
      'behaviour: another video watched: nothing',
      0,
      {},
      [later('video_watched', { video: 'x', seconds: 90 })],
    ],
    ['behaviour: offline customer salon attended +5', 5, {}, [salon]],
    ['behaviour: price plan asked for (strong intent) +8', 8, {}, [plan]],
    ['attribute: position CEO +10', 10, { position: 'CEO' }, []],
    ['attribute: position director +10', 10, { position: '市场总监' }, []],
    ['attribute: position manager +10', 10, manager, []],
    ['attribute: position product manager is staff: nothing', 0, { position: '产品经理' }, []],
    ['attribute: company of 99 staff: nothing', 0, { companySize: 99 }, []],
    ['attribute: company of 100 staff +5', 5, { companySize: 100 }, []],
    ['attribute: company of 100-500 staff +5', 5, { companySize: '100-500' }, []],
    ['attribute: company of 500 staff +5', 5, { companySize: 500 }, []],
    ['attribute: company of 501 staff: nothing', 0, { companySize: 501 }, []],
    ['attribute: company of more than 500 staff: nothing', 0, { companySize: '500+' }, []],
    ['attribute: industry education +3', 3, { industry: '教育' }, []],
    ['attribute: industry healthcare +3', 3, { industry: '医疗' }, []],
    ['attribute: another industry: nothing', 0, { industry: '制造业' }, []],
  ];

  it.each(rows)('%s', (_, score, attributes, inputs) => {
    expect(scored(captured(attributes), ...inputs).score).toBe(score);
  });

  it('behaviour: each salon counts, once a day however often its badge is read', () => {
    const next = event('2026-11-25 10:10', 'salon_attended');
    expect(scored(captured(), salon, salon, next).score).toBe(10);
  });

  it('attribute: points are taken back when the attribute changes', () => {
    const promoted = {
      at: shanghai('2026-11-24 11:00'),
      facts: { attributes: { companySize: '800' } },
      body: { kind: 'update', by: 'person' } as const,
    };
    given(captured({ companySize: 300 }))
      .when(promoted)
      .shows((seen) => expect(points(seen)).toEqual([['size-100-500', -5]]));
  });

  it('negative: unsubscribed from mail -5, and the total may go below zero', () => {
    expect(scored(captured(), withdrawal('2026-11-24 11:00'))).toEqual({ score: -5, tier: 'C' });
    expect(scored(captured(), withdrawal('2026-11-24 11:00', 'person')).score).toBe(0);
  });

  it.each<[string, string, number, Attributes, Scripted[]]>([
    ['7 is low', 'C', 7, { industry: '教育' }, [video(60), brochure]],
    ['8 is medium', 'B', 8, {}, [plan]],
    ['14 is medium', 'B', 14, manager, [video(60), brochure]],
    ['15 is high', 'A', 15, { ...manager, companySize: 100 }, []],
    ['12 - 5 = 7 is low', 'C', 7, {}, [plan, video(60), brochure, away]],
    ['8 + 5 - 5 = 8 is medium', 'B', 8, { companySize: 100 }, [plan, away]],
    ['9 + 10 - 5 = 14 is medium', 'B', 14, manager, [plan, brochure, away]],
    ['5 + 15 - 5 = 15 is high', 'A', 15, { ...manager, companySize: 100 }, [salon, away]],
  ])('total = behaviour + attribute + negative: %s', (_, tier, score, attributes, inputs) => {
    expect(scored(captured(attributes), ...inputs)).toEqual({ score, tier });
  });
});

describe('negative: 3 or more mails not opened in a row -2; sending frequency lowered', () => {
  const download = (at: string, title: string) => event(at, 'whitepaper_downloaded', { title });
  // Three mails: the welcome on Tuesday 10:05, two summaries on Friday 11:00 and 12:00.
  const mails = [
    captured(),
    download('2026-11-24 11:00', 'A'),
    download('2026-11-24 12:00', 'B'),
  ] as const;
  const opened = (at: string, more = {}) => event(at, 'message.opened', { ref: 'm3', ...more });
  const fourth = download('2026-11-30 10:00', 'D');

  it('2 ignored mails: nothing', () => {
    given(...mails)
      .when('2026-11-30 11:59:59')
      .shows((seen) => {
        expect(seen.state.score['ignores-mails']).toEqual({ points: 0, times: 0, run: 2 });
        expect(points(seen)).toEqual([]);
      });
  });

  it('the third, 72 hours after it was sent: -2', () => {
    given(...mails)
      .when('2026-11-30 12:00')
      .shows((seen) => {
        expect(notes(seen, 'message').map(({ when }) => when)).toEqual([
          '2026-11-27 10:05:00',
          '2026-11-30 11:00:00',
          '2026-11-30 12:00:00',
        ]);
        expect(points(seen)).toEqual([['ignores-mails', -2]]);
        expect(totalScore(seen.state, playbook)).toBe(-2);
      });
  });

  it('a human opening in between breaks the row, a machine alone counts neither way', () => {
    given(...mails, opened('2026-11-30 11:59:59'))
      .when('2026-12-31 00:00')
      .shows((seen) => expect(points(seen)).toEqual([]));
    given(...mails, opened('2026-11-27 12:01', { machine: true }))
      .when('2026-12-31 00:00')
      .shows((seen) => {
        expect(points(seen)).toEqual([]);
        expect(seen.state.score['ignores-mails']?.run).toBe(2);
      });
  });

  it.each(['message.opened', 'message.clicked', 'message.replied'])(
    '%s breaks the row: what is ignored after it begins a new one',
    (name) => {
      // After the second is ignored; the third is the one that is looked at.
      const looked = event('2026-11-30 11:30', name, { ref: 'm3', link: 'summary' });
      const another = download('2026-11-27 13:00', 'D');
      given(...mails, another, looked)
        .when('2026-12-31 00:00')
        .shows((seen) => {
          expect(seen.state.score['ignores-mails']).toMatchObject({ points: 0, run: 1 });
        });
    },
  );

  it('once per streak: a fourth takes no more, and three more after a human opening count again', () => {
    given(...mails, fourth)
      .when('2026-12-31 00:00')
      .shows((seen) => {
        expect(notes(seen, 'message', { what: 'ignored' })).toHaveLength(3);
        expect(seen.state.score['ignores-mails']).toMatchObject({ points: -2, times: 1 });
      });
    const more = ['10:00', '11:00', '12:00'].map((time) =>
      download(`2026-12-08 ${time}`, `again ${time}`),
    );
    given(...mails, opened('2026-12-01 10:00'), ...more)
      .when('2026-12-31 00:00')
      .shows((seen) => {
        expect(points(seen)).toEqual([['ignores-mails', -2]]);
        expect(seen.state.score['ignores-mails']).toMatchObject({ points: -4, times: 2 });
      });
  });

  it('from then on one mail in 7 days: the next waits until the last is a week old', () => {
    given(...mails, fourth)
      .when('2026-12-31 00:00')
      .shows((seen) => {
        expect(notes(seen, 'policy', { template: 'whitepaper-summary' })).toMatchObject([
          {
            when: '2026-12-03 10:00:00',
            note: { result: { verdict: 'held', why: 'cap', cap: 'lowered', max: 1 } },
          },
          { when: '2026-12-04 12:00:00', note: { result: { verdict: 'sent' } } },
        ]);
      });
  });

  it('after a human opening three mails in 7 days again', () => {
    given(...mails, fourth, opened('2026-12-01 10:00'))
      .when('2026-12-03 10:00')
      .sends(['2026-12-03 10:00:00 email whitepaper-summary']);
  });
});

describe('触发条件表', () => {
  describe('C: first form -> welcome mail with whitepaper, 5 minutes after', () => {
    it('goes after exactly 5 minutes', () => {
      given(captured()).when('2026-11-24 10:04:59').sends([]);
      given(captured())
        .when('2026-11-24 10:05')
        .sends(['2026-11-24 10:05:00 email welcome-scorecard']);
    });

    it('goes at 17:59:59 on a Friday before a holiday, and at 18:00 waits until the next working day', () => {
      given(captured({}, '2026-04-03 17:54:59'))
        .when('2026-04-30 00:00')
        .sends(['2026-04-03 17:59:59 email welcome-scorecard']);
      given(captured({}, '2026-04-03 17:55'))
        .when('2026-04-30 00:00')
        .sends([`${opening('2026-04-07')} email welcome-scorecard`]);
    });

    it('goes for the first form alone, and for C alone', () => {
      given(captured(), captured({}, '2026-11-25 10:00')).when('2026-11-26 00:00').sends([]);
      given()
        .when(captured(manager))
        .shows((seen) =>
          expect(notes(seen, 'passed-over', { journey: 'welcome' })).toMatchObject([
            { note: { why: 'guard' } },
          ]),
        );
    });
  });

  describe('C: whitepaper downloaded, not opened for 3 days -> illustrated summary, day 3 after the download', () => {
    const download = event('2026-11-24 11:00', 'whitepaper_downloaded', { title: 'A' });
    const read = (at: string, title = 'A') => event(at, 'whitepaper_opened', { title });
    const summary = ['2026-11-27 11:00:00 email whitepaper-summary'];

    it('goes after exactly 72 hours', () => {
      given(captured(), download).when('2026-11-27 10:59:59').sends([]);
      given(captured(), download).when('2026-11-27 11:00').sends(summary);
    });

    it('does not go where that whitepaper was opened, in the last second too', () => {
      given(captured(), download, read('2026-11-27 10:59:59')).when('2026-12-31 00:00').sends([]);
      given(captured(), download, read('2026-11-25 10:00', 'B'))
        .when('2026-11-28 00:00')
        .sends(summary);
    });

    it('goes once for each whitepaper, and waits for Monday where day 3 is a Sunday', () => {
      const thursday = event('2026-11-26 15:00', 'whitepaper_downloaded', { title: 'B' });
      given(captured(), download, download, thursday)
        .when('2026-12-31 00:00')
        .sends([...summary, `${opening('2026-11-30')} email whitepaper-summary`]);
    });

    it('is for C alone', () => {
      given(captured(manager), download).when('2026-12-31 00:00').sends([]);
    });
  });

  describe('B: score reaches 10, first time -> customer case with demo booking, 1 hour after', () => {
    it.each<[string, Scripted[], string[]]>([
      ['9: nothing', [captured(), plan, brochure], []],
      [
        '10: the case, 1 hour after',
        [captured(), salon, { ...salon, at: salon.at + 86_400_000 }],
        ['2026-11-25 11:10:00 email case-demo'],
      ],
    ])('%s', (_, inputs, lines) => {
      given(...inputs)
        .when('2026-11-26 00:00')
        .sends(lines);
    });

    it('not before the hour is over', () => {
      given(captured(manager)).when('2026-11-24 10:59:59').sends([]);
      given(captured(manager))
        .when('2026-11-24 11:00')
        .sends(['2026-11-24 11:00:00 email case-demo']);
    });

    it('outside working hours at the next opening', () => {
      given(captured(manager, '2026-11-27 17:00'))
        .when('2026-12-31 00:00')
        .shows(({ out }) => expect(out[0]).toBe(`${opening('2026-11-30')} email case-demo`));
      given(captured(manager, '2026-11-27 16:59:59'))
        .when('2026-12-31 00:00')
        .shows(({ out }) => expect(out[0]).toBe('2026-11-27 17:59:59 email case-demo'));
    });

    it('the first time only: falling under 10 and reaching it again sends nothing', () => {
      const staff = (at: string, position: string) => ({
        at: shanghai(at),
        facts: { attributes: { position } },
        body: { kind: 'update', by: 'person' } as const,
      });
      given(captured(manager), staff('2026-11-25 10:00', '职员'), staff('2026-11-26 10:00', '总监'))
        .when('2026-12-31 00:00')
        .shows(({ out, state }) => expect([out, state.tier]).toEqual([[], 'B']));
    });

    it('a jump to A is with sales at once: passed over, and the record says so', () => {
      given()
        .when(captured({ ...manager, companySize: 300 }))
        .shows((seen) => {
          expect(notes(seen, 'passed-over', { journey: 'case' })).toMatchObject([
            { note: { why: 'guard' } },
          ]);
          expect(seen.out[0]).toBe('2026-11-24 10:00:00 assign sales');
        });
    });
  });

  describe('B: demo booking clicked, form not filled in (60 s) -> pop-up "one-to-one consultation" on the site, real time', () => {
    const click = (at: string) => event(at, 'message.clicked', { ref: 'm1', link: 'demo' });
    const withCase = [captured(manager), click('2026-11-24 20:00')];
    const popup = ['2026-11-24 20:01:00 onsite one-to-one-popup'];

    it('comes up after exactly 60 seconds, at any hour', () => {
      given(captured(manager), click('2026-11-24 20:00')).when('2026-11-24 20:00:59').sends([]);
      given(...withCase)
        .when('2026-11-24 20:01')
        .sends(popup);
    });

    it('does not come up where the form is filled in within 59 seconds', () => {
      given(...withCase, event('2026-11-24 20:00:59', 'demo_form_submitted'))
        .when('2026-11-25 00:00')
        .sends([]);
      given(...withCase)
        .when(event('2026-11-24 20:01', 'demo_form_submitted'))
        .sends(popup);
    });

    it('does not come up for another link, and again a day later at the earliest', () => {
      given(
        captured(manager),
        event('2026-11-24 20:00', 'message.clicked', { ref: 'm1', link: 'case' }),
      )
        .when('2026-11-25 00:00')
        .sends([]);
      given(...withCase, click('2026-11-25 20:00:59'))
        .when('2026-11-25 20:03')
        .sends([]);
      given(...withCase, click('2026-11-25 20:01'))
        .when('2026-11-25 20:02')
        .sends(['2026-11-25 20:02:00 onsite one-to-one-popup']);
    });
  });

  describe('A: sales ticket assigned -> sales starts the first WeCom conversation within 10 minutes of assignment', () => {
    const rich = { ...manager, companySize: 300 };
    const contacted = (at: string) => event(at, 'ticket.contacted', { ticket: 'ticket-t1' });
    const missed = (seen: Seen) =>
      notes(seen, 'ticket')
        .filter(({ note }) => Reflect.get(note, 'what') === 'contact-overdue')
        .map(({ when }) => when);

    it('a person is assigned and told at once, whatever the hour', () => {
      given()
        .when(captured(rich, '2026-11-28 23:00'))
        .sends([
          '2026-11-28 23:00:00 assign sales',
          '2026-11-28 23:00:00 notify first-conversation',
        ]);
    });

    it('a contact after 9:59 is in time, at 10 minutes it is late', () => {
      given(captured(rich), contacted('2026-11-24 10:09:59'))
        .when('2026-11-24 11:00')
        .shows((seen) => expect(missed(seen)).toEqual([]));
      given(captured(rich))
        .when(contacted('2026-11-24 10:10'))
        .shows((seen) => expect(missed(seen)).toEqual(['2026-11-24 10:10:00']));
    });

    it('from Friday 17:58 the ten minutes end on Monday 09:08', () => {
      given(captured(rich, '2026-11-27 17:58'))
        .when('2026-12-01 00:00')
        .shows((seen) => expect(missed(seen)).toEqual(['2026-11-30 09:08:00']));
    });
  });

  describe('customer: order placed -> usage guide and after-sales channel, day 7', () => {
    const order = (at: string, orderId = 'O-1') =>
      event(at, 'order_placed', { orderId, amount: 100, currency: 'CNY' });

    it('goes on day 7, to the minute, without consent too', () => {
      const unwilling = [captured(), withdrawal('2026-11-24 10:01')];
      given(...unwilling, order('2026-11-24 14:30'))
        .when('2026-12-01 14:29:59')
        .sends([]);
      given(...unwilling, order('2026-11-24 14:30'))
        .when('2026-12-31 00:00')
        .sends(['2026-12-01 14:30:00 email after-sales-guide']);
    });

    it('waits for the opening where day 7 is over at 18:00 or later', () => {
      given(captured(), order('2026-11-24 18:00'))
        .when('2026-12-31 00:00')
        .sends([`${opening('2026-12-02')} email after-sales-guide`]);
    });

    it('goes for each order by itself, and not for one that was refunded in full', () => {
      const refund = event('2026-11-26 10:00', 'order_refunded', {
        orderId: 'O-2',
        amount: 100,
        full: true,
      });
      given(
        captured(),
        order('2026-11-24 14:30'),
        order('2026-11-25 14:30', 'O-2'),
        order('2026-11-25 15:30', 'O-3'),
        refund,
      )
        .when('2026-12-31 00:00')
        .sends([
          '2026-12-01 14:30:00 email after-sales-guide',
          '2026-12-02 15:30:00 email after-sales-guide',
        ]);
    });
  });
});

describe('rules that bind every playbook', () => {
  it('unsubscribing leaves every nurture journey at once', () => {
    const download = event('2026-11-24 10:02', 'whitepaper_downloaded', { title: 'A' });
    given(captured(), download)
      .when(withdrawal('2026-11-24 10:03'))
      .shows((seen) => {
        expect(notes(seen, 'exited').map(({ note }) => Reflect.get(note, 'journey'))).toEqual(
          expect.arrayContaining(['welcome', 'summary']),
        );
        expect(seen.state.enrolments).toEqual([]);
      });
    given(captured(manager))
      .when(withdrawal('2026-11-24 10:30'))
      .shows((seen) => {
        expect(notes(seen, 'exited', { journey: 'case' })).toMatchObject([
          { when: '2026-11-24 10:30:00', note: { why: 'exit' } },
        ]);
        expect(seen.state.enrolments).toEqual([]);
      });
    given(captured(manager), withdrawal('2026-11-24 10:30')).when('2026-12-31 00:00').sends([]);
  });

  it('at most 3 marketing mails in 7 days: the fourth waits until the first is a week old', () => {
    const download = (hour: string, title: string) =>
      event(`2026-11-24 ${hour}:00`, 'whitepaper_downloaded', { title });
    const opened = ['m1', 'm2', 'm3'].map((ref) =>
      event('2026-11-27 15:00', 'message.opened', { ref }),
    );
    given(
      captured(),
      ...['A', 'B', 'D'].map((title, place) => download(String(11 + place), title)),
      ...opened,
    )
      .when('2026-12-31 00:00')
      .shows(({ out }) => expect(out).toEqual(['2026-12-01 10:05:00 email whitepaper-summary']));
  });

  it.each(['welcome-whitepaper', 'whitepaper-summary', 'case-demo'])(
    'the marketing mail %s can be unsubscribed from, in both languages',
    (template) => {
      for (const locale of ['zh-CN', 'en'])
        expect(shipped(`templates/${template}/${locale}.mjml`)).toContain('{{ unsubscribeUrl }}');
    },
  );

  it('the purpose is shown and consent is needed before anything is stored', () => {
    const { consent } = playbook.forms['whitepaper-2024'] ?? {};
    expect(consent).toMatchObject({ required: true, purpose: 'marketing' });
    expect(Object.keys(consent?.text ?? {})).toEqual(['zh-CN', 'en']);
  });

  it('sales is reminded of a result after two working days', () => {
    given(captured({ ...manager, companySize: 300 }))
      .when('2026-11-30 00:00')
      .shows((seen) =>
        expect(notes(seen, 'ticket').at(-1)).toMatchObject({
          when: '2026-11-26 10:00:00',
          note: { what: 'feedback-overdue' },
        }),
      );
  });
});
