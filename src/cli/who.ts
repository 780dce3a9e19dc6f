import { userInfo } from 'node:os';

/** Who sits at the terminal, for the record: the user of this machine. */
export function whoRuns(): string {
  try {
    return userInfo().username || 'cli';
  } catch {
    // A container may run under a number that no user has.
    return 'cli';
  }
}
