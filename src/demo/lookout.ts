import { sql } from 'kysely';

import type { Db } from '../database/database.js';
import type { Mail, OpenTicket } from './director.js';

/** What people notice by themselves: a message that came, a lead that landed on a rep's desk. Each once. */
export class Lookout {
  readonly #seen = new Set<string>();

  constructor(private readonly db: Db) {}

  async newMails(): Promise<Mail[]> {
    const { rows } = await sql<Mail>`
      select id, lead_id as "leadId", template from message
      where status in ('sent', 'delivered') order by sent_at, id`.execute(this.db);
    return this.#unseen(rows);
  }

  async newTickets(): Promise<OpenTicket[]> {
    const { rows } = await sql<OpenTicket>`
      select id, lead_id as "leadId" from ticket
      where status = 'open' order by assigned_at, id`.execute(this.db);
    return this.#unseen(rows);
  }

  #unseen<T extends { id: string }>(rows: readonly T[]): T[] {
    const fresh = rows.filter(({ id }) => !this.#seen.has(id));
    for (const { id } of fresh) this.#seen.add(id);
    return fresh;
  }
}
