/**
 * Name that a ref of the merged lead bears in the winner, where `m1` is taken: the end of the loser's id before it. The
 * rows of messages, tickets and commands that move to the winner are renamed likewise.
 */
export function mergedRef(loserId: string, ref: string): string {
  return `${loserId.slice(-12)}:${ref}`;
}
