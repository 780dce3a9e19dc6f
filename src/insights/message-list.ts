import type { Db } from '../database/database.js';
import type { Page } from './cursor.js';
import { newestFirst, type PageRequest } from './newest-first.js';
import { messageView, type MessageView } from './timeline-entry.js';
import { messageColumns, type MessageRow } from './timeline-rows.js';

export interface MessageFilter {
  lead?: string | undefined;
  status?: string | undefined;
  channel?: string | undefined;
  journey?: string | undefined;
  template?: string | undefined;
}

export type ListedMessage = MessageView & { lead: string };

/** Messages, newest first, without their addresses and bodies. */
export async function listMessages(
  db: Db,
  { lead, ...equal }: MessageFilter,
  request: PageRequest,
): Promise<Page<ListedMessage>> {
  const list = {
    table: 'message',
    columns: messageColumns,
    time: 'created_at',
    equal: { ...equal, lead_id: lead },
  };
  const page = await newestFirst<MessageRow>(db, list, request);
  return {
    data: page.data.map((row) => Object.assign(messageView(row), { lead: row.lead_id })),
    next: page.next,
  };
}
