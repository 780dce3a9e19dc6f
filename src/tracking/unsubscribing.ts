import { sql } from 'kysely';
import type { Clock } from '../../activities/ports.js';
import { recordConsent } from '../consent/record-consent.js';
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
  withdrawn: boolean;
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
  async find(messageId: string): Promise<Subscription | undefined> {
    return readSubscription(this.parts.db, messageId);
  }

  /** Once: a repetition changes nothing and tells nobody. */
  async withdraw(messageId: string): Promise<Subscription | undefined> {
    return this.parts.db.transaction().execute(async (trx) => {
      // Two clicks on one link take turns: the second reads what the first wrote.
      await sql`select from message where id = ${messageId} for update`.execute(trx);
      const found = await readSubscription(trx, messageId);
      if (found === undefined || found.withdrawn) return found;
      const { leadId, channel, purpose } = found;
      const at = this.parts.clock.now();
      const source = `unsubscribe/${messageId}`;
      await recordConsent(trx, [
        { leadId, channel, purpose, granted: false, at, by: 'lead', source },
      ]);
      await this.tellEngine(trx, found, messageId);
      return found;
    });
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

async function readSubscription(
  db: Db | Trx,
  messageId: string,
): Promise<Subscription | undefined> {
  const { rows } = await sql<Subscription>`
    select m.lead_id as "leadId", m.channel, coalesce(m.purpose, ${MARKETING}) as purpose, m.locale,
      c.granted is not distinct from false as withdrawn
    from message m left join consent c
      on c.lead_id = m.lead_id and c.channel = m.channel and c.purpose = coalesce(m.purpose, ${MARKETING})
    where m.id = ${messageId}`.execute(db);
  return rows[0];
}
