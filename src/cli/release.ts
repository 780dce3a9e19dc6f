import { releaseAll, releaseLead } from '../lifecycle/park.js';
import { CommandFailed } from './command-failed.js';
import { leadOrFail, withRecord } from './record.js';

/** Lets parked leads go on at the input at which each stopped. */
export const release = (leads: readonly string[], { all = false }: { all?: boolean }) =>
  withRecord(async ({ db }) => {
    if (all === leads.length > 0) throw new CommandFailed('Name leads, or say --all');
    if (all) {
      const released = await releaseAll(db, (some) => console.error(`${some} leads so far`));
      console.log(`${released} leads are released.`);
      return;
    }
    for (const given of leads) {
      const { id } = await leadOrFail(db, given);
      console.log(`${id}: ${(await releaseLead(db, id)) ? 'released' : 'is not parked'}.`);
    }
  });
