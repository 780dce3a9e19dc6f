import { setTimeout as delay } from 'node:timers/promises';

/** Asks until it is so; the test's own time-out is the end of patience. */
export async function until(isSo: () => boolean | Promise<boolean>, everyMs = 10): Promise<void> {
  while (!(await isSo())) await delay(everyMs);
}
