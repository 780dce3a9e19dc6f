import { nextOpenHours, openAt } from '../calendar/opening.js';
import { isZone } from '../calendar/zone.js';
import { hash } from '../hash.js';
import { own } from '../json.js';
import type { LeadState } from '../lead-state.js';
import type { Calendar, Playbook } from '../playbook/playbook.js';

/** A calendar by name, and the zone it runs in for this lead. */
export interface Window {
  calendar: Calendar;
  zone: string;
}

/** A window that no version knows never shuts: a name that vanished must not hold messages for ever. */
const ALWAYS: Calendar = {
  name: 'always',
  always: true,
  timeZone: 'UTC',
  week: {},
  closed: [],
  open: [],
  spread: 0,
};

/** The present playbook's calendar, else that of the version the enrolment follows. */
export function windowOf(
  state: LeadState,
  playbook: Playbook,
  name: string,
  pinned: Playbook = playbook,
): Window {
  const calendar = own(playbook.calendars, name) ?? own(pinned.calendars, name) ?? ALWAYS;
  return { calendar, zone: zoneOf(state, playbook, calendar.timeZone) };
}

export function isOpen({ calendar, zone }: Window, time: number): boolean {
  return openAt(calendar, time, zone);
}

/**
 * When a message held at `time` goes: at the next opening, spread by the lead's own hash over the calendar's `spread`,
 * in whole seconds and never past the close. Nothing where the window never opens.
 */
export function releaseAt(
  { calendar, zone }: Window,
  time: number,
  lead: string,
): number | undefined {
  const hours = nextOpenHours(calendar, time, zone);
  if (hours === undefined) return undefined;
  const opening = Math.max(hours.from, time);
  const seconds = Math.floor(Math.min(calendar.spread, hours.to - opening) / 1_000);
  return seconds > 0 ? opening + (hash(lead) % seconds) * 1_000 : opening;
}

/** An IANA name, or `lead`: the lead's own, else the playbook's. */
export function zoneOf(state: LeadState, playbook: Playbook, timeZone: string): string {
  if (timeZone !== 'lead') return timeZone;
  const { timeZone: theirs = playbook.timeZone } = state;
  return isZone(theirs) ? theirs : playbook.timeZone;
}
