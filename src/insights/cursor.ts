import type { z } from 'zod';

/** Where the next page begins, as an opaque text: the sort key of the last row, in URL-safe base64. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** The key of a cursor that `encodeCursor` made, or undefined for anything else. Never throws. */
export function decodeCursor<Key>(cursor: string, shape: z.ZodType<Key>): Key | undefined {
  try {
    const parsed = shape.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export interface Page<Row> {
  data: Row[];
  /** `after` of the next page; null at the end. */
  next: string | null;
}

/** Cuts rows that were read with `limit + 1` to a page; `keyOf` is the sort key of a row. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number)[],
): Page<Row> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data, next: more ? encodeCursor(keyOf(last)) : null };
}
