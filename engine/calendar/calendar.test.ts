import { describe, expect, it } from '@jest/globals';
import { anytime, inShanghai, shanghai, working } from '../../test/support/engine/china-2026.js';
import type { Calendar } from '../playbook/playbook.js';
import { addLifetime, addOpenTime, addWorkdays } from './open-time.js';
import { nextOpening, openAt } from './opening.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const opens = (from: string) => inShanghai(nextOpening(working, shanghai(from)) ?? NaN);
const afterOpenTime = (from: string, ms: number) =>
  inShanghai(addOpenTime(working, shanghai(from), ms) ?? NaN);
const afterWorkdays = (from: string, days: number) =>
  inShanghai(addWorkdays(working, shanghai(from), days) ?? NaN);

describe('the working calendar', () => {
  it('has the opening in and the close out', () => {
    expect(openAt(working, shanghai('2026-11-27 09:00'))).toBe(true);
    expect(openAt(working, shanghai('2026-11-27 08:59:59'))).toBe(false);
    expect(openAt(working, shanghai('2026-11-27 17:59:59'))).toBe(true);
    expect(openAt(working, shanghai('2026-11-27 18:00'))).toBe(false);
  });

  it('opens on the next working day after a Friday evening', () => {
    expect(opens('2026-11-27 18:00')).toBe('2026-11-30 09:00:00');
    expect(opens('2026-11-27 07:00')).toBe('2026-11-27 09:00:00');
    expect(opens('2026-11-27 12:34')).toBe('2026-11-27 12:34:00');
  });

  it('stays shut over National Day and opens on the Saturday worked in lieu', () => {
    expect(opens('2026-10-02 11:00')).toBe('2026-10-08 09:00:00');
    expect(opens('2026-10-09 19:00')).toBe('2026-10-10 09:00:00');
    expect(opens('2026-10-10 19:00')).toBe('2026-10-12 09:00:00');
  });

  it('counts ten minutes from a Friday 17:58 to Monday 09:08', () => {
    expect(afterOpenTime('2026-11-27 17:58', 10 * MINUTE)).toBe('2026-11-30 09:08:00');
    expect(afterOpenTime('2026-10-08 20:15', 10 * MINUTE)).toBe('2026-10-09 09:10:00');
    expect(afterOpenTime('2026-06-03 14:20', 10 * MINUTE)).toBe('2026-06-03 14:30:00');
    expect(afterOpenTime('2026-11-27 17:50', 10 * MINUTE)).toBe('2026-11-27 18:00:00');
    expect(afterOpenTime('2026-11-27 17:50', 19 * HOUR)).toBe('2026-12-02 09:50:00');
  });

  it('ends 48 hours of workdays at the same time of day, two working days on', () => {
    expect(afterWorkdays('2026-11-27 17:58', 2)).toBe('2026-12-01 17:58:00');
    expect(afterWorkdays('2026-10-08 20:15', 2)).toBe('2026-10-12 09:00:00');
    expect(afterWorkdays('2026-06-03 14:20', 2)).toBe('2026-06-05 14:20:00');
    expect(afterWorkdays('2026-11-28 12:00', 1)).toBe('2026-12-01 09:00:00');
  });

  it('does not age a message while the window is shut', () => {
    const threeDays = { length: 3, unit: 'workdays', counts: 'open' } as const;
    expect(inShanghai(addLifetime(working, shanghai('2026-02-13 15:00'), threeDays))).toBe(
      '2026-02-25 15:00:00',
    );
    const twoHours = { length: 2 * HOUR, unit: 'ms', counts: 'open' } as const;
    expect(inShanghai(addLifetime(working, shanghai('2026-02-14 17:00'), twoHours))).toBe(
      '2026-02-24 10:00:00',
    );
  });
});

describe('a calendar that is always open', () => {
  it('counts wall-clock time', () => {
    const start = shanghai('2026-10-03 03:00');
    expect(openAt(anytime, start)).toBe(true);
    expect(nextOpening(anytime, start)).toBe(start);
    expect(addOpenTime(anytime, start, HOUR)).toBe(start + HOUR);
    expect(addWorkdays(anytime, start, 3)).toBe(start + 72 * HOUR);
  });
});

describe('a calendar that never opens', () => {
  const never: Calendar = { ...working, week: {}, open: [] };
  it('has no opening and no end, and its lifetimes fall back to the wall clock', () => {
    const start = shanghai('2026-03-02 10:00');
    expect(openAt(never, start)).toBe(false);
    expect(nextOpening(never, start)).toBeUndefined();
    expect(addOpenTime(never, start, 1)).toBeUndefined();
    expect(addWorkdays(never, start, 1)).toBeUndefined();
    expect(addLifetime(never, start, { length: 1, unit: 'workdays', counts: 'open' })).toBe(
      start + 24 * HOUR,
    );
  });
});

describe('a night shift', () => {
  const night: Calendar = { ...working, week: { 5: [[22 * 60, 2 * 60]] }, closed: [], open: [] };
  it('runs past midnight and belongs to the day it began on', () => {
    expect(openAt(night, shanghai('2026-11-27 22:00'))).toBe(true);
    expect(openAt(night, shanghai('2026-11-28 01:59'))).toBe(true);
    expect(openAt(night, shanghai('2026-11-28 02:00'))).toBe(false);
    expect(inShanghai(nextOpening(night, shanghai('2026-11-28 02:00')) ?? NaN)).toBe(
      '2026-12-04 22:00:00',
    );
    expect(inShanghai(addOpenTime(night, shanghai('2026-11-28 01:30'), HOUR) ?? NaN)).toBe(
      '2026-12-04 22:30:00',
    );
  });
});

describe('a zone with summer time', () => {
  const newYork: Calendar = {
    ...working,
    timeZone: 'America/New_York',
    week: { 6: [[9 * 60, 18 * 60]], 7: [[60, 4 * 60]], 1: [[9 * 60, 18 * 60]] },
    closed: [],
    open: [],
  };
  it('opens at nine on the clock of the wall before and after the change', () => {
    expect(nextOpening(newYork, Date.parse('2026-03-07T00:00:00-05:00'))).toBe(
      Date.parse('2026-03-07T09:00:00-05:00'),
    );
    expect(nextOpening(newYork, Date.parse('2026-03-08T06:00:00-04:00'))).toBe(
      Date.parse('2026-03-09T09:00:00-04:00'),
    );
  });

  it('has an hour less on the morning the clocks go forward, and one more when they go back', () => {
    const spring = Date.parse('2026-03-08T01:00:00-05:00');
    expect(addOpenTime(newYork, spring, 2 * HOUR)).toBe(Date.parse('2026-03-08T04:00:00-04:00'));
    const autumn = Date.parse('2026-11-01T01:00:00-04:00');
    expect(addOpenTime(newYork, autumn, 4 * HOUR)).toBe(Date.parse('2026-11-01T04:00:00-05:00'));
  });

  it('keeps the time of day over the change when it counts working days', () => {
    const saturday = Date.parse('2026-03-07T10:30:00-05:00');
    expect(addWorkdays(newYork, saturday, 2)).toBe(Date.parse('2026-03-09T10:30:00-04:00'));
  });
});
