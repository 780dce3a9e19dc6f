import { setTimeout as delay } from 'node:timers/promises';

import { isOutage } from '../http/outage.js';

/** Ms to wait before each further try: a record that starts anew is back within these. */
const PAUSES = [200, 1_000, 3_000, 6_000];

/**
 * Tries again where the record is away for a moment.
 *
 * @throws what the last try threw, and at once what is no outage
 */
export async function again<T>(work: () => Promise<T>, pauses = PAUSES): Promise<T> {
  for (const pause of pauses) {
    try {
      return await work();
    } catch (error) {
      if (!isOutage(error)) throw error;
      await delay(pause);
    }
  }
  return work();
}
