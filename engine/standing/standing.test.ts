import { describe, expect, it } from '@jest/globals';
import { shanghai } from '../../test/support/engine/china-2026.js';
import {
  DAY,
  HOUR,
  journey,
  on,
  rule,
  smallPlaybook,
  wait,
} from '../../test/support/engine/small-playbook.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { specification } from '../../test/support/specification.js';
import { simulate } from '../simulate/simulate.js';

const captured = form('2026-11-27 10:00', {});
const long = [wait('long', 300 * DAY, 'end')];
const playbook = smallPlaybook({
  rules: [
    rule('one', 'one', 1),
    rule('nine', 'nine', 9),
    rule('ten', 'ten', 10),
    rule('less', 'less', -15),
  ],
  marks: { mql: 12 },
  journeys: [
    journey('c', { on: 'tierEntered', tier: 'C' }, long, { reentry: { may: 'restart' } }),
    journey('b', { on: 'tierEntered', tier: 'B' }, long, { reentry: { may: 'restart' } }),
    journey('ten', { on: 'scoreReached', score: 10 }, long, { reentry: { may: 'restart' } }),
    journey('mql', { on: 'mark', mark: 'mql' }, long),
    journey('promotion', on('watched'), [
      {
        id: 'up',
        do: 'promote',
        tier: 'A',
        untilFeedback: ['lost', 'invalid'],
        atMost: 90 * DAY,
        next: 'end',
      },
    ]),
  ],
});
const { given } = specification(playbook);
const at = (hour: number, name: string) => event(`2026-11-27 ${hour}:00`, name);

describe('tiers and marks', () => {
  it('are entered exactly at the threshold: 9 is C, 10 is B', () => {
    given(captured, at(11, 'nine'))
      .when('2026-11-27 11:30')
      .shows(({ state }) => expect(state.tier).toBe('C'));
    given(captured, at(11, 'nine'))
      .when(at(12, 'one'))
      .shows((seen) => {
        expect(seen.state.tier).toBe('B');
        expect(notes(seen, 'entered').map(({ note }) => Reflect.get(note, 'because'))).toEqual([
          'tier:B',
          'score:10',
        ]);
      });
  });

  it('count a new lead as entering the tier it begins in', () => {
    given()
      .when(captured)
      .shows(({ state }) => expect(state.enrolments.map((one) => one.journey)).toEqual(['c']));
  });

  it('fire a score once for good, and a tier each time the lead rises into it', () => {
    given(captured, at(11, 'ten'))
      .when([at(12, 'less'), at(13, 'ten'), at(14, 'ten')])
      .shows((seen) => {
        expect(notes(seen, 'tier')).toMatchObject([{ note: { to: 'C' } }, { note: { to: 'B' } }]);
        expect(notes(seen, 'entered').map(({ note }) => Reflect.get(note, 'because'))).toEqual([
          'tier:B',
          'mark:mql',
        ]);
        expect(notes(seen, 'mark')).toMatchObject([
          { when: '2026-11-27 14:00:00', note: { mark: 'mark:mql' } },
        ]);
      });
  });

  it('are not entered because a new version calls them otherwise, or has fewer of them', () => {
    const { state } = simulate(
      playbook,
      [captured, at(11, 'ten'), at(11, 'one')],
      shanghai('2026-11-27 12:00'),
    );
    const enters = (id: string) =>
      journey(`into-${id}`, { on: 'tierEntered', tier: id }, long, { reentry: { may: 'restart' } });
    const renamed = ['high', 'middle', 'low'];
    const versions = [
      {
        tiers: tiersOf([
          ['high', 20],
          ['middle', 10],
          ['low', 0],
        ]),
        journeys: renamed.map(enters),
      },
      {
        tiers: tiersOf([
          ['A', 20],
          ['C', 0],
        ]),
        journeys: ['A', 'C'].map(enters),
      },
    ];
    for (const { tiers, journeys } of versions) {
      const now = { ...smallPlaybook({ rules: [rule('ten', 'ten', 10)], journeys }), tiers };
      specification(now, { state })
        .given()
        .when(at(13, 'ping'))
        .shows((seen) => {
          expect(notes(seen, 'tier')).toHaveLength(1);
          expect(notes(seen, 'entered')).toEqual([]);
        });
      specification(now, { state })
        .given(at(13, 'ping'))
        .when(at(14, 'ten'))
        .shows((seen) => expect(notes(seen, 'entered')).toHaveLength(1));
    }
  });

  it('let a threshold that a new version puts under the score pass in silence', () => {
    const { state } = simulate(playbook, [captured, at(11, 'nine')], shanghai('2026-11-27 12:00'));
    const lower = smallPlaybook({
      journeys: [journey('five', { on: 'scoreReached', score: 5 }, long)],
    });
    specification(lower, { state })
      .given()
      .when(at(13, 'ping'))
      .shows((seen) => {
        expect(seen.state.marks['score:5']).toBe(shanghai('2026-11-27 13:00'));
        expect(notes(seen, 'entered')).toEqual([]);
      });
  });
});

const tiersOf = (tiers: [id: string, from: number][]) =>
  tiers.map(([id, from]) => ({ id, from, title: {} }));

