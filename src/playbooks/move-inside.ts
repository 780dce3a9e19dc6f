import { sql } from 'kysely';
import type { Inside } from '../../engine/versions/inside.js';
import type { Trx } from '../database/database.js';
import { askLeadJob } from '../jobs/lead-jobs.js';
import { affectedBy } from './affected.js';

export interface Move {
  playbook: string;
  /** The version just published. */
  to: number;
  inside: Inside;
  /** Journeys of the versions before. */
  journeys: readonly string[];
  by: string;
}

/**
 * Asks for the job that tells every lead inside of the publication, in its own transaction. The job begins when whoever
 * decided with the version before has committed: every later turn reads the new version in its own transaction, so one
 * walk over the leads leaves nobody out.
 *
 * @returns the job's id; nothing where everyone finishes on their version
 */
export async function askToMove(
  trx: Trx,
  { playbook, to, inside, journeys, by }: Move,
): Promise<string | undefined> {
  const affected = affectedBy(inside, journeys);
  if (affected.length === 0) return undefined;
  const { rows } = await sql<{ xid: string }>`select pg_current_xact_id()::text as xid`.execute(
    trx,
  );
  const { id } = await askLeadJob(trx, {
    kind: 'migrate',
    subject: `${playbook}@${to}`,
    by,
    selection: { of: 'journeys', playbook, journeys: affected, below: to },
    control: { do: 'migrate', playbook, to, inside },
    ...(rows[0] === undefined ? {} : { afterTransaction: rows[0].xid }),
  });
  return id;
}
