import type { Calendar, LocalMoment } from '../playbook/playbook.js';
import { DAY, openHoursOf, weekdayOf } from './open-hours.js';
import { localDay } from './opening.js';
import { instantOf } from './zone.js';

const MINUTE = 60_000;
/** A calendar that shows no such day for this long has none. */
const HORIZON_DAYS = 400;

/**
 * The first moment after `time` at which the zone's clocks show the wanted minute on a wanted day. Told by the clocks,
 * so it stays nine o'clock over a change of them; a time that a change skips is the one that far into the day. Nothing
 * where the calendar has no such day.
 */
export function nextMoment(
  { days, minute }: Pick<LocalMoment, 'days' | 'minute'>,
  time: number,
  zone: string,
  calendar?: Calendar,
): number | undefined {
  const today = localDay(zone, time);
  for (let day = today; day < today + HORIZON_DAYS; day++) {
    if (days.length > 0 && !days.includes(weekdayOf(day))) continue;
    if (calendar !== undefined && !isOpenOn(calendar, zone, day)) continue;
    const moment = instantOf(zone, day * DAY + minute * MINUTE);
    if (moment > time) return moment;
  }
  return undefined;
}

function isOpenOn(calendar: Calendar, zone: string, day: number): boolean {
  return calendar.always || openHoursOf(calendar, zone, day).length > 0;
}
