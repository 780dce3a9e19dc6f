import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Database } from '../database/database.js';

const HOUR = 3_600_000;
/** So few that a statement stays far below every time-out. */
const AT_A_TIME = 5_000;
/** Statements for one table in one round; what is left waits for the next. */
const TIMES = 1_000;
const MONTHS_AHEAD = 3;

/**
 * Lets go of what has served its time: message ids after 90 days, from when on one may be used again, refusals after 30,
 * simulations 90 days and jobs a year after their end; and makes the inbox's partitions ahead. Any number of processes may do it; each row goes once.
 */
export class Housekeeping {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.#timer = setInterval(() => void this.#round(), HOUR);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** @returns how many rows went */
  async tidy(): Promise<number> {
    await sql`select ensure_partitions(${MONTHS_AHEAD})`.execute(this.database.db);
    const ids = await this.#forget('accepted', 'accepted_at', '90 days');
    const refusals = await this.#forget('rejection', 'received_at', '30 days');
    const simulations = await this.#forget('simulation', 'ended_at', '90 days');
    return ids + refusals + simulations + (await this.#forget('lead_job', 'ended_at', '365 days'));
  }

  async #forget(table: string, time: string, age: string): Promise<number> {
    let gone = 0;
    let last = AT_A_TIME;
    for (let times = 0; last === AT_A_TIME && times < TIMES; times++) {
      const result = await sql`
        delete from ${sql.table(table)} where ctid = any(array(
          select ctid from ${sql.table(table)} where ${sql.ref(time)} < now() - ${age}::interval limit ${AT_A_TIME}
        ))`.execute(this.database.db);
      last = Number(result.numAffectedRows ?? 0n);
      gone += last;
    }
    return gone;
  }

  async #round(): Promise<void> {
    await this.tidy().catch((err: unknown) =>
      this.logger.warn({ err }, 'housekeeping failed; tried again in an hour'),
    );
  }
}
