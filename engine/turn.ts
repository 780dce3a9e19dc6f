import type { Command } from './command.js';
import type { View } from './conditions/view.js';
import type { JsonObject } from './json.js';
import type { Catalogue } from './journeys/catalogue.js';
import { catalogueOf } from './journeys/catalogue.js';
import type { Knock } from './journeys/knock.js';
import type { Run } from './journeys/run.js';
import { truthsOf } from './journeys/truths.js';
import type { Edge, Playbook } from './playbook/playbook.js';
import type { Enrolment, LeadState, Position } from './lead-state.js';
import { totalScore } from './scoring/total.js';
import type { LedgerEntry, Note, Tested } from './trace.js';

/** A send found later than this after it was due is tested at the present time, not at its own (law 3). */
const LATE = 60_000;

/** One call of `decide`: the state is the call's own copy and changes in place; the rest is appended to. */
export interface Draft {
  readonly state: LeadState;
  readonly playbook: Playbook;
  readonly versions: (version: number) => Playbook | undefined;
  /** The caller's clock, epoch ms. */
  readonly now: number;
  readonly commands: Command[];
  readonly ledger: LedgerEntry[];
  readonly trace: Note[];
  /** How often time alone has moved the runs of each journey (and key) since the last input. */
  readonly idle: Map<string, number>;
  /** Whether a run of the lead may follow an older version: what that one alone needs is kept as long as it does. */
  mixed: boolean;
}

/** A send that an enrolment has reached and that is not decided yet. */
export interface PendingSend {
  run: Run;
  /** The enrolment's position while it waits for its verdict: once it has moved on, the send is void. */
  position: Position;
}

/** An enrolment that leaves the place where it stood: a wait is over, an outcome came. `again`: its send is tested again. */
export interface Move {
  enrolment: Enrolment;
  from: Position;
  to: Edge | 'again';
  /** Name of the edge, for the trace. */
  edge: string;
  tested?: Tested[];
  /** Properties of the event that ended a wait. */
  heard?: JsonObject;
  /** It comes from another version: from when its next step counts, and the message it stood after. */
  resume?: Pick<Run, 'cursor' | 'after' | 'called'>;
}

/** The handling of one input, or of all deadlines of one moment. */
export interface Turn extends View {
  readonly draft: Draft;
  readonly catalogue: Catalogue;
  readonly trace: Note[];
  /** Time at which sends are tested: `at`, or `now` where this turn comes late. */
  readonly sendAt: number;
  /** Number of the input; absent at a deadline. */
  readonly n: number | undefined;
  /** Why this turn enters no journey, if so: what it carries happened long ago. */
  readonly old: 'history' | 'stale' | undefined;
  readonly scoreBefore: number;
  /** The tier of a lead that this turn merges into this one. */
  tierOfLoser?: string;
  /** `becomesTrue` triggers that held already at this very time, before anything happened, as `journey#index`. */
  readonly trueBefore: Set<string>;
  happenings: View['happenings'];
  /** Triggers that fired and have not been looked at: `event:…`, `tier:A`, `score:10`, `mark:mql`, `tag:vip`. */
  fired: Set<string>;
  /** In a recompute: what it sets off for the first time does not fire but goes here. */
  heldBack: Set<string> | undefined;
  /** Every trigger that fired in this turn: none fires twice. */
  spent: Set<string>;
  /** Event-wait positions from before this turn: an input never satisfies a wait it caused. */
  stood: { enrolment: Enrolment; position: Position }[];
  /** Something that a tier, an exit or a trigger may depend on has changed: another round is due. */
  changed: boolean;
  moves: Move[];
  sends: PendingSend[];
  /** Journeys that a person or a step puts the lead into. */
  asked: Knock[];
  /** Enrolments that began in this turn. */
  newcomers: Set<Enrolment>;
  /** Journeys (and keys) found turning in circles: nothing puts the lead back into them in this turn. */
  circling: Set<string>;
  /** Steps taken in this turn, by enrolment. */
  steps: Map<Enrolment, number>;
}

export type Occasion = Pick<Turn, 'at' | 'n' | 'old'>;

export function beginTurn(draft: Draft, { at, n, old }: Occasion): Turn {
  const { state, playbook, versions, now, trace } = draft;
  // As of the last decision: what time takes off or gives back is this turn's doing.
  const scoreBefore = isNew(state) ? -Infinity : totalScore(state, playbook);
  state.clock = Math.max(state.clock, at);
  const catalogue = catalogueOf(playbook);
  const view = { state, playbook, at: state.clock, happenings: [], tierBefore: state.tier };
  return {
    draft,
    state,
    playbook,
    versions,
    trace,
    catalogue,
    at: state.clock,
    sendAt: now - state.clock > LATE ? now : state.clock,
    n,
    old,
    tierBefore: state.tier,
    scoreBefore,
    trueBefore: isNew(state) ? new Set() : truthsOf(catalogue, view),
    happenings: [],
    fired: new Set(),
    heldBack: undefined,
    spent: new Set(),
    stood: eventWaits(state),
    changed: false,
    moves: [],
    sends: [],
    asked: [],
    newcomers: new Set(),
    circling: new Set(),
    steps: new Map(),
  };
}

function eventWaits({ enrolments }: LeadState): Turn['stood'] {
  const stood: Turn['stood'] = [];
  for (const enrolment of enrolments) {
    if (enrolment.at.wait === 'event') stood.push({ enrolment, position: enrolment.at });
  }
  return stood;
}

/** A lead no input was ever decided for: it has reached no tier yet, not even the lowest. */
export function isNew(state: LeadState): boolean {
  return state.consumed === 0;
}

/** Lets a trigger fire, once a turn. */
export function fire(turn: Turn, trigger: string): void {
  if (turn.spent.has(trigger)) return;
  turn.spent.add(trigger);
  const isFirstTime = !trigger.startsWith('event:');
  ((isFirstTime ? turn.heldBack : undefined) ?? turn.fired).add(trigger);
}

export function note(
  turn: Pick<Turn, 'trace' | 'at'>,
  entry: WithoutTime<Note>,
  at = turn.at,
): void {
  turn.trace.push({ at, ...entry });
}

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;
