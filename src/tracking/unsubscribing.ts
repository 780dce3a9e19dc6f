import { sql } from 'kysely';
import type { Clock } from '../../activities/ports.js';
import type { Db, Trx } from '../database/database.js';
import type { Inbox } from '../ingest/inbox.js';

export interface UnsubscribingParts {
  db: Db;
  clock: Clock;
  inbox: Pick<Inbox, 'append'>;
}

/** What an unsubscribe link speaks of. */
export interface Subscription {
  leadId: string;
  channel: string;
  purpose: string;
  /** Language of the message it stood in. */
  locale: string;
  granted: boolean;
}

/** The link of a message that needs no consent withdraws it all the same: that is what whoever clicks it wants. */
const MARKETING = 'marketing';

/**
 * Withdraws consent for the channel and purpose of the message the link stood in. It holds from the commit on, for
 * messages on their way too, since deliveries test the same table right before they send; the input only tells the
 * engine. Anybody with the link may use it, as often as they like.
 */
export class Unsubscribing {
  constructor(private readonly parts: UnsubscribingParts) {}

  /** Nothing for a message that is gone: its lead was erased, and gets no more anyway. */
  async find(messageId: string, db: Db | Trx = this.parts.db): Promise<Subscription | undefined> {
    const { rows } = await sql<Subscription>`
      select m.lead_id as "leadId", m.channel, coalesce(m.purpose, ${MARKETING}) as purpose, m.locale,
        coalesce(c.granted, false) as granted
      from message m left join consent c
        on c.lead_id = m.lead_id and c.channel = m.channel and c.purpose = coalesce(m.purpose, ${MARKETING})
      where m.id = ${messageId}`.execute(db);
    return rows[0];
  }

  /** Once: a repetition changes nothing and tells nobody. */
  async withdraw(messageId: string): Promise<Subscription | undefined> {
    return this.parts.db.transaction().execute(async (trx) => {
      const subscription = await this.find(messageId, trx);
      if (subscription && (await this.record(trx, subscription, messageId))) {
        await this.tellEngine(trx, subscription, messageId);
      }
      return subscription;
    });
  }

  private async record(trx: Trx, consent: Subscription, messageId: string): Promise<boolean> {
    const { leadId, channel, purpose } = consent;
    const at = new Date(this.parts.clock.now());
    const { numAffectedRows } = await sql`
      with changed as (
        insert into consent (lead_id, channel, purpose, granted, changed_at, by, source)
        values (${leadId}, ${channel}, ${purpose}, false, ${at}, 'lead', ${`unsubscribe/${messageId}`})
        on conflict (lead_id, channel, purpose) do update
          set granted = false, changed_at = excluded.changed_at, by = excluded.by, wording = null,
            source = excluded.source
          where consent.granted
        returning *
      )
      insert into consent_log (lead_id, channel, purpose, granted, changed_at, by, wording, source)
      select lead_id, channel, purpose, granted, changed_at, by, wording, source from changed`.execute(
      trx,
    );
    return (numAffectedRows ?? 0n) > 0n;
  }

  private async tellEngine(trx: Trx, consent: Subscription, messageId: string): Promise<void> {
    const { leadId, channel, purpose } = consent;
    const occurredAt = this.parts.clock.now();
    const input = {
      id: `unsubscribed/${messageId}/${occurredAt}`,
      occurredAt,
      facts: { consent: [{ channel, purpose, granted: false, by: 'lead' as const }] },
      body: { kind: 'update', by: 'lead' } as const,
    };
    await this.parts.inbox.append(trx, [{ leadId, input, source: 'unsubscribe', rings: true }]);
  }
}