describe('a promotion', () => {
  const promoted = [captured, at(11, 'watched')] as const;

  it('puts a floor under the tier and leaves the score', () => {
    given(...promoted)
      .when(at(12, 'ping'))
      .shows(({ state }) => {
        expect(state.tier).toBe('A');
        expect(state.tierBecause).toBe('promoted by promotion/up, score 0 is C');
        expect(state.score).toEqual({});
      });
  });

  it('ends with the feedback it waits for, and not with another', () => {
    const feedback = (hour: number, result: string) =>
      event(`2026-11-27 ${hour}:00`, 'ticket.feedback', { result });
    given(...promoted)
      .when(feedback(12, 'interested'))
      .shows(({ state }) => expect(state.tier).toBe('A'));
    given(...promoted)
      .when(feedback(12, 'lost'))
      .shows(({ state }) => expect(state.tier).toBe('C'));
  });

  it('is not undone by a lower one', () => {
    const up = (tier: string) =>
      journey(`to-${tier}`, on(`to-${tier}`), [
        { id: 'up', do: 'promote', tier, untilFeedback: [], atMost: DAY, next: 'end' },
      ]);
    specification(smallPlaybook({ journeys: [up('A'), up('B')] }))
      .given(captured, at(11, 'to-A'))
      .when(at(12, 'to-B'))
      .shows(({ state }) => expect(state.tier).toBe('A'));
  });

  it('ends after the time it was given', () => {
    given(...promoted)
      .when('2027-02-25 10:59')
      .shows(({ state }) => expect(state.tier).toBe('A'));
    given(...promoted)
      .when('2027-02-25 11:00')
      .shows(({ state }) => expect(state.tier).toBe('C'));
  });
});

describe('the stage', () => {
  const ticket = { ref: 't9', ticket: 'T', queue: 'sales' };

  it('moves to the furthest that holds, and never back', () => {
    given()
      .when([
        captured,
        event('2026-11-27 11:00', 'ticket.assigned', ticket),
        event('2026-11-27 11:10', 'ticket.feedback', { ...ticket, result: 'interested' }),
        event('2026-11-27 11:20', 'ticket.contacted', ticket),
      ])
      .shows((seen) => {
        expect(notes(seen, 'stage')).toMatchObject([{ note: { from: 'lead', to: 'sql' } }]);
        expect(seen.state.stage).toBe('sql');
      });
  });

  it('that a new version does not have stays, until something happens that tells of another', () => {
    const { state } = simulate(
      playbook,
      [captured, event('2026-11-27 11:00', 'order_placed')],
      shanghai('2026-11-27 12:00'),
    );
    const { stages } = playbook;
    const renamed = stages.map((one) => (one.id === 'customer' ? { ...one, id: 'client' } : one));
    const now = specification({ ...playbook, stages: renamed }, { state });
    now
      .given()
      .when(event('2026-11-27 13:00', 'ping'))
      .shows((seen) => expect(seen.state.stage).toBe('customer'));
    now
      .given()
      .when(event('2026-11-27 14:00', 'order_placed', { orderId: 'O-2' }))
      .shows((seen) => expect(seen.state.stage).toBe('client'));
  });

  it('of customer wins every open ticket', () => {
    given(captured, event('2026-11-27 11:00', 'ticket.assigned', ticket))
      .when(event('2026-11-27 12:00', 'order_placed'))
      .shows(({ out, state }) => {
        expect(out).toEqual(['2026-11-27 12:00:00 close won']);
        expect(state.tickets).toEqual([]);
      });
  });
});

describe('history', () => {
  const imported = { history: true } as const;

  it('scores and moves the tier, enters nothing, and uses up first times', () => {
    given(captured)
      .when([{ ...at(11, 'ten'), ...imported }, at(12, 'one')])
      .shows((seen) => {
        expect(seen.state.tier).toBe('B');
        expect(notes(seen, 'entered')).toEqual([]);
        expect(notes(seen, 'passed-over')).toMatchObject([
          { note: { why: 'history' } },
          { note: { why: 'history' } },
        ]);
        expect(seen.state.marks['score:10']).toBeDefined();
      });
  });

  it('is also what is older than a day', () => {
    const late = (age: number) => ({
      ...at(11, 'ten'),
      occurredAt: shanghai('2026-11-27 11:00') - age,
    });
    given(captured)
      .when(late(DAY))
      .shows((seen) => expect(notes(seen, 'entered')).toHaveLength(2));
    given(captured)
      .when(late(DAY + 1))
      .shows((seen) => {
        expect(notes(seen, 'entered')).toEqual([]);
        expect(notes(seen, 'passed-over')).toMatchObject([
          { note: { why: 'stale' } },
          { note: { why: 'stale' } },
        ]);
      });
  });

  it('still ends what an event ends: an order told late stops the chase', () => {
    const chase = journey('chase', on('form_submitted'), [wait('w', HOUR * 99, 'end')], {
      exit: { is: 'stage', in: ['customer'] },
    });
    specification(smallPlaybook({ journeys: [chase] }))
      .given(captured)
      .when({ ...at(11, 'order_placed'), ...imported })
      .shows(({ state }) => expect(state.enrolments).toEqual([]));
  });
});
