import { until } from '../support/until.js';
import { brokenPromises, isQuiet } from './checker.js';
import type { Load } from './load.js';
import type { System } from './system.js';

/** Waits until nothing is under way any more and returns every promise that was broken. */
export async function settled({ query, mockUrl }: System, { accepted }: Load): Promise<string[]> {
  // The database may still be coming back.
  await until(() => isQuiet({ query }).catch(() => false), 200);
  return brokenPromises({ accepted, mockUrl, query });
}
