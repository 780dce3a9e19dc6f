import type { AuthoredPlaybook, CalendarDocument, Document } from './document.js';
import type { HolidayCalendars } from './holidays.js';

/**
 * What is kept of a playbook that was written without mistakes: holidays looked up, so that a version means the same for
 * ever; stages and journeys as lists, so that their order survives a store that sorts keys.
 */
export function documentOf(authored: AuthoredPlaybook, holidays: HolidayCalendars): Document {
  const { stages = { lead: { when: 'captured' } }, journeys = {}, ...rest } = authored;
  const listed = {
    stages: Object.entries(stages).map(([id, stage]) => ({ id, ...stage })),
    journeys: Object.entries(journeys).map(([id, journey]) => ({ id, ...journey })),
  };
  if (rest.calendars === undefined) return { ...rest, ...listed };
  const calendars = Object.entries(rest.calendars).map(([id, calendar]) => [
    id,
    withHolidays(calendar, holidays),
  ]);
  return {
    ...rest,
    ...listed,
    calendars: Object.fromEntries(calendars) as { [id: string]: CalendarDocument },
  };
}

function withHolidays(calendar: CalendarDocument, tables: HolidayCalendars): CalendarDocument {
  if ('always' in calendar || calendar.holidays?.include === undefined) return calendar;
  const { include, from = [], closed = [], open = [] } = calendar.holidays;
  const ids = [include].flat();
  const found = ids.flatMap((id) => tables[id] ?? []);
  return {
    ...calendar,
    holidays: {
      from: [...from, ...ids],
      closed: union(closed, ...found.map((table) => table.closed)),
      open: union(open, ...found.map((table) => table.open)),
    },
  };
}

function union(...lists: (readonly string[])[]): string[] {
  return [...new Set(lists.flat())].toSorted();
}
