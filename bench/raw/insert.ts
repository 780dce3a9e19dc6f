import pg from 'pg';

import { inParallel, timed } from '../statistics.js';

/** A row as any program would keep an event: its id, whose it is, when it came, and what was sent. */
export interface RawRow {
  id: string;
  lead: string;
  body: Buffer;
}

const TABLE = `
  create table if not exists bench_raw (
    id   text primary key,
    lead uuid not null,
    at   timestamptz not null default now(),
    body bytea not null
  )`;

const INSERT = `
  insert into bench_raw (id, lead, body)
  select * from unnest($1::text[], $2::uuid[], $3::bytea[])`;

/** The raw side of intake: one `unnest` insert a batch, each its own transaction, over as many connections as senders. */
export class RawInsert {
  readonly #pool: pg.Pool;
  readonly #width: number;

  constructor(url: string, width: number) {
    this.#width = width;
    this.#pool = new pg.Pool({ connectionString: url, max: width });
  }

  async prepare(): Promise<void> {
    await this.#pool.query(TABLE);
  }

  /** Milliseconds until all batches are committed. */
  run(batches: readonly RawRow[][]): Promise<number> {
    return timed(() => inParallel(batches, this.#width, (rows) => this.#insert(rows)));
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  #insert(rows: RawRow[]): Promise<unknown> {
    return this.#pool.query({
      name: 'bench-raw',
      text: INSERT,
      values: [
        rows.map(({ id }) => id),
        rows.map(({ lead }) => lead),
        rows.map(({ body }) => body),
      ],
    });
  }
}
