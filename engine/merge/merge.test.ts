import { describe, expect, it } from '@jest/globals';
import { shanghai } from '../../test/support/engine/china-2026.js';
import {
  DAY,
  assign,
  cap,
  journey,
  on,
  rule,
  send,
  smallPlaybook,
  wait,
} from '../../test/support/engine/small-playbook.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { specification } from '../../test/support/specification.js';
import type { LeadState } from '../lead-state.js';
import { simulate, type Scripted } from '../simulate/simulate.js';
import { totalScore } from '../scoring/total.js';

const playbook = smallPlaybook({
  attributes: {
    company: { type: 'string', personal: false, identity: false },
    region: { type: 'string', personal: false, identity: false },
  },
  rules: [
    rule('visit', 'visited', 3, { times: { limit: 'once' } }),
    rule('paper', 'downloaded', 2, { times: { limit: 'once-per', property: 'title' } }),
    rule('view', 'viewed', 1),
    rule('twice', 'twice', 4, { times: { limit: 'most', n: 2 } }),
    { ...rule('known', 'x', 5), id: 'known' },
  ],
  policies: { caps: [cap(2)] },
  journeys: [
    journey('nurture', on('form_submitted'), [
      wait('first', DAY, 1),
      send('mail', 2),
      wait('second', DAY, 'end'),
    ]),
    journey('ten', { on: 'scoreReached', score: 10 }, [assign('ticket', 'sales', 'end')]),
    journey('ask', on('ask'), [send('ask', 'end')], { reentry: { may: 'restart' } }),
  ],
});

const captured = (time: string, attributes = {}) => form(time, attributes);
const lead = (...past: Scripted[]): LeadState =>
  simulate(playbook, past, Math.max(...past.map(({ at }) => at)), { lead: 'other' }).state;
const merge = (time: string, loser: LeadState): Scripted => ({
  at: shanghai(time),
  body: { kind: 'merge', loserId: 'other', loser: renamed(loser) },
});
/** As the record renames them: `m1` of the one is not `m1` of the other. */
const renamed = (state: LeadState): LeadState => ({
  ...state,
  sends: state.sends.map((one) => ({ ...one, ref: `${one.ref}~other` })),
  messages: state.messages.map((one) => ({ ...one, ref: `${one.ref}~other` })),
});
const { given } = specification(playbook);
const first = captured('2026-11-27 10:00', { company: 'One' });

