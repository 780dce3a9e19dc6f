import type { Repeat } from './lookup.js';
import type { Submission } from './submission.js';

export interface Sifted {
  /** Not accepted before, each message id once. */
  fresh: Submission[];
  /** Under which accepted id a repeat stands: as recorded, or as another submission of the same group. */
  repeatOf: Map<Submission, Repeat | Submission>;
  /** Ids of the record that came again, once for each time. */
  repeated: { source: string; messageId: string }[];
}

const idOf = (source: string, messageId: string): string => `${source}\n${messageId}`;

/** Tells what is new from what was accepted before. First wins, also when the later one says something else. */
export function sift(submissions: readonly Submission[], repeats: readonly Repeat[]): Sifted {
  const recorded = new Map(
    repeats.map((repeat) => [idOf(repeat.source, repeat.messageId), repeat]),
  );
  const inGroup = new Map<string, Submission>();
  const sifted: Sifted = { fresh: [], repeatOf: new Map(), repeated: [] };
  for (const submission of submissions) {
    const before = earlier(submission, recorded) ?? earlierInGroup(submission, inGroup);
    if (before) sifted.repeatOf.set(submission, before);
    else sifted.fresh.push(submission);
    if (before && 'isRecent' in before) sifted.repeated.push(before);
    if (!before) inGroup.set(idOf(submission.source, submission.messageId), submission);
  }
  return sifted;
}

function earlier(
  { source, messageId, recentId }: Submission,
  recorded: ReadonlyMap<string, Repeat>,
): Repeat | undefined {
  const same = recorded.get(idOf(source, messageId));
  if (same) return same;
  const recent = recentId === undefined ? undefined : recorded.get(idOf(source, recentId));
  return recent?.isRecent ? recent : undefined;
}

function earlierInGroup(
  { source, messageId, recentId }: Submission,
  inGroup: ReadonlyMap<string, Submission>,
): Submission | undefined {
  const same = inGroup.get(idOf(source, messageId));
  return same ?? (recentId === undefined ? undefined : inGroup.get(idOf(source, recentId)));
}
