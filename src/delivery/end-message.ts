import { sql } from 'kysely';
import type { MessageResult } from '../../engine/input.js';
import type { Db, Trx } from '../database/database.js';
import type { OpenCommand } from './open-command.js';

/** The last word on a message. `outcome`: what the engine is told; absent: it need not know. */
export interface Ending {
  status: string;
  reason?: string;
  outcome?: MessageResult;
  providerId?: string;
}

interface EndingRecord extends Omit<Ending, 'outcome'> {
  outcome: string;
  provider: string | undefined;
  /** Epoch ms of the engine's clock. */
  at: number;
}

/** Ends command and message in one statement, once; nothing when they have ended before. */
export async function endMessage(
  db: Db | Trx,
  id: string,
  { status, reason, outcome, provider, providerId, at }: EndingRecord,
): Promise<OpenCommand | undefined> {
  const sentAt = status === 'sent' ? new Date(at) : null;
  const { rows } = await sql<OpenCommand>`
    with ended as (
      update command set done_at = now(), outcome = ${outcome}, leased_until = null
      where id = ${id} and done_at is null
      returning id, lead_id, ref
    )
    update message m set status = ${status}, reason = ${reason ?? null}, sent_at = ${sentAt},
      provider = ${provider ?? null}, provider_id = ${providerId ?? null}
    from ended where m.id = ended.id
    returning ended.lead_id as "leadId", ended.ref`.execute(db);
  return rows[0];
}
