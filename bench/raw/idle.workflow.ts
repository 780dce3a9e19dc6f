import { condition, defineSignal, proxyLocalActivities, setHandler } from '@temporalio/workflow';

import type { RawActivities } from './process.js';

const { empty } = proxyLocalActivities<RawActivities>({ startToCloseTimeout: '5 s' });

export const poke = defineSignal<[{ n: number; names: string[] }]>('poke');

/** The least a workflow can do for each signal: one local activity that does nothing. */
export async function idle(): Promise<void> {
  let poked = false;
  setHandler(poke, () => {
    poked = true;
  });
  for (;;) {
    await condition(() => poked);
    poked = false;
    await empty();
  }
}
