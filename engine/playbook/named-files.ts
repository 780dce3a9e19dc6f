import type { Document } from './document.js';
import type { Path } from './problem.js';

/** A template that a playbook names, and where. */
export interface NamedTemplate {
  id: string;
  path: Path;
}

/** Every template a playbook names, at each place that names it. Paths are those of the playbook as it is written. */
export function templatesNamed({ journeys, pools = {} }: Document): NamedTemplate[] {
  const sent = journeys.flatMap(({ id: journey, steps }) =>
    steps.flatMap(({ send, notify }, index) => {
      const at = ['journeys', journey, 'steps', index];
      return [
        ...named(send?.template, [...at, 'send', 'template']),
        ...named(notify?.template, [...at, 'notify', 'template']),
      ];
    }),
  );
  const pieces = Object.entries(pools).flatMap(([id, pool]) =>
    pool.pieces.map((piece, index) => ({ id: piece, path: ['pools', id, 'pieces', index] })),
  );
  return [...sent, ...pieces];
}

const named = (id: string | undefined, path: Path): NamedTemplate[] =>
  id === undefined ? [] : [{ id, path }];

/** The published lists of holidays a playbook includes. */
export function holidaysNamed({ calendars = {} }: Document): string[] {
  const all = Object.values(calendars).flatMap((calendar) =>
    'always' in calendar ? [] : (calendar.holidays?.from ?? []),
  );
  return [...new Set(all)];
}
