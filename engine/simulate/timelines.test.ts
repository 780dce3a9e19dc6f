import { describe, expect, it } from '@jest/globals';
import { inShanghai, shanghai } from '../../test/support/engine/china-2026.js';
import { event, form, notes, outgoing } from '../../test/support/engine/story.js';
import { preset } from '../../test/support/playbook/presets.js';
import { hash } from '../hash.js';
import { totalScore } from '../scoring/total.js';
import { simulate } from './simulate.js';

const playbook = preset('lead-to-conversion');
/** The lead's spread: seconds after the opening, at most 15 minutes. */
const spread = (hash('simulated') % 900) * 1_000;
const spreadAfter = (time: string) => inShanghai(shanghai(time) + spread);

describe('lead 1: a manager of 800 staff in manufacturing', () => {
  const captured = form('2026-11-27 17:58', {
    company: 'Example',
    position: '经理',
    companySize: 800,
    industry: '制造业',
  });
  const download = event('2026-11-28 10:00', 'message.clicked', { ref: 'm1', link: 'whitepaper' });
  const lead = simulate(playbook, [captured, download], shanghai('2026-12-18 18:00'));

  it('gets each mail at its minute, over two weekends', () => {
    expect(outgoing(lead)).toEqual([
      '2026-11-27 17:58:00 email welcome-whitepaper',
      `${spreadAfter('2026-11-30 09:00')} email case-study`,
      `${spreadAfter('2026-12-03 09:00')} email product-video`,
      `${spreadAfter('2026-12-07 09:00')} email trial-invitation`,
      '2026-12-18 17:58:00 email industry-1',
    ]);
  });

  it('has 2 of the 3 mails of a week with the case mail, and 3 with the video', () => {
    const counted = (until: string) =>
      simulate(playbook, [captured, download], shanghai(until)).state.sends.map(({ at }) =>
        inShanghai(at),
      );
    const two = ['2026-11-27 17:58:00', spreadAfter('2026-11-30 09:00')];
    expect(counted('2026-11-30 09:15')).toEqual(two);
    expect(counted('2026-12-03 09:15')).toEqual([...two, spreadAfter('2026-12-03 09:00')]);
    const fourth = {
      at: shanghai('2026-12-03 10:00'),
      body: { kind: 'control', control: { do: 'enrol', journey: 'dormant' } },
    } as const;
    const asked = simulate(playbook, [captured, download, fourth], shanghai('2026-12-03 10:00'));
    expect(notes(asked, 'policy', { step: 'reminder' })).toMatchObject([
      { note: { result: { verdict: 'held', why: 'cap', used: 3, max: 3 } } },
    ]);
  });

  it('scores 8 as C, and 10 as B with the whitepaper, which begins nurture', () => {
    expect(lead.ledger.map(({ rule, points }) => [rule, points])).toEqual([
      ['size-500', 5],
      ['target-industry', 3],
      ['whitepaper', 2],
    ]);
    expect(notes(lead, 'tier')).toMatchObject([
      { when: '2026-11-28 10:00:00', note: { from: 'C', to: 'B' } },
    ]);
    expect(notes(lead, 'entered', { journey: 'nurture' })).toMatchObject([
      { when: '2026-11-28 10:00:00', note: { because: 'score:10' } },
    ]);
  });

  it('has the case mail decided on Saturday and held until Monday', () => {
    expect(notes(lead, 'policy', { step: 'case' })[0]).toMatchObject({
      when: '2026-11-28 11:00:00',
      note: {
        result: { verdict: 'held', why: 'window', until: shanghai('2026-11-30 09:00') + spread },
      },
    });
  });

  it('has its reading passed over while in nurture', () => {
    expect(notes(lead, 'moved', { journey: 'reading', step: 'choose' })).toMatchObject([
      { when: '2026-12-04 17:58:00', note: { to: 'week' } },
      { when: '2026-12-11 17:58:00', note: { to: 'week' } },
      { when: '2026-12-18 17:58:00', note: { to: 'industry' } },
    ]);
  });

  it('leaves nurture without a response', () => {
    expect(notes(lead, 'exited', { journey: 'nurture' })).toMatchObject([
      { when: spreadAfter('2026-12-14 09:00'), note: { why: 'done' } },
    ]);
  });

  describe('with an earlier anonymous visit to the prices and the position of a director', () => {
    const director = form(
      '2026-11-27 17:58',
      { company: 'Example', position: '总监', companySize: 800, industry: '制造业' },
      {
        past: [
          {
            id: 'visit',
            name: 'pricing_page_visited',
            properties: {},
            occurredAt: shanghai('2026-11-27 17:40'),
          },
        ],
      },
    );
    const rich = simulate(playbook, [director], shanghai('2026-12-01 17:58'));

    it('is A with 21 at capture and handed over in the same minute', () => {
      expect(totalScore(rich.state, playbook)).toBe(21);
      expect(outgoing(rich)).toEqual([
        '2026-11-27 17:58:00 assign sales',
        '2026-11-27 17:58:00 email welcome-whitepaper',
        '2026-11-27 17:58:00 notify hot-lead',
      ]);
      expect(rich.state.stage).toBe('mql');
    });

    it('has its contact due on Monday 09:08 and its feedback on Tuesday 17:58', () => {
      expect(notes(rich, 'ticket')).toMatchObject([
        { note: { what: 'assigned', due: shanghai('2026-11-30 09:08') } },
        { when: '2026-11-30 09:08:00', note: { what: 'contact-overdue' } },
        { when: '2026-12-01 17:58:00', note: { what: 'feedback-overdue' } },
      ]);
    });

    it('gets no case mail, and the record says why: it is A already', () => {
      expect(notes(rich, 'passed-over', { journey: 'nurture' })).toMatchObject([
        {
          note: {
            why: 'guard',
            tested: [{ condition: 'tier: B', saw: 'A', holds: false }, { holds: true }],
          },
        },
      ]);
      expect(rich.state.marks['score:10']).toBe(shanghai('2026-11-27 17:58'));
    });
  });
});

