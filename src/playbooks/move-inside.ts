import type { Inside } from '../../engine/versions/inside.js';
import type { Trx } from '../database/database.js';
import { askLeadJob, cancelOtherControl } from '../jobs/lead-jobs.js';
import { MOVE, moveTo } from '../jobs/moves.js';
import { affectedBy } from './affected.js';

export interface Move {
  playbook: string;
  /** The version just published, or published again. */
  to: number;
  inside: Inside;
  by: string;
}

/**
 * Asks for the job that tells every lead inside of the publication, in its own transaction. It is about all older
 * versions, whoever stood in them when that was counted. The job begins when whoever decided with the version before has
 * committed: every later turn reads the new version in its own transaction, so one walk over the leads leaves nobody out.
 * A job under way that says the same is answered; one that says otherwise is cancelled.
 *
 * @returns the job; nothing where everyone finishes on their version
 */
export async function askToMove(
  trx: Trx,
  { playbook, to, inside, by }: Move,
): Promise<{ id: string; isNew: boolean } | undefined> {
  const control = { do: 'migrate', playbook, to, inside } as const;
  const about = { kind: MOVE, subject: moveTo(playbook, to), by, control };
  await cancelOtherControl(trx, about);
  const affected = to > 1 ? affectedBy(inside) : undefined;
  if (affected === undefined) return undefined;
  return askLeadJob(trx, {
    ...about,
    selection: { of: 'journeys', playbook, below: to, ...affected },
    afterTurns: true,
  });
}
