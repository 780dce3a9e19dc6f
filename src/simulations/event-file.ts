import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

import { csvRows } from '../imports/csv-rows.js';
import { detectEncoding } from '../imports/encoding.js';
import type { ImportMap } from '../imports/import-map.js';
import { RowMapper, type ImportRow } from '../imports/import-row.js';
import { readFileEvent, UnreadableHistory, type FiledInput } from './file-event.js';

/** The events of an NDJSON file, in its order. @throws UnreadableHistory at the first line that is none */
export async function* ndjsonEvents(file: string): AsyncGenerator<FiledInput> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  let place = 0;
  for await (const text of lines) {
    place += 1;
    if (text.trim() !== '') yield readFileEvent(text, place);
  }
}

/**
 * The rows of a CSV file as an import would read them: what a row says of the lead, then its events. A row without a
 * time is taken to have come in at `now`.
 *
 * @throws UnreadableCsv, and UnreadableHistory at the first row that an import would reject
 */
export async function* csvEvents(
  file: string,
  map: ImportMap,
  now: number,
): AsyncGenerator<FiledInput> {
  const mapper = new RowMapper(map);
  for await (const row of csvRows(file, await detectEncoding(file))) {
    const read = row.ok ? mapper.read(row) : row;
    if (!read.ok) throw new UnreadableHistory(`Line ${read.line}: ${read.code}: ${read.message}`);
    yield* inputsOf(read, now);
  }
}

function* inputsOf(row: ImportRow, now: number): Generator<FiledInput> {
  const at = row.timestamp === undefined ? now : Date.parse(row.timestamp);
  const { externalId: lead, positive, messageIds } = row;
  const judged = positive === undefined ? {} : { positive };
  const [first = `line-${row.line}`, ...others] = messageIds;
  const consent = row.consent.map((change) => ({ ...change, by: 'import' as const }));
  const facts = { attributes: row.attributes, consent };
  yield {
    lead,
    ...judged,
    input: { id: first, at, occurredAt: at, facts, body: { kind: 'update', by: 'import' } },
  };
  for (const [index, { event: name, properties }] of row.events.entries()) {
    const id = others[index] ?? `line-${row.line}-${index}`;
    const body = { kind: 'event', name, properties } as const;
    yield { lead, ...judged, input: { id, at, occurredAt: at, body } };
  }
}
