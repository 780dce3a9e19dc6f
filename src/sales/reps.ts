import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { TryAgain } from '../../activities/try-again.js';
import type { Sealer } from '../crypto/sealer.js';
import type { Db, Trx } from '../database/database.js';
import { repPlace } from './rep-seed.js';

export interface NewRep {
  name: string;
  email?: string | undefined;
  queues: string[];
}

export interface RepChange {
  active?: boolean | undefined;
  /** RFC 3339; null ends an absence. Real time. */
  absentUntil?: string | null | undefined;
  queues?: string[] | undefined;
}

/** A person who takes tickets, as the API shows them. */
export interface Rep {
  id: string;
  name: string;
  email: string | null;
  queues: string[];
  active: boolean;
  absentUntil: string | null;
  openTickets: number;
}

interface Row extends Omit<Rep, 'name' | 'email' | 'absentUntil'> {
  name: Buffer;
  email: Buffer | null;
  absentUntil: Date | null;
}

/** The people who take tickets. Whoever becomes able to take some is given those that wait. */
export class Reps {
  /** `assign` is tried for every ticket that waits in a queue somebody joined. */
  constructor(
    private readonly db: Db,
    private readonly sealer: Sealer,
    private readonly assign: (commandId: string) => Promise<unknown>,
  ) {}

  async add({ name, email, queues }: NewRep): Promise<Rep> {
    const id = randomUUID();
    const sealedEmail = email === undefined ? null : this.sealer.seal(email, repPlace(id, 'email'));
    await this.db.transaction().execute(async (trx) => {
      await sql`
        insert into rep (id, name_sealed, email_sealed)
        values (${id}, ${this.sealer.seal(name, repPlace(id, 'name'))}, ${sealedEmail})`.execute(
        trx,
      );
      await setQueues(trx, id, queues);
    });
    await this.giveWaiting(id);
    return this.mustFind(id);
  }

  /** Nothing when there is no such person. Tickets they have stay theirs. */
  async change(id: string, { active, absentUntil, queues }: RepChange): Promise<Rep | undefined> {
    const known = await this.db.transaction().execute(async (trx) => {
      const { rows } = await sql`
        update rep set active = coalesce(${active ?? null}, active),
          absent_until = case when ${absentUntil === undefined} then absent_until
            else ${absentUntil ?? null}::timestamptz end
        where id = ${id} returning id`.execute(trx);
      if (rows.length > 0 && queues !== undefined) await setQueues(trx, id, queues);
      return rows.length > 0;
    });
    if (!known) return undefined;
    await this.giveWaiting(id);
    return this.mustFind(id);
  }

  async list(): Promise<Rep[]> {
    return this.read();
  }

  private async mustFind(id: string): Promise<Rep> {
    const [rep] = await this.read(id);
    if (rep === undefined) throw new Error(`rep ${id} has vanished`);
    return rep;
  }

  private async read(id?: string): Promise<Rep[]> {
    const { rows } = await sql<Row>`
      select r.id, r.name_sealed as name, r.email_sealed as email, r.active, r.absent_until as "absentUntil",
        coalesce((select array_agg(q.queue order by q.queue) from rep_queue q where q.rep_id = r.id), '{}') as queues,
        (select count(*)::int from ticket t where t.rep_id = r.id and t.status <> 'closed') as "openTickets"
      from rep r where ${id ?? null}::uuid is null or r.id = ${id ?? null}
      order by r.created_at, r.id`.execute(this.db);
    return rows.map((row) => ({
      ...row,
      name: this.sealer.open(row.name, repPlace(row.id, 'name')).toString('utf8'),
      email: row.email && this.sealer.open(row.email, repPlace(row.id, 'email')).toString('utf8'),
      absentUntil: row.absentUntil?.toISOString() ?? null,
    }));
  }

  /** Tickets that wait for want of a person, oldest first. */
  private async giveWaiting(id: string): Promise<void> {
    const { rows } = await sql<{ id: string }>`
      select t.id from ticket t join rep_queue q on q.queue = t.queue join rep r on r.id = q.rep_id
      where r.id = ${id} and r.active and (r.absent_until is null or r.absent_until <= now())
        and t.status = 'waiting'
      order by t.created_at limit 500`.execute(this.db);
    for (const ticket of rows) await this.give(ticket.id);
  }

  private async give(ticketId: string): Promise<void> {
    try {
      await this.assign(ticketId);
    } catch (error) {
      // The person left again at this very moment: the ticket goes on waiting, and its own activity asks again.
      if (!(error instanceof TryAgain)) throw error;
    }
  }
}

async function setQueues(trx: Trx, id: string, queues: readonly string[]): Promise<void> {
  await sql`delete from rep_queue where rep_id = ${id} and queue <> all(${queues}::text[])`.execute(
    trx,
  );
  await sql`
    insert into rep_queue (rep_id, queue) select ${id}, unnest(${queues}::text[])
    on conflict do nothing`.execute(trx);
}