describe('lead 2: a marketing director in retail, across National Day', () => {
  const contacted = event('2026-10-09 09:06', 'ticket.contacted', { ticket: 'ticket-t4' });
  const lead = simulate(
    playbook,
    [
      form('2026-09-29 10:00', { position: '市场总监', companySize: 200, industry: '零售' }),
      event('2026-10-08 20:15', 'video_watched', {
        video: 'product-3min',
        seconds: 180,
        completed: true,
      }),
      contacted,
      event('2026-10-10 15:00', 'ticket.feedback', { ticket: 'ticket-t4', result: 'interested' }),
    ],
    shanghai('2026-10-13 10:00'),
  );

  it('gets each message at its minute', () => {
    expect(outgoing(lead)).toEqual([
      '2026-09-29 10:00:00 email welcome-whitepaper',
      '2026-09-29 11:00:00 email case-study',
      `${spreadAfter('2026-10-08 09:00')} email product-video`,
      '2026-10-08 20:15:00 assign sales',
      '2026-10-08 20:15:00 notify hot-lead',
      '2026-10-13 10:00:00 email industry-1',
    ]);
  });

  it('has the video decided in the holiday and held over it', () => {
    expect(notes(lead, 'policy', { step: 'video' })[0]).toMatchObject({
      when: '2026-10-02 11:00:00',
      note: { result: { verdict: 'held', why: 'window' } },
    });
  });

  it('has its reading passed over in nurture, and goes on after it', () => {
    expect(notes(lead, 'moved', { journey: 'reading', step: 'choose' })).toMatchObject([
      { when: '2026-10-06 10:00:00', note: { to: 'week' } },
      { when: '2026-10-13 10:00:00', note: { to: 'industry' } },
    ]);
  });

  it('is B with 15 by score and A by promotion, which reaches the goal of nurture', () => {
    expect(totalScore(lead.state, playbook)).toBe(15);
    expect(lead.state.tier).toBe('A');
    expect(lead.state.tierBecause).toBe('promoted by video-promotion/promote, score 15 is B');
    expect(notes(lead, 'exited', { journey: 'nurture' })).toMatchObject([
      { when: '2026-10-08 20:15:00', note: { why: 'goal', step: 'rest' } },
    ]);
  });

  it('has contact due on Friday 09:10 and feedback on Monday 09:00, for Saturday is worked', () => {
    const assigned = simulate(
      playbook,
      [
        form('2026-09-29 10:00', { position: '市场总监', companySize: 200, industry: '零售' }),
        event('2026-10-08 20:15', 'video_watched', { video: 'product-3min', completed: true }),
      ],
      shanghai('2026-10-08 21:00'),
    );
    expect(assigned.state.tickets).toMatchObject([
      {
        ticket: 'ticket-t4',
        contactDue: shanghai('2026-10-09 09:10'),
        feedbackDue: shanghai('2026-10-12 09:00'),
      },
    ]);
  });

  it('is SAL with the contact and SQL with the interest', () => {
    expect(notes(lead, 'stage')).toMatchObject([
      { when: '2026-10-08 20:15:00', note: { to: 'mql' } },
      { when: '2026-10-09 09:06:00', note: { to: 'sal' } },
      { when: '2026-10-10 15:00:00', note: { to: 'sql' } },
    ]);
    expect(notes(lead, 'ticket').map(({ note }) => Reflect.get(note, 'what'))).toEqual([
      'assigned',
      'contacted',
      'feedback',
    ]);
  });
});

