import { sql } from 'kysely';
import type { NotifyCommand } from '../../engine/command.js';
import type { Db } from '../database/database.js';

/** A notification to be given, with the person it is for. */
export interface Notice {
  leadId: string;
  test: boolean;
  command: NotifyCommand;
  done: boolean;
  outcome: string | null;
  playbook: { name: string; version: number };
  ticket: AssignedTicket | null;
}

interface AssignedTicket {
  id: string;
  queue: string;
  reason: string;
  contactDue: string | null;
  rep: { id: string; name: string; email: string | null } | null;
}

/**
 * Reads a notification with the ticket it is about: the lead's open ticket of the same journey, or its newest open one.
 * Sealed values come as `\x…` texts of `bytea`.
 */
export async function readNotice(db: Db, commandId: string): Promise<Notice | undefined> {
  const { rows } = await sql<Notice>`
    select c.lead_id as "leadId", l.test, c.payload as command, c.done_at is not null as done, c.outcome,
      jsonb_build_object('name', l.playbook, 'version', l.playbook_version) as playbook,
      (
        select jsonb_build_object('id', t.id, 'queue', t.queue, 'reason', t.reason, 'contactDue', t.contact_due,
          'rep', case when r.id is not null then jsonb_build_object(
            'id', r.id, 'name', r.name_sealed, 'email', r.email_sealed) end)
        from ticket t left join rep r on r.id = t.rep_id
        where t.lead_id = c.lead_id and t.status <> 'closed'
        order by t.journey = c.payload ->> 'journey' desc, t.created_at desc limit 1
      ) as ticket
    from command c join lead l on l.id = c.lead_id
    where c.id = ${commandId}`.execute(db);
  return rows[0];
}

/** A `bytea` that went through JSON. */
export function bytesOf(text: string): Buffer {
  return Buffer.from(text.replace(/^\\x/, ''), 'hex');
}
