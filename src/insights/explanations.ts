import { sql } from 'kysely';

import type { Clock } from '../../activities/ports.js';
import type { JourneyExplanation, Language } from '../../engine/explain/explanation.js';
import { explainJourney } from '../../engine/explain/journey.js';
import type { LeadState } from '../../engine/lead-state.js';
import { newLead } from '../../engine/new-lead.js';
import { hintFor } from '../../engine/playbook/suggest.js';
import type { Note } from '../../engine/trace.js';
import type { Db } from '../database/database.js';
import { notFound } from '../http/problem.js';
import type { PlaybookLibrary } from '../playbooks/library.js';
import type { Survivor } from './survivor.js';

/** A lead and its journeys: where each stands, and why it has or has not moved. */
export interface LeadExplanation {
  id: string;
  stage: string;
  tier: string;
  tierBecause: string;
  score: number;
  /** The nearest moment at which something is due without any input. */
  wakesAt: string | null;
  wakesBecause: string | null;
  /** Why nothing moves until a person releases it; null for nearly all. */
  parked: string | null;
  language: Language;
  journeys: JourneyExplanation[];
}

interface Row {
  playbook: string;
  playbook_version: number;
  state: LeadState | null;
  stage: string;
  tier: string;
  score: number;
  wakes_at: Date | null;
  wakes_because: string | null;
  parked_reason: string | null;
}

/** Notes read back for one explanation; older ones no longer say why a lead stands where it stands. */
const MOST_NOTES = 1_000;

/** Notes that no journey owns and yet move or hold one. */
const COMMON = ['input', 'tier', 'stage', 'consent', 'mark', 'message', 'ticket', 'cancelled'];

export class Explanations {
  constructor(
    private readonly db: Db,
    private readonly playbooks: PlaybookLibrary,
    private readonly clock: Clock,
  ) {}

  /** Of all journeys of the lead's playbook, or of the one asked for. Throws 404 for a journey nobody knows. */
  async of(lead: Survivor, language: Language, journey?: string): Promise<LeadExplanation> {
    const row = await this.row(lead.id);
    const playbook = await this.playbooks.get(row.playbook, row.playbook_version);
    const names = playbook.journeys.map(({ id }) => id);
    if (journey !== undefined && !names.includes(journey)) throw noJourney(journey, names);
    const asked = journey === undefined ? names : [journey];
    const now = this.clock.now();
    const state = row.state ?? newLead(lead.id, playbook, now);
    const notes = await readNotes(this.db, [lead.id, ...lead.mergedFrom], asked);
    const bearing = (name: string): Note[] =>
      notes.filter((note) => !('journey' in note) || note.journey === name);
    return {
      id: lead.id,
      stage: row.stage,
      tier: row.tier,
      tierBecause: state.tierBecause,
      score: row.score,
      wakesAt: row.wakes_at?.toISOString() ?? null,
      wakesBecause: row.wakes_because,
      parked: row.parked_reason,
      language,
      journeys: asked.flatMap((name) =>
        explainJourney(name, state, bearing(name), playbook, now, language),
      ),
    };
  }

  private async row(leadId: string): Promise<Row> {
    const { rows } = await sql<Row>`
      select playbook, playbook_version, state, stage, tier, score, wakes_at, wakes_because, parked_reason
      from lead where id = ${leadId}::uuid`.execute(this.db);
    const [row] = rows;
    if (row === undefined) throw new Error('A lead vanished while it was read');
    return row;
  }
}

/** What the record says about the lead's journeys: the newest notes that name one of them or bear on all, oldest first. */
async function readNotes(
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

function noJourney(journey: string, known: readonly string[]) {
  const hint = hintFor(journey, known);
  return notFound(
    `The lead's playbook has no such journey${hint === undefined ? '' : `: ${hint}`}`,
  );
}
