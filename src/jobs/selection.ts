import { type RawBuilder, sql } from 'kysely';
import type { Selection } from './lead-job.js';

/** Whether the lead `l`, a row of `lead`, belongs to a selection. */
export function belongs(selection: Selection): RawBuilder<boolean> {
  const ofPlaybook = sql<boolean>`l.status = 'active' and l.playbook = ${selection.playbook}`;
  switch (selection.of) {
    case 'playbook':
      return ofPlaybook;
    case 'held':
      return sql`${ofPlaybook} and l.state ? 'held' and exists (
        select from jsonb_each(l.state -> 'held') h
        where h.value ->> 'by' = ${selection.recompute}
          and (${selection.triggers ?? null}::text[] is null or h.key = any(${selection.triggers ?? null}::text[])))`;
    case 'journeys':
      return sql`${ofPlaybook} and exists (
        select from jsonb_array_elements(l.state -> 'enrolments') e
        where (${selection.journeys ?? null}::text[] is null or e ->> 'journey' = any(${selection.journeys ?? null}::text[]))
          and e ->> 'journey' <> all(${selection.except ?? []}::text[])
          and (${selection.below ?? null}::int is null or (e ->> 'version')::int < ${selection.below ?? null}::int))`;
  }
}
