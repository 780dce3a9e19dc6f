import { sql } from 'kysely';
import type { Clock } from '../../activities/ports.js';
import type { JsonObject } from '../../engine/json.js';
import { rings } from '../../engine/playbook/relevance.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import type { Db, Trx } from '../database/database.js';
import type { Inbox } from '../ingest/inbox.js';

export interface EngagementParts {
  db: Db;
  clock: Clock;
  inbox: Pick<Inbox, 'append'>;
  playbooks: { live(): readonly Playbook[] };
}

/** What a lead did with a message. `id` tells one doing from another; the same one twice is recorded once. */
export interface Engagement {
  messageId: string;
  what: 'opened' | 'clicked' | 'replied';
  id: string;
  link?: string;
  /** A scanner or a mailbox that loads ahead did it: the engine is told, and no list or rate counts it. */
  machine?: true;
}

interface Message {
  leadId: string;
  ref: string;
  template: string;
  journey: string;
  step: string;
  key: string | null;
}

/** Turns what a lead does with a message into an input, `message.clicked` and its like. */
export class Engagements {
  constructor(private readonly parts: EngagementParts) {}

  /** For `id` where nothing better is at hand: however fast somebody clicks, it is one click a second. */
  second(): string {
    return String(Math.floor(Date.now() / 1000));
  }

  /** Does nothing for a message that is gone. All of it is one transaction: dying leaves nothing half recorded. */
  async record(engagement: Engagement): Promise<'recorded' | 'repeated' | 'unknown'> {
    return this.parts.db.transaction().execute(async (trx) => {
      const message = await findMessage(trx, engagement.messageId);
      if (message === undefined) return 'unknown';
      if (!(await isFirst(trx, engagement))) return 'repeated';
      if (engagement.machine !== true) await this.mark(trx, engagement);
      await this.tell(trx, engagement, message);
      return 'recorded';
    });
  }

  private async tell(trx: Trx, engagement: Engagement, message: Message): Promise<void> {
    const { leadId, key, ...where } = message;
    const { what, link, id, machine } = engagement;
    const properties: JsonObject = {
      ...where,
      ...(key === null ? {} : { key }),
      ...(link === undefined ? {} : { link }),
      ...(machine === undefined ? {} : { machine }),
    };
    const name = `message.${what}`;
    const body = { kind: 'event', name, properties } as const;
    const input = {
      id: `${name}/${engagement.messageId}/${id}`,
      occurredAt: this.parts.clock.now(),
      body,
    };
    const isNews = rings(this.parts.playbooks.live(), name, properties);
    await this.parts.inbox.append(trx, [{ leadId, input, source: 'tracking', rings: isNews }]);
  }

  /** The message's own row keeps the first time, for lists and rates. */
  private async mark(trx: Trx, { what, messageId }: Engagement): Promise<void> {
    if (what === 'replied') return;
    const column = sql.ref(`${what}_at`);
    const at = new Date(this.parts.clock.now());
    await sql`update message set ${column} = coalesce(${column}, ${at}) where id = ${messageId}`.execute(
      trx,
    );
  }
}

async function findMessage(trx: Trx, messageId: string): Promise<Message | undefined> {
  const { rows } = await sql<Message>`
    select lead_id as "leadId", ref, template, journey, step, enrolment_key as key
    from message where id = ${messageId}`.execute(trx);
  return rows[0];
}

async function isFirst(trx: Trx, { messageId, what, link, id }: Engagement): Promise<boolean> {
  const eventId = [messageId, what, link ?? '', id].join('/');
  const { numAffectedRows } = await sql`
    insert into provider_event (provider, event_id, message_id, name)
    values ('tracking', ${eventId}, ${messageId}, ${`message.${what}`})
    on conflict do nothing`.execute(trx);
  return numAffectedRows === 1n;
}
