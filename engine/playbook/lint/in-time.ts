import type { AuthoredPlaybook } from '../document.js';
import type { HolidayCalendars } from '../holidays.js';
import { SYSTEM_EVENTS } from '../system-events.js';
import { conditionPlaces } from './places.js';
import type { Report } from './report.js';

const DAY = 86_400_000;
const SOON = 90;

/** Lists of holidays that end within 90 days: what is sent after that would go out on a holiday. */
export function lintHolidaysEnd(
  playbook: AuthoredPlaybook,
  holidays: HolidayCalendars,
  now: number,
  report: Report,
): void {
  for (const [id, calendar] of Object.entries(playbook.calendars ?? {})) {
    if ('always' in calendar || calendar.holidays === undefined) continue;
    const { include = [], closed = [], open = [] } = calendar.holidays;
    const included = [include].flat().flatMap((name) => holidays[name]?.until ?? []);
    // Days written by hand speak of their whole year.
    const written = [...closed, ...open].map((date) => `${date.slice(0, 4)}-12-31`);
    const until = [...included, ...written].toSorted().at(-1);
    if (until === undefined || Date.parse(until) - now > SOON * DAY) continue;
    const message = `the holidays of \`${id}\` are known until ${until} only`;
    report.warn(['calendars', id, 'holidays'], 'holidays-end', message, 'include the next year');
  }
}

/** Events that rules and journeys build on and that nobody sent for 30 days: a misspelt name, or tracking that broke. */
export function lintUnseen(
  playbook: AuthoredPlaybook,
  seen: ReadonlySet<string>,
  report: Report,
): void {
  const used = eventsUsed(playbook);
  for (const event of Object.keys(playbook.events ?? {})) {
    if (!used.has(event) || seen.has(event) || Object.hasOwn(SYSTEM_EVENTS, event)) continue;
    const message = `event \`${event}\` was never seen in the last 30 days`;
    report.warn(
      ['events', event],
      'never-seen',
      message,
      'see `leadloom tail` for what comes in',
      'key',
    );
  }
}

function eventsUsed(playbook: AuthoredPlaybook): ReadonlySet<string> {
  const used = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('event' in value && typeof value.event === 'string') used.add(value.event);
    for (const part of Object.values(value)) look(part);
  };
  look(playbook.scoring);
  look(playbook.attributes);
  for (const { enter } of Object.values(playbook.journeys ?? {})) look(enter);
  for (const { condition } of conditionPlaces(playbook)) look(condition);
  return used;
}
