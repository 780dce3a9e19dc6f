import { sql } from 'kysely';
import type { Clock, CommandResult } from '../../activities/ports.js';
import { TryAgain } from '../../activities/try-again.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import type { Db, Trx } from '../database/database.js';
import { endCommand, postpone } from '../delivery/open-command.js';
import type { Inbox } from '../ingest/inbox.js';
import { type Alert, raiseAlert, resolveAlert, UNOWNED } from '../alerts/alert.js';
import { pickRep, type Strategy } from './pick-rep.js';
import { giveTicket, lockPool, previousRep } from './rep-pool.js';
import type { RepSeed } from './rep-seed.js';

export interface AssignerParts {
  db: Db;
  clock: Clock;
  playbooks: { get(name: string, version: number): Promise<Pick<Playbook, 'sales'>> };
  inbox: Pick<Inbox, 'append'>;
  /** Development only: makes up people for a queue that never had any. */
  seed?: RepSeed;
}

interface Assignment {
  leadId: string;
  queue: string;
  strategy: Strategy | null;
  done: boolean;
  outcome: string | null;
  playbook: { name: string; version: number };
}

/** How long a ticket that nobody can take waits before it is asked for again. A new rep takes it at once. */
const ASK_AGAIN = 60_000;

/**
 * Gives a ticket to a person: owner, the engine's input and the command's end are one transaction, so a process that
 * dies leaves either all of it or nothing. While nobody is there the ticket waits without an owner, with an alert, and
 * `TryAgain` is thrown.
 */
export class Assigner {
  constructor(private readonly parts: AssignerParts) {}

  readonly assign = async (commandId: string): Promise<CommandResult> => {
    const result = await this.parts.db
      .transaction()
      .execute(async (trx) => this.assignWithin(trx, commandId));
    if (result.outcome === 'waiting') throw new TryAgain('nobody takes this queue', ASK_AGAIN);
    return result;
  };

  private async assignWithin(trx: Trx, commandId: string): Promise<CommandResult> {
    const found = await lockAssignment(trx, commandId);
    if (found === undefined) return { news: false, outcome: 'gone' };
    if (found.done) return { news: true, outcome: found.outcome ?? 'done' };
    const rep = await this.choose(trx, found);
    if (rep === undefined) {
      await raiseAlert(trx, unownedAlert(commandId, found));
      await postpone(trx, commandId, ASK_AGAIN);
      return { news: false, outcome: 'waiting' };
    }
    await this.give(trx, commandId, found.queue, rep);
    return { news: true, outcome: 'assigned' };
  }

  private async choose(trx: Trx, found: Assignment): Promise<string | undefined> {
    const { name, version } = found.playbook;
    const { sales } = await this.parts.playbooks.get(name, version);
    const strategy = found.strategy ?? sales.queues[found.queue]?.strategy ?? 'round-robin';
    await this.parts.seed?.fill(trx, found.queue);
    const pool = await lockPool(trx, found.queue);
    return pickRep(pool, strategy, await previousRep(trx, found.leadId, found.queue));
  }

  private async give(trx: Trx, commandId: string, queue: string, rep: string): Promise<void> {
    const at = this.parts.clock.now();
    const command = await endCommand(trx, commandId, 'assigned');
    if (command === undefined) return;
    const { leadId, ref } = command;
    await giveTicket(trx, { id: commandId, queue }, rep, at);
    const properties = { ref, ticket: commandId, queue, rep };
    const body = { kind: 'event', name: 'ticket.assigned', properties } as const;
    const input = { id: `assigned/${commandId}`, occurredAt: at, body };
    await this.parts.inbox.append(trx, [{ leadId, input, source: 'sales', rings: true }]);
    await resolveAlert(trx, UNOWNED, commandId);
  }
}

async function lockAssignment(trx: Trx, commandId: string): Promise<Assignment | undefined> {
  const { rows } = await sql<Assignment>`
    select c.lead_id as "leadId", c.payload ->> 'queue' as queue, c.payload ->> 'strategy' as strategy,
      c.done_at is not null as done, c.outcome,
      jsonb_build_object('name', l.playbook, 'version', l.playbook_version) as playbook
    from command c join lead l on l.id = c.lead_id
    where c.id = ${commandId} for update of c`.execute(trx);
  return rows[0];
}

function unownedAlert(ticket: string, { leadId, queue }: Assignment): Alert {
  return {
    kind: UNOWNED,
    leadId,
    subject: ticket,
    detail: `A ticket waits in queue ${queue} and nobody there can take it`,
    whatToDo: `Add a rep to ${queue} or bring one back (/v1/reps); the ticket is then given by itself`,
  };
}
