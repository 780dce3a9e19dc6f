import { sql } from 'kysely';
import type { CommandResult } from '../../activities/ports.js';
import { TryAgain } from '../../activities/try-again.js';
import type { Db, Trx } from '../database/database.js';

/** A command whose outcome is being recorded; lead and reference as they are now, after any merge. */
export interface OpenCommand {
  leadId: string;
  ref: string;
}

/** Ends a command, once; nothing when it has ended before. */
export async function endCommand(
  trx: Trx,
  commandId: string,
  outcome: string,
): Promise<OpenCommand | undefined> {
  const { rows } = await sql<OpenCommand>`
    update command set done_at = now(), outcome = ${outcome}, leased_until = null
    where id = ${commandId} and done_at is null
    returning lead_id as "leadId", ref`.execute(trx);
  return rows[0];
}

/**
 * The answer for a command that could not be taken: what came of it, when it is done (an input may have been written by
 * an attempt whose own answer was lost, so it is news). Throws `TryAgain` while another attempt holds it.
 */
export async function resultOfOther(db: Db, commandId: string): Promise<CommandResult> {
  const { rows } = await sql<{ outcome: string | null; done: boolean; leasedFor: number | null }>`
    select outcome, done_at is not null as done,
      (extract(epoch from leased_until - now()) * 1000)::float8 as "leasedFor"
    from command where id = ${commandId}`.execute(db);
  const [command] = rows;
  if (command === undefined) return { news: false, outcome: 'gone' };
  if (command.done) return { news: true, outcome: command.outcome ?? 'done' };
  throw new TryAgain('another attempt holds it', Math.max(1000, command.leasedFor ?? 0));
}

export interface Postponement {
  /** Nobody may withdraw it before that. */
  keep?: boolean;
  /** Only while this attempt is the last one. */
  attempt?: number;
}

/** Lets go of a command until it may be tried again. */
export async function postpone(
  db: Db | Trx,
  commandId: string,
  forMs: number,
  { keep = false, attempt }: Postponement = {},
): Promise<void> {
  const until = sql`now() + make_interval(secs => ${forMs / 1000})`;
  await sql`
    update command set next_attempt_at = ${until}, leased_until = ${keep ? until : null}
    where id = ${commandId} and done_at is null and attempts = coalesce(${attempt ?? null}, attempts)`.execute(
    db,
  );
}
