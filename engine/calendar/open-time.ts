import type { Calendar, Lifetime } from '../playbook/playbook.js';
import { DAY, openHoursOf } from './open-hours.js';
import { localDay, nextOpenHours, nextOpening } from './opening.js';
import { instantOf, offsetAt } from './zone.js';

/**
 * The moment at which `ms` of open time have passed since `time`: ten minutes from a Friday 17:58 are over on Monday at
 * 09:08. Time that ends with the day ends at its close. Nothing where the calendar never opens.
 */
export function addOpenTime(
  calendar: Calendar,
  time: number,
  ms: number,
  zone = calendar.timeZone,
): number | undefined {
  if (calendar.always) return time + ms;
  let left = ms;
  let cursor = time;
  for (;;) {
    const hours = nextOpenHours(calendar, cursor, zone);
    if (hours === undefined) return undefined;
    cursor = Math.max(cursor, hours.from);
    if (left <= hours.to - cursor) return cursor + left;
    left -= hours.to - cursor;
    cursor = hours.to;
  }
}

/**
 * The same time of day, `days` working days after the first open minute at or after `time`: 48 h on this clock from a
 * Friday 17:58 end on Tuesday at 17:58. Nothing where the calendar does not open that often.
 */
export function addWorkdays(
  calendar: Calendar,
  time: number,
  days: number,
  zone = calendar.timeZone,
): number | undefined {
  if (calendar.always) return time + days * DAY;
  const start = nextOpening(calendar, time, zone);
  if (start === undefined) return undefined;
  const timeOfDay = (start + offsetAt(zone, start)) % DAY;
  let day = localDay(zone, start);
  for (let left = days; left > 0; left--) {
    const next = nextWorkday(calendar, zone, day);
    if (next === undefined) return undefined;
    day = next;
  }
  return instantOf(zone, day * DAY + timeOfDay);
}

/** The end of a lifetime that begins at `time`; where the calendar never opens, wall-clock time ends it. */
export function addLifetime(
  calendar: Calendar,
  time: number,
  lifetime: Lifetime,
  zone = calendar.timeZone,
): number {
  const { length, unit, counts } = lifetime;
  if (unit === 'workdays') {
    return addWorkdays(calendar, time, length, zone) ?? time + length * DAY;
  }
  if (counts === 'wall') return time + length;
  return addOpenTime(calendar, time, length, zone) ?? time + length;
}

function nextWorkday(calendar: Calendar, zone: string, after: number): number | undefined {
  for (let day = after + 1; day < after + 400; day++) {
    if (openHoursOf(calendar, zone, day).length > 0) return day;
  }
  return undefined;
}
