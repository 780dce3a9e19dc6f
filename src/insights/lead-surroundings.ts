import { sql } from 'kysely';

import type { Json, JsonObject } from '../../engine/json.js';
import type { Sealer } from '../crypto/sealer.js';
import type { Db } from '../database/database.js';
import { openInput } from '../ingest/inbox.js';
import { identityPlace } from '../leads/identity-key.js';
import { Profiles } from '../leads/profile.js';
import { TicketList, type TicketView } from '../sales/ticket-list.js';
import { listMessages, type ListedMessage } from './message-list.js';
import type { Survivor } from './survivor.js';
import type { InputRow } from './timeline-rows.js';

/** The newest messages, tickets and orders are shown; all of them are in their lists and on the timeline. */
const NEWEST = 50;

interface Identity {
  kind: string;
  value: string;
  since: string;
}

interface Consent {
  channel: string;
  purpose: string;
  granted: boolean;
  changedAt: string;
  by: string;
  wording: string | null;
  source: string | null;
}

/** As the shop told it. */
interface Order {
  orderId: Json;
  amount: Json;
  currency: Json;
  placedAt: string;
}

/** What the record holds of a lead outside of its state. */
export interface Surroundings {
  attributes: JsonObject;
  locale: string | null;
  timeZone: string | null;
  sources: Json[];
  identities: Identity[];
  consent: Consent[];
  messages: ListedMessage[];
  tickets: TicketView[];
  orders: Order[];
  possibleDuplicates: { lead: string; reason: string }[];
}

/** Reads what stands around a lead's state: who it is, how it may be reached, and what was sent and handed over. */
export class LeadSurroundings {
  private readonly profiles: Profiles;
  private readonly tickets: TicketList;

  constructor(
    private readonly db: Db,
    private readonly sealer: Sealer,
  ) {
    this.profiles = new Profiles(sealer);
    this.tickets = new TicketList(db, sealer);
  }

  async read({ id: leadId, mergedFrom }: Survivor): Promise<Surroundings> {
    const [profile, identities, consent, messages, tickets, orders, possibleDuplicates] =
      await Promise.all([
        this.profiles.read(this.db, leadId),
        this.identities(leadId),
        this.consent(leadId),
        listMessages(this.db, { lead: leadId }, { limit: NEWEST }),
        this.tickets.page({ lead: leadId, limit: NEWEST }),
        this.orders([leadId, ...mergedFrom]),
        this.duplicates(leadId),
      ]);
    const { personal, attributes, locale = null, timeZone = null, sources } = profile;
    return {
      attributes: { ...attributes, ...personal },
      locale,
      timeZone,
      sources,
      identities,
      consent,
      messages: messages.data,
      tickets: tickets.data,
      orders,
      possibleDuplicates,
    };
  }

  private async identities(leadId: string): Promise<Identity[]> {
    const { rows } = await sql<{ kind: string; value_sealed: Buffer; created_at: Date }>`
      select kind, value_sealed, created_at from identity where lead_id = ${leadId}::uuid
      order by created_at, kind`.execute(this.db);
    return rows.map(({ kind, value_sealed, created_at }) => ({
      kind,
      value: this.sealer.open(value_sealed, identityPlace(kind)).toString('utf8'),
      since: created_at.toISOString(),
    }));
  }

  private async consent(leadId: string): Promise<Consent[]> {
    const { rows } = await sql<Omit<Consent, 'changedAt'> & { changedAt: Date }>`
      select channel, purpose, granted, changed_at as "changedAt", by, wording, source from consent
      where lead_id = ${leadId}::uuid order by channel, purpose`.execute(this.db);
    return rows.map((row) => ({ ...row, changedAt: row.changedAt.toISOString() }));
  }

  private async duplicates(leadId: string): Promise<Surroundings['possibleDuplicates']> {
    const { rows } = await sql<{ lead: string; reason: string }>`
      select case when lead_id = ${leadId}::uuid then other_id else lead_id end as lead, reason
      from possible_duplicate
      where (lead_id = ${leadId}::uuid or other_id = ${leadId}::uuid) and resolved_at is null
      order by created_at`.execute(this.db);
    return rows;
  }

  /** Orders are what the shop reported; the newest report of an order counts. */
  private async orders(leadIds: readonly string[]): Promise<Order[]> {
    const { rows } = await sql<InputRow>`
      select n, arrived_at, occurred_at, input_sealed from inbox
      where lead_id = any(${leadIds}::uuid[]) and name = 'order_placed'
      order by arrived_at desc, n desc limit ${NEWEST}`.execute(this.db);
    const orders = rows.map((row): Order => {
      const { body } = openInput(this.sealer, { ...row, at: row.arrived_at.getTime() });
      const {
        orderId = null,
        amount = null,
        currency = null,
      } = body.kind === 'event' ? body.properties : {};
      return { orderId, amount, currency, placedAt: row.occurred_at.toISOString() };
    });
    const first = (order: Order, index: number): boolean =>
      orders.findIndex(({ orderId }) => orderId === order.orderId) === index;
    return orders.filter(first);
  }
}
