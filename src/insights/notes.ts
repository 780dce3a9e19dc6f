import type { Note } from '../../engine/trace.js';

/** Notes of what one input brought about, in order; what a deadline did after it is not among them. */
export function effectsOf(trace: readonly Note[], n: number): Note[] {
  const start = trace.findIndex((note) => note.note === 'input' && note.n === n);
  const input = trace[start];
  if (input === undefined) return [];
  const rest = trace.slice(start + 1);
  const end = rest.findIndex((note) => note.note === 'input');
  return rest.slice(0, end === -1 ? undefined : end).filter((note) => note.at <= input.at);
}

/** Journey, and the key that tells its enrolments apart. */
export interface Place {
  journey: string;
  key?: string | undefined;
}

/** The notes that led to a command: the input before it, and what its journey did up to the note that names it. */
export function leadingTo(trace: readonly Note[], ref: string): Note[] {
  const end = trace.findIndex((note) => 'ref' in note && note.ref === ref);
  const named = trace[end];
  if (named === undefined) return [];
  const before = trace.slice(0, end);
  const cause = before.findLast((note) => note.note === 'input' && note.at === named.at);
  const own = 'journey' in named ? before.filter((note) => isAt(note, named)) : [];
  return [...(cause === undefined ? [] : [cause]), ...own, named];
}

export function isAt(note: Note, place: Place): boolean {
  return (
    'journey' in note &&
    note.journey === place.journey &&
    ('key' in note ? note.key : undefined) === place.key
  );
}
