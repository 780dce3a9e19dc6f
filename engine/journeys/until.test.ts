import { describe, expect, it } from '@jest/globals';
import { journey, on, send, smallPlaybook } from '../../test/support/engine/small-playbook.js';
import { event, form, notes } from '../../test/support/engine/story.js';
import { specification } from '../../test/support/specification.js';
import type { LocalMoment } from '../playbook/playbook.js';

const MONDAY_NINE: LocalMoment = { days: [1], minute: 540, timeZone: 'lead' };

/** Waits until the moment, sends, and waits again. */
const weekly = (until: LocalMoment) =>
  specification(
    smallPlaybook({
      journeys: [
        journey('weekly', on('ping'), [
          { id: 'monday', do: 'until', until, next: 1 },
          send('news', 0),
        ]),
      ],
    }),
  );
const captured = (timeZone?: string) => {
  const { facts, ...rest } = form('2026-03-01 10:00', {});
  return { ...rest, facts: { ...facts, ...(timeZone === undefined ? {} : { timeZone }) } };
};

describe('a wait until a day and hour', () => {
  it('is over when the clocks show it, again and again', () => {
    weekly(MONDAY_NINE)
      .given(captured(), event('2026-03-04 10:00', 'ping'))
      .when('2026-03-17 00:00')
      .sends(['2026-03-09 09:00:00 email news', '2026-03-16 09:00:00 email news']);
  });

  it('that comes up this very moment is the next one', () => {
    weekly(MONDAY_NINE)
      .given(captured())
      .when([event('2026-03-09 09:00', 'ping'), event('2026-03-10 00:00', 'pong')])
      .shows(({ wakes }) => expect(wakes?.at).toBe('2026-03-16 09:00:00'));
    weekly(MONDAY_NINE)
      .given(captured())
      .when([event('2026-03-09 08:59:59', 'ping'), event('2026-03-10 00:00', 'pong')])
      .sends(['2026-03-09 09:00:00 email news']);
  });

  it("is the lead's own nine o'clock, also where the clocks change meanwhile", () => {
    // Berlin: 29 March 2026; 09:00 there is 16:00 in Shanghai before, 15:00 after.
    weekly(MONDAY_NINE)
      .given(captured('Europe/Berlin'), event('2026-03-20 10:00', 'ping'))
      .when('2026-03-31 00:00')
      .sends(['2026-03-23 16:00:00 email news', '2026-03-30 15:00:00 email news']);
  });

  it('in an hour that the change of clocks skips comes as far into the day', () => {
    const halfPastTwo = { days: [7], minute: 150, timeZone: 'Europe/Berlin' };
    weekly(halfPastTwo)
      .given(captured(), event('2026-03-27 10:00', 'ping'))
      .when('2026-03-30 00:00')
      .sends(['2026-03-29 09:30:00 email news']);
  });

  it('by a calendar keeps its time zone, and takes only days on which it is open', () => {
    const tomorrow: LocalMoment = { days: [], minute: 600, timeZone: 'lead', calendar: 'working' };
    // National Day: closed until 10-07.
    weekly(tomorrow)
      .given(captured('Europe/Berlin'), event('2026-09-30 10:00', 'ping'))
      .when('2026-10-09 00:00')
      .sends(['2026-10-08 10:00:00 email news']);
  });

  it('on several days is over on the first of them', () => {
    weekly({ days: [2, 4], minute: 540, timeZone: 'Asia/Shanghai' })
      .given(captured('Europe/Berlin'), event('2026-03-04 10:00', 'ping'))
      .when('2026-03-11 00:00')
      .sends(['2026-03-05 09:00:00 email news', '2026-03-10 09:00:00 email news']);
  });
});

describe('a wait until a day that its calendar never has', () => {
  // The calendar's last Sunday that is worked is 20 September.
  it('takes the day as it comes, and says so', () => {
    weekly({ days: [7], minute: 540, timeZone: 'lead', calendar: 'working' })
      .given(captured())
      .when(event('2026-10-12 10:00', 'ping'))
      .shows((seen) => {
        expect(seen.wakes?.at).toBe('2026-10-18 09:00:00');
        expect(notes(seen, 'waiting')).toMatchObject([{ note: { unheeded: 'working' } }]);
      });
  });

  it('says nothing of a calendar that has it', () => {
    weekly({ ...MONDAY_NINE, calendar: 'working' })
      .given(captured())
      .when(event('2026-03-04 10:00', 'ping'))
      .shows((seen) => expect(notes(seen, 'waiting')[0]?.note).not.toHaveProperty('unheeded'));
  });
});
