import type { CalendarDocument, Document } from '../document.js';
import { milliseconds } from '../duration.js';
import type { Calendar } from '../playbook.js';
import { DAYS } from '../schema/values.js';

const ANYTIME: CalendarDocument = { always: true };

/** All calendars by name; `anytime` is there without being written. */
export function compileCalendars(document: Document): { [name: string]: Calendar } {
  const written = { anytime: ANYTIME, ...document.calendars };
  const compiled = Object.entries(written).map(([name, calendar]): [string, Calendar] => [
    name,
    calendarOf(name, calendar, document.timeZone),
  ]);
  return Object.fromEntries(compiled);
}

function calendarOf(name: string, calendar: CalendarDocument, timeZone: string): Calendar {
  if ('always' in calendar) {
    return { name, always: true, timeZone, week: {}, closed: [], open: [], spread: 0 };
  }
  return {
    name,
    always: false,
    timeZone: calendar.timeZone ?? timeZone,
    week: weekOf(calendar.week),
    closed: calendar.holidays?.closed ?? [],
    open: calendar.holidays?.open ?? [],
    spread: calendar.spread === undefined ? 0 : milliseconds(calendar.spread),
  };
}

/** `mon-fri: ['09:00-18:00']` for each of the days; days named twice add up. `fri-mon` runs over the weekend. */
export function weekOf(week: { [days: string]: string[] }): Calendar['week'] {
  const compiled: Calendar['week'] = {};
  for (const [days, hours] of Object.entries(week)) {
    for (const day of weekdays(days)) {
      const all = [...(compiled[day] ?? []), ...hours.map(minutes)];
      compiled[day] = all.toSorted(([a], [b]) => a - b);
    }
  }
  return compiled;
}

/** Numbers of the days, 1 is Monday. */
function weekdays(days: string): number[] {
  const [first, last] = days.split('-').map((day) => DAYS.indexOf(day));
  if (first === undefined || last === undefined) return [(first ?? 0) + 1];
  const count = ((last - first + 7) % 7) + 1;
  return Array.from({ length: count }, (_, offset) => ((first + offset) % 7) + 1);
}

function minutes(interval: string): [number, number] {
  const [from = 0, to = 0] = interval.split('-').map((time) => {
    const [hours = 0, minute = 0] = time.split(':').map(Number);
    return hours * 60 + minute;
  });
  return [from, to];
}
