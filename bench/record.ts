import { setTimeout as delay } from 'node:timers/promises';

import pg from 'pg';

const LOOK_MS = 2;
const PATIENCE_MS = 60_000;

/** The record as a benchmark looks at it from outside: over a connection of its own, in plain SQL. */
export class Record {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(url: string): Promise<Record> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return new Record(client);
  }

  /** Waits until a decision has consumed every input of every lead. Looks seldom: looking costs CPU as well. */
  async settled(): Promise<void> {
    const undecided = async () => {
      const { rows } = await this.#client.query<{ left: boolean }>({
        name: 'settled',
        text: `select exists (
                 select from lead l join lead_counter c on c.lead_id = l.id
                 where l.revision = 0 or l.consumed < c.last_n) as left`,
      });
      return rows[0]?.left ?? true;
    };
    await this.until('every lead is decided', async () => !(await undecided()), 10);
  }

  /** Waits until a decision that consumed this message is there to be read. */
  async decided(messageId: string): Promise<void> {
    await this.until('the event is decided', async () => {
      const { rowCount } = await this.#client.query({
        name: 'decided',
        text: `select 1 from accepted a join decision d on d.lead_id = a.lead_id and d.to_n >= a.n
               where a.message_id = $1`,
        values: [messageId],
      });
      return (rowCount ?? 0) > 0;
    });
  }

  async rows<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.#client.query<Row>(text, values)).rows;
  }

  close(): Promise<void> {
    return this.#client.end();
  }

  /** Looks again and again; gives up after a minute. */
  async until(what: string, holds: () => Promise<boolean>, lookMs = LOOK_MS): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await holds())) {
      if (Date.now() > deadline) throw new Error(`waited ${PATIENCE_MS / 1000} s until ${what}`);
      await delay(lookMs);
    }
  }
}
