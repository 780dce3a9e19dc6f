import type { Document } from './document.js';

/** Every template a playbook names, those of its pools too. */
export function templatesNamed({ journeys, pools = {} }: Document): Set<string> {
  const steps = journeys.flatMap((journey) => journey.steps);
  const sent = steps.flatMap(({ send, notify }) => [send?.template, notify?.template]);
  const pieces = Object.values(pools).flatMap((pool) => pool.pieces);
  return new Set([...sent, ...pieces].filter((id) => id !== undefined));
}

/** The published lists of holidays a playbook includes. */
export function holidaysNamed({ calendars = {} }: Document): string[] {
  const all = Object.values(calendars).flatMap((calendar) =>
    'always' in calendar ? [] : (calendar.holidays?.from ?? []),
  );
  return [...new Set(all)];
}
