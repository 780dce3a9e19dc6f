import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';

import type { Db } from '../database/database.js';
import { decodeCursor, pageOf, type Page } from './cursor.js';

export interface PageRequest {
  limit: number;
  /** A cursor of the same list, already known to be well formed. */
  after?: string | undefined;
}

/** Microseconds since 1970, which a Date cannot hold, and the row's id. */
export const ageCursor = z.tuple([z.int().min(0).max(4e15), z.uuid()]);

export interface List {
  table: string;
  columns: RawBuilder<unknown>;
  /** The column by which the list goes from new to old; ties go by `id`. */
  time: string;
  /** Columns that must hold a value, where one is given. */
  equal: { [column: string]: string | boolean | undefined };
  where?: RawBuilder<unknown>[];
}

/** One page of a table, newest first. */
export async function newestFirst<Row>(
  db: Db,
  { table, columns, time, equal, where = [] }: List,
  { limit, after }: PageRequest,
): Promise<Page<Row>> {
  const from = after === undefined ? undefined : decodeCursor(after, ageCursor);
  const conditions = [
    sql`true`,
    ...where,
    ...Object.entries(equal).flatMap(([column, value]) =>
      value === undefined ? [] : [sql`${sql.ref(column)} = ${value}`],
    ),
    ...(from === undefined ? [] : [olderThan(time, from)]),
  ];
  const order = sql`${sql.ref(time)} desc, id desc`;
  const { rows } = await sql<Row & { id: string; age: number }>`
    select ${columns}, (extract(epoch from ${sql.ref(time)}) * 1000000)::bigint as age
    from ${sql.table(table)} where ${sql.join(conditions, sql` and `)}
    order by ${order} limit ${limit + 1}`.execute(db);
  return pageOf(rows, limit, ({ age, id }) => [age, id]);
}

const olderThan = (time: string, [at, id]: z.infer<typeof ageCursor>): RawBuilder<unknown> =>
  sql`(${sql.ref(time)}, id) < ('epoch'::timestamptz + ${at}::bigint * interval '1 microsecond', ${id}::uuid)`;
