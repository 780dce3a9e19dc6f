import { stat } from 'node:fs/promises';

import { hintFor } from '../../engine/playbook/suggest.js';
import { csvRows, UnreadableCsv } from './csv-rows.js';
import { detectEncoding, type Encoding } from './encoding.js';
import { columnsOf, type ImportMap } from './import-map.js';

/** What is known of a file before any of it is sent. */
export interface Survey {
  encoding: Encoding;
  bytes: number;
  rows: number;
  /** Rows that cannot be read as the columns of the header. */
  broken: number;
  /** Columns of the file that the map does not read. */
  unused: string[];
}

/**
 * Reads a file from end to end and sends nothing: an import begins only when the whole file can be read.
 * @throws UnreadableCsv when it cannot, or lacks a column that the map names
 */
export async function survey(file: string, map: ImportMap): Promise<Survey> {
  const encoding = await detectEncoding(file);
  let columns: string[] = [];
  const onHeader = (names: string[]): void => {
    columns = names;
    requireColumns(names, map);
  };
  const found = { rows: 0, broken: 0 };
  for await (const { ok } of csvRows(file, encoding, { onHeader }))
    found[ok ? 'rows' : 'broken'] += 1;
  const used = new Set(columnsOf(map));
  const { size } = await stat(file);
  return { encoding, bytes: size, ...found, unused: columns.filter((name) => !used.has(name)) };
}

function requireColumns(columns: readonly string[], map: ImportMap): void {
  const missing = columnsOf(map).filter((name) => !columns.includes(name));
  if (missing.length === 0) return;
  const named = missing.map((name) => {
    const hint = hintFor(name, columns);
    return `"${name}"${hint === undefined ? '' : ` (${hint})`}`;
  });
  throw new UnreadableCsv(`The map reads columns that the file has not: ${named.join(', ')}.`);
}
