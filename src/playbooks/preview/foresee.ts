import type { SendCommand } from '../../../engine/command.js';
import { wakeUp } from '../../../engine/deadlines.js';
import type { LeadState } from '../../../engine/lead-state.js';
import type { Playbook } from '../../../engine/playbook/playbook.js';
import { simulate, type Simulation } from '../../../engine/simulate/simulate.js';
import type { Note } from '../../../engine/trace.js';
import type { Migration } from '../../../engine/versions/inside.js';

/** How far it looks, ms. */
export const AHEAD = 3_600_000;

/** A publication that is thought through, and the versions it takes. */
export interface Thought {
  migration: Migration;
  /** The version that would be published. */
  next: Playbook;
  /** The newest version there is. */
  present: Playbook;
  versions: (version: number) => Playbook | undefined;
  /** The engine's clock, epoch ms. */
  now: number;
}

export type VersionNote = Extract<Note, { note: 'version' }>;

/** What a publication would do with one run. */
export interface Fate {
  note: VersionNote;
  /** Its wait, counted by the new version, would be over at once. */
  over: boolean;
  /** It would reach its longest age or deadline at once. */
  aged: boolean;
}

export interface Foreseen {
  fates: Fate[];
  /** Messages within the hour after it, and those that would go without it. */
  sends: SendCommand[];
  without: SendCommand[];
  /** The hour takes too many turns: this is how far they were lived. */
  endless: boolean;
}

/** Runs the engine itself over one lead, in virtual time; nothing is written. */
export function foresee(state: LeadState, thought: Thought): Foreseen {
  const { migration, next, present, versions } = thought;
  const now = Math.max(thought.now, state.clock);
  const options = { state, versions, reply: () => undefined };
  const body = { kind: 'control', control: migration } as const;
  const moved = simulate(next, [{ at: now, body }], now + AHEAD, options);
  const due = wakeUp(state, present)?.at ?? Infinity;
  const left = due > now + AHEAD ? undefined : simulate(present, [], now + AHEAD, options);
  return {
    fates: fatesOf(moved.trace),
    sends: sendsOf(moved),
    without: left ? sendsOf(left) : [],
    endless: moved.tooLong === true || left?.tooLong === true,
  };
}

const sendsOf = ({ commands }: Simulation): SendCommand[] =>
  commands.filter((command) => command.kind === 'send');

function fatesOf(trace: readonly Note[]): Fate[] {
  return trace.flatMap((note, place) => {
    if (note.note !== 'version') return [];
    const after = trace.slice(place + 1).filter((one) => one.at === note.at && isOfRun(one, note));
    const over = after.some(
      (one) =>
        one.note === 'waiting' && one.step === note.target && (one.until ?? Infinity) <= one.at,
    );
    const [first] = after;
    const aged = first?.note === 'exited' && (first.why === 'age' || first.why === 'deadline');
    return [{ note, over, aged }];
  });
}

const isOfRun = (note: Note, { journey, key }: VersionNote): boolean =>
  'journey' in note && note.journey === journey && ('key' in note ? note.key : undefined) === key;
