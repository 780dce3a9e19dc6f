import { BatchMaker, type Batch } from './batches.js';
import { csvRows } from './csv-rows.js';
import { DoorShut, type Door } from './door.js';
import type { Encoding } from './encoding.js';
import type { ImportMap } from './import-map.js';
import { RowMapper, type ImportRow } from './import-row.js';
import type { RejectedRows } from './rejected-rows.js';

/** A row that was taken in, as far as the report needs it. */
export interface TakenRow {
  externalId: string;
  /** Message id of the last of its inputs that was accepted. */
  messageId: string;
  positive?: boolean;
}

export interface Sent {
  /** Rows of the file, rejected ones included. */
  rows: number;
  taken: TakenRow[];
  /** Events that were sent, and how many of them had been accepted before. */
  events: number;
  duplicates: number;
}

export interface ImportParts {
  file: string;
  encoding: Encoding;
  map: ImportMap;
  door: Pick<Door, 'send'>;
  rejected: RejectedRows;
  /** Told after each batch: bytes read of the file, rows sent. */
  onProgress: (bytes: number, rows: number) => void;
}

/**
 * Streams a file through the door, batch after batch in the order of its rows, so that of two rows with one id the last
 * one wins. A process that dies in between has sent some batches; run again, it sends them again and nothing is stored
 * twice, since a row's message ids are made of the row.
 */
export async function sendFile(parts: ImportParts): Promise<Sent> {
  const { file, encoding, map, rejected } = parts;
  const sent: Sent = { rows: 0, taken: [], events: 0, duplicates: 0 };
  const mapper = new RowMapper(map);
  const batches = new BatchMaker(map);
  let bytes = 0;
  const onBytes = (more: number): void => void (bytes += more);
  for await (const row of csvRows(file, encoding, { onBytes })) {
    sent.rows += 1;
    const mapped = row.ok ? mapper.read(row) : row;
    if (!mapped.ok) {
      rejected.add(mapped);
      continue;
    }
    const full = batches.add(mapped);
    if (full !== undefined) await sendBatch(full, parts, sent);
    if (full !== undefined) parts.onProgress(bytes, sent.rows);
  }
  const last = batches.take();
  if (last !== undefined) await sendBatch(last, parts, sent);
  parts.onProgress(bytes, sent.rows);
  return sent;
}

async function sendBatch(batch: Batch, parts: ImportParts, sent: Sent): Promise<void> {
  const answer = await parts.door.send(batch.events);
  if (answer.rejected.some(({ code }) => code === 'unknown-playbook')) {
    const { playbook = '' } = parts.map;
    throw new DoorShut(
      `No live playbook is called "${playbook}": publish it first with \`npx leadloom playbook apply FILE\`.`,
    );
  }
  sent.events += batch.events.length;
  sent.duplicates += answer.duplicates;
  const refused = new Set(answer.rejected.map(({ index }) => index));
  const reported = new Set<ImportRow>();
  for (const { index, code, message } of answer.rejected) {
    const owner = batch.owners[index];
    if (owner === undefined || reported.has(owner)) continue;
    reported.add(owner);
    parts.rejected.add({ line: owner.line, code, message });
  }
  let first = 0;
  for (const row of batch.rows) {
    const messageId = lastAccepted(row, first, refused);
    first += row.messageIds.length;
    const { externalId, positive } = row;
    if (messageId === undefined) continue;
    sent.taken.push({ externalId, messageId, ...(positive === undefined ? {} : { positive }) });
  }
}

function lastAccepted(row: ImportRow, first: number, refused: ReadonlySet<number>) {
  return row.messageIds.findLast((_id, index) => !refused.has(first + index));
}
