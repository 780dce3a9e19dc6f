import type { AttributeDocument, AuthoredPlaybook } from '../document.js';
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
  caps: readonly string[];
  pools: readonly string[];
  dimensions: readonly string[];
  journeys: readonly string[];
  groups: readonly string[];
  queues: readonly string[];
  slas: readonly string[];
  feedback: readonly string[];
  coupons: readonly string[];
  benefits: readonly string[];
}

export function scopeOf(playbook: AuthoredPlaybook): Scope {
  const names = (section: object | undefined) => Object.keys(section ?? {});
  const journeys = Object.values(playbook.journeys ?? {});
  return {
    events: { ...SYSTEM_EVENTS, ...playbook.events },
    attributes: playbook.attributes ?? {},
    lists: playbook.lists ?? {},
    tiers: playbook.tiers.map(({ id }) => id),
    stages: names(playbook.stages ?? { lead: {} }),
    marks: names(playbook.marks),
    links: names(playbook.links),
    calendars: [...names(playbook.calendars), 'anytime'],
    caps: (playbook.policies?.caps ?? []).map(({ id }) => id),
    pools: names(playbook.pools),
    dimensions: names(playbook.scoring?.dimensions),
    journeys: names(playbook.journeys),
    groups: journeys.flatMap(({ group }) => group ?? []),
    queues: names(playbook.sales?.queues),
    slas: names(playbook.sales?.sla),
    feedback: playbook.sales?.feedback ?? [],
    coupons: names(playbook.coupons),
    benefits: names(playbook.benefits),
  };
}
