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
