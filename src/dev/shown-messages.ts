import { sql } from 'kysely';
import type { Db } from '../database/database.js';
import type { OutboxMessage } from '../delivery/providers/outbox.js';
import type { TrackedAddresses } from '../tracking/tracked-addresses.js';
import type { ShownMessage } from './outbox-page.js';

interface Row {
  id: string;
  because: string;
  status: string;
  links: Record<string, string>;
}

/** Adds to the files of the outbox what the record knows of them: why they were sent, and what their links are. */
export async function shownMessages(
  db: Db,
  addresses: TrackedAddresses,
  messages: readonly OutboxMessage[],
): Promise<ShownMessage[]> {
  const ids = messages.map(({ id }) => id);
  const { rows } = await sql<Row>`
    select id, concat(journey, '/', step, ', ', template) as because, status, links
    from message where id = any(${ids}::uuid[])`.execute(db);
  const known = new Map(rows.map((row) => [row.id, row]));
  return messages.map((message) => {
    const row = known.get(message.id);
    if (row === undefined) return { ...message, links: [] };
    const { because, status } = row;
    const links = Object.entries(row.links).map(([name, url]) => ({
      name,
      url: pathOf(addresses.click(message.id, name, url)),
    }));
    return {
      ...message,
      because,
      status,
      links,
      unsubscribeUrl: pathOf(addresses.unsubscribe(message.id)),
    };
  });
}

/** The page may have been called by another name of this machine than the one in mails. */
function pathOf(url: string): string {
  return new URL(url).pathname;
}
