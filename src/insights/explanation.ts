import { sql } from 'kysely';

import type { JourneyExplanation, Language } from '../../engine/explain/explanation.js';
import type { LeadState } from '../../engine/lead-state.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import type { Note } from '../../engine/trace.js';
import type { Db } from '../database/database.js';

/** Notes read back for one explanation; older ones no longer say why a lead stands where it stands. */
const MOST_NOTES = 1_000;

/** Notes that no journey owns and yet move or hold one. */
const COMMON = ['input', 'tier', 'stage', 'consent', 'mark', 'message', 'ticket', 'cancelled'];

/** Puts one journey of one lead into words; `engine/explain` does. */
export type ExplainJourney = (
  journey: string,
  state: LeadState,
  notes: readonly Note[],
  playbook: Playbook,
  now: number,
  language: Language,
) => JourneyExplanation[];

/** What the record says about the lead's journeys: the newest notes that name one of them or bear on all, oldest first. */
export async function readNotes(
  db: Db,
  leadIds: readonly string[],
  journeys: readonly string[],
): Promise<Note[]> {
  const { rows } = await sql<{ note: Note }>`
    select t.note from decision d, jsonb_array_elements(d.trace) with ordinality as t (note, place)
    where d.lead_id = any(${leadIds}::uuid[])
      and (t.note ->> 'journey' = any(${journeys}::text[]) or t.note ->> 'note' = any(${COMMON}::text[]))
    order by d.decided_at desc, d.lead_id desc, d.revision desc, t.place desc
    limit ${MOST_NOTES}`.execute(db);
  return rows.map(({ note }) => note).toReversed();
}

/** Why each of the journeys has or has not moved. */
export function explainAll(
  explain: ExplainJourney,
  lead: { state: LeadState; playbook: Playbook; notes: readonly Note[]; now: number },
  journeys: readonly string[],
  language: Language,
): JourneyExplanation[] {
  const { state, playbook, notes, now } = lead;
  return journeys.flatMap((journey) => {
    const bearing = notes.filter((note) => !('journey' in note) || note.journey === journey);
    return explain(journey, state, bearing, playbook, now, language);
  });
}
