import { sql } from 'kysely';
import type { SendCommand } from '../../engine/command.js';
import type { Db } from '../database/database.js';
import type { MessageRecorder, RecordedSend } from './record-message.js';

interface Waiting {
  leadId: string;
  revision: number;
  command: SendCommand;
  test: boolean;
  name: string;
  version: number;
}

/** Gives messages their text that had none, for the pool of their coupon was empty: code and text in one transaction. */
export function completion(
  db: Db,
  recorder: MessageRecorder,
  playbooks: { get(name: string, version: number): Promise<RecordedSend['playbook']> },
) {
  return async (commandId: string): Promise<Buffer | undefined> => {
    const found = await waitingMessage(db, commandId);
    if (found === undefined) return undefined;
    const { leadId, revision, command, test, name, version } = found;
    const playbook = await playbooks.get(name, version);
    const item: RecordedSend = { leadId, revision, commandId, command, test, playbook };
    return db.transaction().execute((trx) => recorder.complete(trx, item));
  };
}

async function waitingMessage(db: Db, commandId: string): Promise<Waiting | undefined> {
  const { rows } = await sql<Waiting>`
    select m.lead_id as "leadId", m.revision::float8 as revision, c.payload as command, l.test, l.playbook as name,
      l.playbook_version as version
    from message m join command c on c.id = m.id join lead l on l.id = m.lead_id
    where m.id = ${commandId} and m.waits_for_pool is not null`.execute(db);
  return rows[0];
}
