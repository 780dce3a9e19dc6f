import { sql } from 'kysely';

import type { Clock } from '../../activities/ports.js';
import type { JourneyExplanation, Language } from '../../engine/explain/explanation.js';
import { wakeUp } from '../../engine/deadlines.js';
import { explainJourney } from '../../engine/explain/journey.js';
import { standingWords } from '../../engine/explain/standing-words.js';
import type { LeadState } from '../../engine/lead-state.js';
import { newLead } from '../../engine/new-lead.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import { hintFor } from '../../engine/playbook/suggest.js';
import { totalScore } from '../../engine/scoring/total.js';
import type { Note } from '../../engine/trace.js';
import type { Db } from '../database/database.js';
import { notFound, ProblemException } from '../http/problem.js';
import type { PlaybookLibrary } from '../playbooks/library.js';
import type { Survivor } from './survivor.js';

/** A lead and its journeys: where each stands, and why it has or has not moved. */
export interface LeadExplanation {
  id: string;
  /** The moment that is told of. */
  at: string;
  /** Revision of the decision it rests on; 0 before the first. */
  revision: number;
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
  /** The above in a few sentences. */
  summary: string;
  journeys: JourneyExplanation[];
}

export interface Asked {
  journey?: string | undefined;
  /** A moment of the past, epoch ms. */
  at?: number | undefined;
}

interface Standing extends Omit<
  LeadExplanation,
  'id' | 'at' | 'language' | 'summary' | 'journeys'
> {
  playbook: Playbook;
  state: LeadState;
}

interface Decided {
  playbook: string;
  playbook_version: number;
  state: LeadState;
  revision: string;
}

interface Row extends Omit<Decided, 'state'> {
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

  /**
   * Of all journeys of the lead's playbook, or of the one asked for; as they stand, or as they stood at a moment. Throws
   * 404 for a journey nobody knows, 400 for a moment that has not come.
   */
  async of(lead: Survivor, language: Language, asked: Asked = {}): Promise<LeadExplanation> {
    const now = this.clock.now();
    const { journey, at = now } = asked;
    if (at > now) throw notYet();
    const standing = asked.at === undefined ? await this.present(lead) : await this.past(lead, at);
    const { playbook, state, ...shown } = standing;
    const names = journeysOf(playbook, state);
    if (journey !== undefined && !names.includes(journey)) throw noJourney(journey, names);
    const wanted = journey === undefined ? names : [journey];
    const notes = await readNotes(this.db, [lead.id, ...lead.mergedFrom], wanted, at);
    const bearing = (name: string): Note[] =>
      notes.filter((note) => !('journey' in note) || note.journey === name);
    return {
      id: lead.id,
      at: new Date(at).toISOString(),
      ...shown,
      summary: standingWords(
        { ...state, ...shown },
        playbook,
        shown.wakesAt === null ? undefined : Date.parse(shown.wakesAt),
        language,
      ),
      language,
      journeys: wanted.flatMap((name) =>
        explainJourney(name, state, bearing(name), playbook, at, language),
      ),
    };
  }

  private async present(lead: Survivor): Promise<Standing> {
    const { rows } = await sql<Row>`
      select playbook, playbook_version, state, stage, tier, score, revision, wakes_at, wakes_because, parked_reason
      from lead where id = ${lead.id}::uuid`.execute(this.db);
    const [row] = rows;
    if (row === undefined) throw new Error('A lead vanished while it was read');
    const playbook = await this.playbooks.get(row.playbook, row.playbook_version);
    const state = row.state ?? newLead(lead.id, playbook, this.clock.now());
    return {
      playbook,
      state,
      revision: Number(row.revision),
      stage: row.stage,
      tier: row.tier,
      tierBecause: state.tierBecause,
      score: row.score,
      wakesAt: row.wakes_at?.toISOString() ?? null,
      wakesBecause: row.wakes_because,
      parked: row.parked_reason,
    };
  }

  /** After the last decision up to a moment; before the first one, a lead of whom nothing is known. */
  private async past(lead: Survivor, at: number): Promise<Standing> {
    const { rows } = await sql<Decided>`
      select playbook, playbook_version, state_after as state, revision from decision
      where lead_id = ${lead.id}::uuid and decided_at <= ${new Date(at)}
      order by revision desc limit 1`.execute(this.db);
    const [decided] = rows;
    if (decided === undefined) {
      const { playbook } = await this.present(lead);
      return standingOf(playbook, newLead(lead.id, playbook, at), 0);
    }
    const playbook = await this.playbooks.get(decided.playbook, decided.playbook_version);
    return standingOf(playbook, decided.state, Number(decided.revision));
  }
}

function standingOf(playbook: Playbook, state: LeadState, revision: number): Standing {
  const next = wakeUp(state, playbook);
  return {
    playbook,
    state,
    revision,
    stage: state.stage,
    tier: state.tier,
    tierBecause: state.tierBecause,
    score: totalScore(state, playbook),
    wakesAt: next === undefined ? null : new Date(next.at).toISOString(),
    wakesBecause: next?.because ?? null,
    parked: null,
  };
}

/** Those of the playbook, and those the lead has been in that a newer version has no more. */
function journeysOf({ journeys }: Playbook, { enrolments, finished }: LeadState): string[] {
  const been = Object.keys(finished).map((name) => name.split('#', 1)[0] ?? name);
  const names = [...journeys.map(({ id }) => id), ...enrolments.map((one) => one.journey), ...been];
  return [...new Set(names)];
}

/** What the record says about the lead's journeys: the newest notes that name one of them or bear on all, oldest first. */
async function readNotes(
  db: Db,
  leadIds: readonly string[],
  journeys: readonly string[],
  until: number,
): Promise<Note[]> {
  const { rows } = await sql<{ note: Note }>`
    select t.note from decision d, jsonb_array_elements(d.trace) with ordinality as t (note, place)
    where d.lead_id = any(${leadIds}::uuid[]) and d.decided_at <= ${new Date(until)}
      and (t.note ->> 'journey' = any(${journeys}::text[]) or t.note ->> 'note' = any(${COMMON}::text[]))
    order by d.decided_at desc, d.lead_id desc, d.revision desc, t.place desc
    limit ${MOST_NOTES}`.execute(db);
  return rows.map(({ note }) => note).toReversed();
}

const notYet = () =>
  new ProblemException({
    status: 400,
    code: 'not-yet',
    message: 'This moment has not come yet: leave `at` out for the present',
  });

function noJourney(journey: string, known: readonly string[]) {
  const hint = hintFor(journey, known);
  return notFound(
    `The lead's playbook has no such journey${hint === undefined ? '' : `: ${hint}`}`,
  );
}
