import { sql } from 'kysely';
import type { LeadState } from '../../../engine/lead-state.js';
import type { Playbook } from '../../../engine/playbook/playbook.js';
import type { Inside, InsideAct } from '../../../engine/versions/inside.js';
import type { Db } from '../../database/database.js';
import type { Selection } from '../../jobs/lead-job.js';
import { belongs } from '../../jobs/selection.js';
import { actOn, affectedBy } from '../affected.js';
import type { PlaybookLibrary } from '../library.js';
import { inhabitantsOf, type Standing } from '../standing.js';
import { foresee } from './foresee.js';
import { Tally, type Outgoing, type Way } from './tally.js';

/** Leads read and thought through at once. */
const STRETCH = 200;

export interface StepPreview {
  version: number;
  step: string;
  runs: number;
  /** How many of them wait for what: `time`, `event`, `held`, `assigned`, `exhausted`. */
  waits: { [wait: string]: number };
  ways: Way[];
}

export interface JourneyPreview {
  journey: string;
  do: InsideAct;
  runs: number;
  stay: number;
  move: number;
  end: number;
  leave: number;
  overAtOnce: number;
  steps: StepPreview[];
}

/** What a publication would do to the leads inside. Inputs that are on their way are not looked at. */
export interface Preview {
  playbook: string;
  /** The newest version, and the one that would be published. */
  from: number;
  to: number;
  /** Leads that stand in a journey. */
  leads: number;
  journeys: JourneyPreview[];
  /** Messages of leads that would move or leave, within the next hour. */
  sendsWithinHour: Outgoing[];
  /** Leads whose hour takes too many turns: their messages are told as far as they were lived. */
  endless: number;
}

export interface PreviewParts {
  db: Db;
  library: Pick<PlaybookLibrary, 'get'>;
  /** The engine's clock, epoch ms. */
  now: number;
}

/** Counts in the database, thinks each lead that would be touched through with the engine, and changes nothing. */
export async function previewPublication(
  { db, library, now }: PreviewParts,
  next: Playbook,
  inside: Inside,
): Promise<Preview> {
  const { name: playbook, version: to } = next;
  const { leads, runs } = await inhabitantsOf(db, playbook);
  const older = runs.filter(({ version }) => version < to);
  const versions = new Map<number, Playbook>([[to, next]]);
  for (const version of new Set([...older.map((one) => one.version), to - 1])) {
    if (version > 0) versions.set(version, await library.get(playbook, version));
  }
  const present = versions.get(to - 1) ?? next;
  const migration = { do: 'migrate', playbook, to, inside } as const;
  const thought = { migration, next, present, versions: (v: number) => versions.get(v), now };
  const tally = new Tally();
  const affected = older.length === 0 ? undefined : affectedBy(inside);
  if (affected !== undefined) {
    const selection = { of: 'journeys', playbook, below: to, ...affected } as const;
    for await (const state of statesOf(db, selection)) tally.add(foresee(state, thought));
  }
  return {
    playbook,
    from: to - 1,
    to,
    leads,
    journeys: journeyPreviews(older, inside, tally),
    sendsWithinHour: tally.sends(),
    endless: tally.endless,
  };
}

function journeyPreviews(
  runs: readonly Standing[],
  inside: Inside,
  tally: Tally,
): JourneyPreview[] {
  const names = [...new Set(runs.map(({ journey }) => journey))];
  return names.map((journey) => {
    const act = actOn(inside, journey);
    const steps = stepPreviews(
      runs.filter((one) => one.journey === journey),
      act,
      tally,
    );
    const ways = steps.flatMap((step) => step.ways);
    const sum = (does: Way['does']) =>
      total(ways.filter((way) => way.does === does).map((way) => way.runs));
    return {
      journey,
      do: act,
      runs: total(steps.map((step) => step.runs)),
      stay: sum('stays'),
      move: sum('moves'),
      end: sum('ends'),
      leave: sum('leaves'),
      overAtOnce: total(ways.map(({ overAtOnce }) => overAtOnce)),
      steps,
    };
  });
}

/** One for each step of each version, whatever its runs wait for. */
function stepPreviews(runs: readonly Standing[], act: InsideAct, tally: Tally): StepPreview[] {
  const steps = new Map<string, StepPreview>();
  for (const { journey, version, step, wait, runs: count } of runs) {
    const name = JSON.stringify([version, step]);
    const ways = act === 'pin' ? [] : tally.waysFrom(journey, version, step);
    const known = steps.get(name) ?? { version, step, runs: 0, waits: {}, ways };
    steps.set(name, known);
    known.runs += count;
    known.waits[wait] = count;
  }
  for (const step of steps.values()) {
    if (act === 'pin')
      step.ways = [{ does: 'stays', why: 'chosen', runs: step.runs, overAtOnce: 0 }];
  }
  return [...steps.values()];
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

/** The states of all leads of a selection. */
async function* statesOf(db: Db, selection: Selection): AsyncGenerator<LeadState> {
  let cursor = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await sql<{ id: string; state: LeadState | null }>`
      with stretch as materialized (
        select id, status, playbook, state from lead where id > ${cursor}::uuid order by id limit ${STRETCH}
      )
      select l.id, case when ${belongs(selection)} then l.state end as state from stretch l order by l.id`.execute(
      db,
    );
    for (const { state } of rows) if (state !== null) yield state;
    const last = rows.at(-1);
    if (last === undefined) return;
    cursor = last.id;
  }
}