describe('two leads that are one', () => {
  it('enter no tier in which either of them stands already', () => {
    const vip = journey(
      'vip',
      { on: 'tierEntered', tier: 'B' },
      [send('vip', 1), wait('w', DAY, 'end')],
      {
        reentry: { may: 'restart' },
      },
    );
    const tiered = smallPlaybook({
      rules: [
        rule('visit', 'visited', 10, { times: { limit: 'once' } }),
        rule('view', 'viewed', 10),
      ],
      journeys: [vip],
    });
    const other = simulate(
      tiered,
      [captured('2026-11-27 09:00'), event('2026-11-27 09:10', 'visited')],
      shanghai('2026-11-27 09:30'),
      { lead: 'other' },
    ).state;
    specification(tiered)
      .given(first)
      .when(merge('2026-11-27 11:00', other))
      .shows(({ state, out }) => {
        expect(state.tier).toBe('B');
        expect(out).toEqual([]);
        expect(state.enrolments.map(({ journey: id }) => id)).toEqual(['vip']);
      });
  });

  it('count once what both have done, and both what each has', () => {
    const paper = (title: string) => event('2026-11-27 11:00', 'downloaded', { title });
    const visit = event('2026-11-27 11:00', 'visited');
    const twice = event('2026-11-27 11:00', 'twice');
    const view = event('2026-11-27 11:00', 'viewed');
    const loser = lead(
      captured('2026-11-26 10:00'),
      visit,
      paper('A'),
      paper('B'),
      twice,
      twice,
      view,
    );
    given(first, visit, paper('A'), twice, view)
      .when(merge('2026-11-27 12:00', loser))
      .shows((seen) => {
        expect(seen.ledger).toMatchObject([
          { rule: 'paper', points: 2, cause: 'merge' },
          { rule: 'twice', points: 4 },
          { rule: 'view', points: 1 },
        ]);
        expect(totalScore(seen.state, playbook)).toBe(3 + 4 + 8 + 2);
      });
  });

  it('keep the attributes of the winner and fill its gaps', () => {
    given(first)
      .when(
        merge(
          '2026-11-27 12:00',
          lead(captured('2026-11-26 10:00', { company: 'Two', region: 'East' })),
        ),
      )
      .shows(({ state }) =>
        expect(state.attributes).toMatchObject({ company: 'One', region: 'East' }),
      );
  });

  it('keep a refusal of consent unless it was given again later', () => {
    const withdrawn = (time: string) => ({
      at: shanghai(time),
      facts: {
        consent: [{ channel: 'email', purpose: 'marketing', granted: false, by: 'lead' } as const],
      },
      body: { kind: 'update', by: 'lead' } as const,
    });
    const consented = ({ state }: { state: LeadState }) =>
      state.consent['email:marketing']?.granted;
    given(first)
      .when(
        merge(
          '2026-11-28 12:00',
          lead(captured('2026-11-26 10:00'), withdrawn('2026-11-28 10:00')),
        ),
      )
      .shows((seen) => expect(consented(seen)).toBe(false));
    given(first)
      .when(
        merge(
          '2026-11-28 12:00',
          lead(captured('2026-11-26 10:00'), withdrawn('2026-11-26 11:00')),
        ),
      )
      .shows((seen) => expect(consented(seen)).toBe(true));
  });

  it('are reached where either is, and suppressed where either is', () => {
    const other = captured('2026-11-26 10:00');
    const reachable = {
      ...other,
      facts: { ...other.facts, reach: { email: 'suppressed', sms: 'ok' } as const },
    };
    given(first)
      .when(merge('2026-11-27 12:00', lead(reachable)))
      .shows(({ state }) =>
        expect(state.reach).toEqual({ email: 'suppressed', sms: 'ok', wecom: 'none' }),
      );
  });

  it('fire no first time again', () => {
    const points = Array.from({ length: 10 }, () => event('2026-11-27 11:00', 'viewed'));
    const loser = lead(captured('2026-11-26 10:00'), ...points);
    given(first, event('2026-11-27 11:00', 'visited'))
      .when(merge('2026-11-27 12:00', loser))
      .shows((seen) => {
        expect(totalScore(seen.state, playbook)).toBe(13);
        expect(notes(seen, 'entered')).toEqual([]);
        expect(seen.out).toEqual([]);
      });
  });

  it('fire what only the two together reach', () => {
    const five = Array.from({ length: 5 }, () => event('2026-11-27 11:00', 'viewed'));
    given(first, ...five)
      .when(merge('2026-11-27 12:00', lead(captured('2026-11-26 10:00'), ...five)))
      .sends(['2026-11-27 12:00:00 assign sales']);
  });

  it('go on with the further of two runs, and with a run that only one had', () => {
    const loser = lead(captured('2026-11-26 10:00'), event('2026-11-27 10:30', 'ping'));
    expect(loser.enrolments[0]?.at.step).toBe('second');
    given(first)
      .when(merge('2026-11-27 12:00', loser))
      .shows((seen) => {
        expect(seen.state.enrolments).toMatchObject([
          { journey: 'nurture', at: { step: 'second' } },
        ]);
        expect(notes(seen, 'exited')).toMatchObject([{ note: { why: 'merged', step: 'first' } }]);
      });
  });

  it('do not begin again what one of them has been through', () => {
    const through = lead(captured('2026-11-20 10:00'), event('2026-11-27 10:30', 'ping'));
    expect(through.enrolments).toEqual([]);
    given(first)
      .when(merge('2026-11-27 12:00', through))
      .shows(({ state }) => expect(state.enrolments).toEqual([]));
  });

  it('share one cap', () => {
    const asked = [event('2026-11-27 10:30', 'ask'), event('2026-11-27 10:40', 'ask')];
    const loser = lead(captured('2026-11-27 10:00'), ...asked);
    given(first)
      .when([merge('2026-11-27 12:00', loser), event('2026-11-27 12:30', 'ask')])
      .sends([]);
  });

  it('change nothing where the loser was taken over before', () => {
    given(first)
      .when({ at: shanghai('2026-11-27 12:00'), body: { kind: 'merge', loserId: 'other' } })
      .shows((seen) => {
        expect(seen.ledger).toEqual([]);
        expect(notes(seen, 'merged')).toHaveLength(1);
      });
  });
});
