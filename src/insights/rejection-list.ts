import { sql } from 'kysely';

import type { Db } from '../database/database.js';
import type { Page } from './cursor.js';
import { newestFirst, type PageRequest } from './newest-first.js';

export interface RejectionFilter {
  code?: string | undefined;
  source?: string | undefined;
  messageId?: string | undefined;
}

export type Rejection = ReturnType<typeof rejection>;

interface RejectionRow {
  id: string;
  received_at: Date;
  route: string;
  source: string;
  message_id: string | null;
  code: string;
  pointer: string | null;
  message: string;
}

const columns = sql`id, received_at, route, source, message_id, code, pointer, message`;

/** What the door refused, newest first: code and pointer, never a value. */
export async function listRejections(
  db: Db,
  { code, source, messageId }: RejectionFilter,
  request: PageRequest,
): Promise<Page<Rejection>> {
  const equal = { code, source, message_id: messageId };
  const list = { table: 'rejection', columns, time: 'received_at', equal };
  const page = await newestFirst<RejectionRow>(db, list, request);
  return { data: page.data.map(rejection), next: page.next };
}

function rejection(row: RejectionRow) {
  return {
    id: row.id,
    receivedAt: row.received_at.toISOString(),
    route: row.route,
    source: row.source,
    messageId: row.message_id,
    code: row.code,
    pointer: row.pointer,
    message: row.message,
  };
}
