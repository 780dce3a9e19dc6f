import type { Calendar } from '../playbook/playbook.js';
import { DAY, openHoursOf, type OpenHours } from './open-hours.js';
import { offsetAt } from './zone.js';

/** A calendar that shows no opening for this long has none. */
const HORIZON_DAYS = 400;

/** Whether the calendar is open at `time` (epoch ms): an opening is in, a close is out. */
export function openAt(calendar: Calendar, time: number, zone = calendar.timeZone): boolean {
  if (calendar.always) return true;
  const opening = nextOpenHours(calendar, time, zone, 1);
  return opening !== undefined && opening.from <= time;
}

/** `time` itself where the calendar is open, else the moment it opens next; nothing where it never does. */
export function nextOpening(
  calendar: Calendar,
  time: number,
  zone = calendar.timeZone,
): number | undefined {
  if (calendar.always) return time;
  const opening = nextOpenHours(calendar, time, zone);
  return opening && Math.max(opening.from, time);
}

/** The stretch that holds `time`, or the next one. */
export function nextOpenHours(
  calendar: Calendar,
  time: number,
  zone: string,
  horizon = HORIZON_DAYS,
): OpenHours | undefined {
  const today = localDay(zone, time);
  // Yesterday's night shift may still run.
  for (let day = today - 1; day < today + horizon; day++) {
    for (const hours of openHoursOf(calendar, zone, day)) if (hours.to > time) return hours;
  }
  return undefined;
}

/** Days since 1970-01-01 on the zone's own calendar. */
export function localDay(zone: string, time: number): number {
  return Math.floor((time + offsetAt(zone, time)) / DAY);
}
