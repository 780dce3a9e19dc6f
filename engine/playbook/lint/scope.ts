import { weekOf } from '../compile/calendars.js';
import type { AttributeDocument, AuthoredPlaybook } from '../document.js';
import { DAYS } from '../schema/values.js';
import { SYSTEM_EVENTS, type EventTypes } from '../system-events.js';

/** Every name a playbook gives, so that what is referred to can be looked up. */
export interface Scope {
  events: EventTypes;
  attributes: { [name: string]: AttributeDocument };
  lists: { [list: string]: (string | number | boolean)[] };
  tiers: readonly string[];
  stages: readonly string[];
  marks: readonly string[];
  links: readonly string[];
  calendars: readonly string[];
  /** The days of the week on which each calendar with hours of its own is open. */
  openDays: { [calendar: string]: ReadonlySet<string> };
  /** What a form asks consent for, and the categories. */
  purposes: readonly string[];
  caps: readonly string[];
  pools: readonly string[];
  dimensions: readonly string[];
  /** Rules that score by a streak. */
  streaks: readonly string[];
  journeys: readonly string[];
  groups: readonly string[];
  queues: readonly string[];
  slas: readonly string[];
  feedback: readonly string[];
  coupons: readonly string[];
  benefits: readonly string[];
}

/** What time makes of a message says what the message's own events say. */
function derivedTypes({ derivedEvents = {} }: AuthoredPlaybook): EventTypes {
  const types = SYSTEM_EVENTS['message.ignored'] ?? {};
  return Object.fromEntries(Object.keys(derivedEvents).map((event) => [event, types]));
}

function openDaysOf({ calendars = {} }: AuthoredPlaybook): Scope['openDays'] {
  const open = Object.entries(calendars).flatMap(([id, calendar]) => {
    if ('always' in calendar) return [];
    const days = Object.entries(weekOf(calendar.week)).flatMap(([day, hours]) =>
      hours.length === 0 ? [] : String(DAYS[Number(day) - 1]),
    );
    return [[id, new Set(days)] as const];
  });
  return Object.fromEntries(open);
}

export function scopeOf(playbook: AuthoredPlaybook): Scope {
  const names = (section: object | undefined) => Object.keys(section ?? {});
  const journeys = Object.values(playbook.journeys ?? {});
  return {
    events: { ...SYSTEM_EVENTS, ...derivedTypes(playbook), ...playbook.events },
    attributes: playbook.attributes ?? {},
    lists: playbook.lists ?? {},
    tiers: playbook.tiers.map(({ id }) => id),
    stages: names(playbook.stages ?? { lead: {} }),
    marks: names(playbook.marks),
    links: names(playbook.links),
    calendars: [...names(playbook.calendars), 'anytime'],
    openDays: openDaysOf(playbook),
    purposes: [
      'marketing',
      'operational',
      ...Object.values(playbook.forms ?? {}).flatMap(({ consent }) => consent?.purpose ?? []),
    ],
    caps: (playbook.policies?.caps ?? []).map(({ id }) => id),
    pools: names(playbook.pools),
    dimensions: names(playbook.scoring?.dimensions),
    streaks: (playbook.scoring?.rules ?? []).flatMap(({ id, streak }) => (streak ? [id] : [])),
    journeys: names(playbook.journeys),
    groups: journeys.flatMap(({ group }) => group ?? []),
    queues: names(playbook.sales?.queues),
    slas: names(playbook.sales?.sla),
    feedback: playbook.sales?.feedback ?? [],
    coupons: names(playbook.coupons),
    benefits: names(playbook.benefits),
  };
}
