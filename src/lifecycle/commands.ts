import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { CancelCommand, Command } from '../../engine/command.js';
import type { Ticket } from '../../engine/lead-state.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import { UNOWNED } from '../alerts/alert.js';
import type { Trx } from '../database/database.js';
import type { RecordedGrant } from '../benefits/grant-ledger.js';
import { commandId } from './command-id.js';
import type { LeadRow } from './lead-row.js';
import type { RecordedSend } from '../delivery/record-message.js';
import type { ClosedTicket, RecordedAssignment } from '../sales/tickets.js';

export interface IdentifiedCommand {
  id: string;
  /** Place within its decision. */
  index: number;
  command: Command;
  /** Set when it takes effect within the decision's transaction and is never open. */
  outcome?: string;
}

/** What stands behind a command beside its row: written in the decision's own transaction. */
export interface CommandRecorders {
  messages: { record(trx: Trx, items: RecordedSend[]): Promise<void> };
  tickets: {
    record(trx: Trx, items: RecordedAssignment[]): Promise<void>;
    close(trx: Trx, items: ClosedTicket[]): Promise<void>;
    follow(trx: Trx, tickets: readonly Ticket[]): Promise<void>;
  };
  grants: { judge(trx: Trx, items: RecordedGrant[]): Promise<void> };
}

interface RecordedTurn {
  lead: LeadRow;
  revision: number;
  playbook: Playbook;
  commands: IdentifiedCommand[];
  /** Of the state after the decision. */
  tickets: readonly Ticket[];
}

/** What a command comes to within the decision's own transaction; nothing where an activity has to see it through. */
function outcomeAtOnce(command: Command): string | undefined {
  switch (command.kind) {
    case 'closeTicket':
      return 'closed';
    case 'cancel':
      return 'cancelled';
    case 'grant':
      return 'judged';
    case 'send':
      return command.withhold === true ? 'withheld' : undefined;
    default:
      return undefined;
  }
}

/** Gives the commands of one decision their ids, which are the same however often the decision is made. */
export function identify(
  commands: readonly Command[],
  lead: Pick<LeadRow, 'id' | 'epoch'>,
  revision: number,
): IdentifiedCommand[] {
  return commands.map((command, index) => {
    const outcome = outcomeAtOnce(command);
    const id = commandId(lead.id, lead.epoch, revision, index);
    return { id, index, command, ...(outcome === undefined ? {} : { outcome }) };
  });
}

/**
 * Writes what the commands need beside their rows: messages with their frozen bodies, tickets to be. What needs no
 * activity happens here: tickets are closed, benefits given or refused, and open commands withdrawn.
 *
 * @returns whether an answer lies in the inbox by now, which the very next turn is to take
 */
export async function recordCommands(
  trx: Trx,
  recorders: CommandRecorders,
  turn: RecordedTurn,
): Promise<boolean> {
  const { lead, revision, playbook, tickets } = turn;
  const base = (id: string) => ({ leadId: lead.id, commandId: id });
  const sends: RecordedSend[] = [];
  const assignments: RecordedAssignment[] = [];
  const closed: ClosedTicket[] = [];
  const withdrawn: CancelCommand[] = [];
  const grants: RecordedGrant[] = [];
  for (const { id, command } of turn.commands) {
    if (command.kind === 'send')
      sends.push({ ...base(id), revision, command, playbook, test: lead.test });
    if (command.kind === 'assign') assignments.push({ ...base(id), command });
    if (command.kind === 'closeTicket') closed.push({ leadId: lead.id, command });
    if (command.kind === 'cancel') withdrawn.push(command);
    if (command.kind === 'grant') grants.push({ ...base(id), playbook: playbook.name, command });
  }
  if (sends.length > 0) await recorders.messages.record(trx, sends);
  if (assignments.length > 0) await recorders.tickets.record(trx, assignments);
  if (closed.length > 0) await recorders.tickets.close(trx, closed);
  if (withdrawn.length > 0) await withdraw(trx, lead.id, withdrawn);
  // Their deadlines are the engine's to set; lists and reminders read them from the rows.
  if (!isDeepStrictEqual(tickets, lead.state?.tickets ?? []))
    await recorders.tickets.follow(trx, tickets);
  if (grants.length > 0) await recorders.grants.judge(trx, grants);
  return grants.length > 0;
}

/**
 * Ends commands that nobody holds at this moment, and the tickets nobody was found for; one on its way is past recall, and
 * its outcome will say so.
 */
async function withdraw(trx: Trx, leadId: string, commands: readonly CancelCommand[]) {
  await sql`
    with target as (
      select t.target as ref, t.reason, t.at
      from jsonb_to_recordset(${JSON.stringify(commands)}::jsonb) as t (target text, reason text, at float8)
    ),
    ended as (
      update command c set done_at = now(), outcome = 'cancelled' from target
      where c.lead_id = ${leadId} and c.ref = target.ref and c.done_at is null
        and (c.leased_until is null or c.leased_until < now())
        and not exists (select from message m where m.id = c.id and m.status = 'sending')
      returning c.id, target.reason, target.at
    ),
    unasked as (
      update ticket t set status = 'closed', result = 'withdrawn', closed_at = to_timestamp(ended.at / 1000) from ended
      where t.id = ended.id and t.status = 'waiting'
    ),
    calmed as (
      update alert set resolved_at = now() from ended
      where kind = ${UNOWNED} and subject = ended.id::text and resolved_at is null
    )
    update message m set status = 'cancelled', reason = ended.reason from ended
    where m.id = ended.id and m.status in ('queued', 'held')`.execute(trx);
}
