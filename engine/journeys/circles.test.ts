import { describe, expect, it } from '@jest/globals';
import {
  always,
  HOUR,
  awaits,
  journey,
  MINUTE,
  on,
  send,
  smallPlaybook,
  wait,
} from '../../test/support/engine/small-playbook.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { specification } from '../../test/support/specification.js';
import type { Journey } from '../playbook/playbook.js';

const captured = form('2026-11-27 10:00', {});
const begun = event('2026-11-27 11:00', 'ping');
const about = (...journeys: Journey[]) => specification(smallPlaybook({ journeys }));

/** Alone it ends at once, and `again` waits for what holds already: together they turn once a second. */
const second = journey('second', { on: 'manual' }, [wait('moment', 1_000, 'end')], {
  reentry: { may: 'restart' },
});
const again = journey('again', on('ping'), [
  { id: 'into', do: 'enrol', journey: 'second', next: 1 },
  awaits('holds', always, 0, 30 * 24 * HOUR),
]);

describe('journeys that keep a lead awake by time alone', () => {
  it.each([
    ['watched all the time', undefined],
    ['found after an outage', '2026-12-20 11:00'],
  ])('come to rest though each begins anew, %s', (_, now) => {
    about(again, second)
      .given(captured, begun)
      .when('2026-12-20 11:00', now)
      .shows((seen) => {
        expect(notes(seen, 'exited', { why: 'budget' })).toMatchObject([
          { when: '2026-11-27 11:16:57', note: { journey: 'second' } },
        ]);
        expect(notes(seen, 'passed-over')).toMatchObject([
          { when: '2026-11-27 11:16:57', note: { journey: 'second', why: 'budget' } },
        ]);
        expect(seen.state.enrolments).toMatchObject([{ journey: 'again' }]);
        expect(seen.wakes?.because).toBe('again/holds: time-out');
      });
  });

  it('come to rest where one of them counts from a moment long past', () => {
    const anchored = {
      id: 'moment',
      do: 'wait',
      ms: HOUR,
      from: 'lastKeptOrder',
      next: 'end',
    } as const;
    const placed = event('2026-11-27 10:30', 'order_placed', { orderId: 'o', amount: 1 });
    about(again, { ...second, steps: [anchored] })
      .given(captured, placed, { ...begun, at: begun.at + HOUR })
      .when('2026-12-20 11:00')
      .shows((seen) =>
        expect(notes(seen, 'exited', { why: 'budget' })).toMatchObject([
          { when: '2026-11-27 12:16:41', note: { journey: 'second' } },
        ]),
      );
  });

  it('leave nothing in the state of a lead whose waits are long', () => {
    const calm = journey('calm', on('ping'), [wait('hour', HOUR, 0)]);
    about(calm)
      .given(captured, begun)
      .when('2026-12-27 11:00')
      .shows(({ state }) => expect(state.restless).toBeUndefined());
  });

  it('leave the others be, those of that moment too', () => {
    const nurture = journey('nurture', on('ping'), [wait('a', 1_017_000, 1), send('mail', 'end')]);
    about(again, second, nurture)
      .given(captured, begun)
      .when('2026-11-28 11:00')
      .shows((seen) => {
        expect(notes(seen, 'exited', { why: 'budget' })).toHaveLength(1);
        expect(seen.out).toEqual(['2026-11-27 11:16:57 email mail']);
      });
  });

  it('may do so again when the lead does something', () => {
    about(again, second)
      .given(captured, begun, event('2026-11-27 11:10', 'seen'))
      .when('2026-11-27 11:26')
      .shows((seen) => expect(notes(seen, 'exited', { why: 'budget' })).toEqual([]));
  });

  it('but not when something becomes of a message', () => {
    const outcome = { kind: 'outcome', ref: 'm1', result: 'failed', at: begun.at } as const;
    about(again, second)
      .given(captured, begun, { at: begun.at + 10 * MINUTE, body: outcome })
      .when('2026-11-27 11:26')
      .shows((seen) => expect(notes(seen, 'exited', { why: 'budget' })).toHaveLength(1));
  });
});

describe('a circle of a minute, which the lint allows', () => {
  const wheel = journey('wheel', on('ping'), [wait('minute', MINUTE, 0)]);

  it('turns for as long as somebody looks', () => {
    about(wheel)
      .given(captured, begun)
      .when('2026-12-04 11:00')
      .shows((seen) => expect(seen.wakes?.at).toBe('2026-12-04 11:01:00'));
  });

  it('has all its deadlines behind it after a long outage', () => {
    about(wheel)
      .given(captured, begun)
      .when('2027-11-27 11:00', '2027-11-27 11:00')
      .shows((seen) => {
        expect(notes(seen, 'budget')).toHaveLength(1);
        expect(seen.wakes).toBeUndefined();
      });
  });
});