describe('lead 3: a CEO of 800 staff in manufacturing, with two orders', () => {
  const rich = { company: 'Example', position: 'CEO', companySize: 800, industry: '制造业' };
  const visit = {
    id: 'visit',
    name: 'pricing_page_visited',
    properties: {},
    occurredAt: shanghai('2026-06-03 14:05'),
  };
  const byAllMeans = { email: 'ok', sms: 'ok', wecom: 'none' } as const;
  const form1 = form('2026-06-03 14:20', rich, { past: [visit] });
  const captured = { ...form1, facts: { ...form1.facts, reach: byAllMeans } };
  const ticket = { ticket: 'ticket-t1' };
  const order = (time: string, orderId: string) =>
    event(time, 'order_placed', { orderId, amount: 600_000 });
  const sold = [
    event('2026-06-03 14:27', 'ticket.contacted', ticket),
    event('2026-06-04 11:00', 'ticket.feedback', { ...ticket, result: 'interested' }),
    order('2026-06-16 21:40', 'O-1001'),
    order('2026-06-18 15:00', 'O-1002'),
  ];
  const shared = [
    event('2026-07-03 16:00', 'experience_shared', { channel: 'wechat', shareId: 'S-1' }),
    event('2026-07-06 10:00', 'experience_share_confirmed', { shareId: 'S-1' }),
  ];
  const end = shanghai('2026-09-16 18:00');
  const lead = simulate(playbook, [captured, ...sold, ...shared], end);

  it('gets everything at its minute', () => {
    expect(outgoing(lead)).toEqual([
      '2026-06-03 14:20:00 assign sales',
      '2026-06-03 14:20:00 email welcome-whitepaper',
      '2026-06-03 14:20:00 notify hot-lead',
      '2026-06-10 14:20:00 email industry-1',
      '2026-06-16 21:40:00 close won',
      '2026-06-16 21:40:00 sms order-confirmation-sms',
      '2026-06-16 21:40:00 email order-confirmation',
      '2026-06-18 15:00:00 sms order-confirmation-sms',
      '2026-06-18 15:00:00 email order-confirmation',
      '2026-06-23 21:40:00 assign service',
      `${spreadAfter('2026-06-24 09:00')} email usage-guide`,
      '2026-06-25 15:00:00 email usage-guide',
      `${spreadAfter('2026-07-01 09:00')} email share-invitation`,
      '2026-07-06 10:00:00 grant service-pack-training-1',
      '2026-07-06 10:00:00 email service-pack',
      '2026-09-16 15:00:00 email returning-customer',
    ]);
  });

  it('is A with 21, SAL by the contact, SQL by the interest, customer by the first order', () => {
    expect(notes(lead, 'stage')).toMatchObject([
      { when: '2026-06-03 14:20:00', note: { to: 'mql' } },
      { when: '2026-06-03 14:27:00', note: { to: 'sal' } },
      { when: '2026-06-04 11:00:00', note: { to: 'sql' } },
      { when: '2026-06-16 21:40:00', note: { to: 'customer' } },
    ]);
    expect(notes(lead, 'passed-over', { journey: 'nurture' })).toHaveLength(1);
    const due = simulate(playbook, [captured], shanghai('2026-06-03 14:20')).state.tickets[0];
    expect([due?.contactDue, due?.feedbackDue]).toEqual([
      shanghai('2026-06-03 14:30'),
      shanghai('2026-06-05 14:20'),
    ]);
  });

  it('has its care of the first order due in the evening and held until the morning', () => {
    expect(notes(lead, 'policy', { step: 'guide', key: 'O-1001' })).toMatchObject([
      { when: '2026-06-23 21:40:00', note: { result: { verdict: 'held', why: 'window' } } },
      { when: spreadAfter('2026-06-24 09:00'), note: { result: { verdict: 'sent' } } },
    ]);
  });

  it('is cared for by the same person both times, who is named in both mails', () => {
    const cares = lead.commands.filter((command) => command.kind === 'assign').slice(1);
    expect(cares).toMatchObject([
      { key: 'O-1001', queue: 'service', strategy: 'sticky', ifOpen: 'keep' },
    ]);
    const guides = lead.commands.flatMap((command) =>
      command.kind === 'send' && command.template === 'usage-guide'
        ? [[command.key, command.rep]]
        : [],
    );
    expect(guides).toEqual([
      ['O-1001', 'service-1'],
      ['O-1002', 'service-1'],
    ]);
  });

  it('has the 90 days of the first order replaced by those of the second, and a coupon of 500 off 5,000', () => {
    expect(notes(lead, 'exited', { journey: 'win-back' })).toMatchObject([
      { when: '2026-06-18 15:00:00', note: { why: 'restart' } },
      { when: '2026-09-16 15:00:00', note: { why: 'done' } },
    ]);
    expect(lead.commands.at(-1)).toMatchObject({
      coupon: { coupon: 'over-5000-less-500', off: 500_00, minOrder: 5_000_00, currency: 'CNY' },
    });
  });

  it('is given the package once, however often a share is confirmed', () => {
    const again = event('2026-07-07 10:00', 'experience_share_confirmed', { shareId: 'S-2' });
    const twice = simulate(playbook, [captured, ...sold, ...shared, again], end);
    expect(outgoing(twice)).toEqual(outgoing(lead));
    expect(notes(twice, 'passed-over', { journey: 'reward' })).toMatchObject([
      { when: '2026-07-07 10:00:00', note: { why: 'reentry' } },
    ]);
  });

  describe('with the second order refunded in full', () => {
    const refund = { orderId: 'O-1002', amount: 600_000, full: true };
    const refunded = event('2026-06-20 12:00', 'order_refunded', refund);
    const back = simulate(playbook, [captured, ...sold, refunded], end);

    it('has no second care, and its coupon 90 days after the first order', () => {
      const later = outgoing(back).filter((line) => line > '2026-06-20');
      expect(later).toEqual([
        '2026-06-23 21:40:00 assign service',
        `${spreadAfter('2026-06-24 09:00')} email usage-guide`,
        `${spreadAfter('2026-07-01 09:00')} email share-invitation`,
        `${spreadAfter('2026-09-15 09:00')} email returning-customer`,
      ]);
      expect(notes(back, 'policy', { step: 'coupon' })[0]).toMatchObject({
        when: '2026-09-14 21:40:00',
        note: { result: { verdict: 'held', why: 'window' } },
      });
    });

    it('and with the first one refunded too, has nothing more at all', () => {
      const both = event('2026-06-21 12:00', 'order_refunded', { ...refund, orderId: 'O-1001' });
      const nothing = simulate(playbook, [captured, ...sold, refunded, both], end);
      expect(outgoing(nothing).filter((line) => line > '2026-06-20')).toEqual([]);
    });
  });

  describe('without consent to marketing', () => {
    const unasked = { ...captured, facts: { ...captured.facts, consent: [] } };
    const silent = simulate(playbook, [unasked, ...sold, ...shared], end);

    it('gets confirmation and care, and neither coupon nor invitation', () => {
      const sent = silent.commands.flatMap((command) =>
        command.kind === 'send' ? command.template : [],
      );
      expect(sent).toEqual([
        'order-confirmation-sms',
        'order-confirmation',
        'order-confirmation-sms',
        'order-confirmation',
        'usage-guide',
        'usage-guide',
        'service-pack',
      ]);
      for (const step of ['invitation', 'coupon']) {
        expect(notes(silent, 'policy', { step })).toMatchObject([
          { note: { result: { verdict: 'skipped', why: 'consent' } } },
        ]);
      }
    });
  });
});
