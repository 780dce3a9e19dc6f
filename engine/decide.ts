import { nextDeadline } from './deadlines.js';
import type { Decision } from './decision.js';
import type { Input } from './input.js';
import { applyInput, oldness } from './inputs/apply-input.js';
import { makeDerivedEvents } from './inputs/derived-events.js';
import { rest } from './journeys/circles.js';
import { endSilences } from './journeys/silences.js';
import { endOverdueRuns, findDueMoves } from './journeys/overdue.js';
import { copyOf } from './json.js';
import type { LeadState } from './lead-state.js';
import type { Playbook } from './playbook/playbook.js';
import { keepHeldBack } from './recompute/held-back.js';
import { settle } from './rounds.js';
import { forgetCounters } from './scoring/counters.js';
import { foreseeFading, losePoints } from './scoring/in-time.js';
import { noteOverdue } from './tickets/overdue.js';
import { beginTurn, type Draft, type Turn } from './turn.js';
import { meetVersion } from './versions/meet-version.js';

/**
 * Decides what happens to a lead: takes the inputs and every deadline up to `until` in the order of logical time (a
 * deadline due before or at an input's arrival goes first). Pure: nothing is read but the arguments, none of which is
 * changed; the answer shares no memory with them.
 *
 * @param inputs by number, ascending; those with a number already consumed are passed over
 * @param now the caller's clock, epoch ms: sends found more than 60 s late are tested against it
 * @param until deadlines after it are left: `now`, or the arrival of the first unread input
 * @param versions older versions of the playbook, for enrolments that follow theirs to the end
 */
export function decide(
  state: LeadState,
  inputs: readonly Input[],
  playbook: Playbook,
  now: number,
  until: number,
  versions: Versions = noOther,
): Decision {
  return decideInPlace(copyOf(state), inputs, playbook, now, until, versions);
}

type Versions = (version: number) => Playbook | undefined;
const noOther: Versions = () => undefined;

/**
 * `decide` for a caller who has no further use of `state`, which becomes the answer's: the copy is half the cost of an
 * input. What it answered before may share memory with it; nothing in that is ever changed.
 */
export function decideInPlace(
  state: LeadState,
  inputs: readonly Input[],
  playbook: Playbook,
  now: number,
  until: number,
  versions: Versions = noOther,
): Decision {
  const draft: Draft = {
    state,
    playbook,
    versions,
    now,
    commands: [],
    ledger: [],
    trace: [],
    idle: new Map(),
    mixed: state.enrolments.some(({ version }) => version !== playbook.version),
  };
  meetVersion(draft);
  state.playbook = { name: playbook.name, version: playbook.version };
  for (const input of inputs) {
    if (input.n <= state.consumed) continue;
    passTime(draft, input.at);
    takeInput(draft, input);
  }
  passTime(draft, until);
  return { state, commands: draft.commands, ledger: draft.ledger, trace: draft.trace };
}

/** Handles every deadline up to and at `until`, moment by moment. */
function passTime(draft: Draft, until: number): void {
  for (let at = nextDeadline(draft.state); at <= until; at = nextDeadline(draft.state)) {
    takeMoment(beginTurn(draft, { at, n: undefined, old: undefined }));
  }
}

function takeMoment(turn: Turn): void {
  const { state, at } = turn;
  losePoints(turn);
  makeDerivedEvents(turn);
  noteOverdue(turn);
  if (state.floor !== undefined && state.floor.until <= at) delete state.floor;
  if ((state.paused?.until ?? Infinity) <= at) delete state.paused;
  endOverdueRuns(turn);
  endSilences(turn);
  findDueMoves(turn);
  settle(turn);
  foreseeFading(turn);
  if (turn.draft.mixed) forgetCounters(turn);
}

function takeInput(draft: Draft, input: Input): void {
  const { at, n } = input;
  rest(draft, input);
  const turn = beginTurn(draft, { at, n, old: oldness(input, draft.playbook) });
  applyInput(turn, input);
  settle(turn);
  foreseeFading(turn);
  if (draft.mixed) forgetCounters(turn);
  if (turn.heldBack !== undefined) keepHeldBack(turn, turn.heldBack, jobOf(input));
  draft.state.consumed = n;
  draft.state.lastInputAt = Math.max(draft.state.lastInputAt, at);
}

const jobOf = ({ body }: Input): string | undefined =>
  body.kind === 'control' && body.control.do === 'recompute' ? body.control.id : undefined;
