import { createReadStream } from 'node:fs';
import { pipeline, Transform } from 'node:stream';

import { CsvError, parse, type Info } from 'csv-parse';
import iconv from 'iconv-lite';

import type { Encoding } from './encoding.js';

/** One row of the file by column name; columns without a name are left out. `line` is where the row ends, from 1. */
export interface CsvRow {
  line: number;
  cells: { [column: string]: string };
}

/** A row that cannot be read as the columns of the header, and why. */
export interface BrokenRow {
  line: number;
  code: 'columns' | 'control-characters' | 'undecodable' | 'quotes';
  message: string;
}

export type Row = ({ ok: true } & CsvRow) | ({ ok: false } & BrokenRow);

export interface Listeners {
  /** Told how many bytes have been read, for progress. */
  onBytes?: (bytes: number) => void;
  /** Told the named columns before the first row. */
  onHeader?: (columns: string[]) => void;
}

/** The file cannot be read as a CSV at all; nothing of it may be sent. */
export class UnreadableCsv extends Error {
  override name = 'UnreadableCsv';
}

const MAX_ROW = 256 * 1024;

interface Parsed {
  record: string[];
  info: Info;
}

/**
 * Streams the rows of a CSV file with a header. A quote inside an unquoted cell breaks its row alone; a quoted cell that
 * closes in the middle or never makes every row after it doubtful, so it ends the reading with `UnreadableCsv`.
 */
export async function* csvRows(
  file: string,
  encoding: Encoding,
  { onBytes, onHeader }: Listeners = {},
): AsyncGenerator<Row> {
  const broken: Row[] = [];
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: MAX_ROW,
    on_skip: (error) => {
      if (error !== undefined) broken.push(brokenQuote(error));
      return undefined;
    },
  });
  const text = iconv.decodeStream(encoding);
  pipeline(createReadStream(file), counted(onBytes), text, oneLineEnd(), parser, thrownByTheParser);
  let header: string[] | undefined;
  for await (const { record, info } of parser as AsyncIterable<Parsed>) {
    yield* broken.splice(0);
    if (header === undefined) {
      header = headerOf(record);
      onHeader?.(header.filter((name) => name !== ''));
    } else yield rowOf(header, record, info.lines);
  }
  yield* broken;
  if (header === undefined) throw new UnreadableCsv('The file is empty: it has no header line.');
}

/** A failure anywhere destroys the parser with it, and whoever reads its rows throws it. */
function thrownByTheParser(): void {}

function counted(onBytes: (bytes: number) => void = () => undefined): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onBytes(chunk.length);
      done(null, chunk);
    },
  });
}

/** The parser counts CR LF inside a quoted cell as two lines; with LF alone its line numbers are those of an editor. */
function oneLineEnd(): Transform {
  let held = '';
  return new Transform({
    decodeStrings: false,
    transform(chunk: string, _encoding, done) {
      const text = held + chunk;
      held = text.endsWith('\r') ? '\r' : '';
      done(null, text.slice(0, text.length - held.length).replaceAll('\r\n', '\n'));
    },
    flush: (done) => done(null, held),
  });
}

function headerOf(record: string[]): string[] {
  const names = record.map((name) => name.trim());
  const doubled = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (doubled !== undefined) {
    throw new UnreadableCsv(`The header names the column "${doubled}" twice; rename one of them.`);
  }
  if (names.every((name) => name === '')) throw new UnreadableCsv('The header names no column.');
  return names;
}

function rowOf(header: string[], record: string[], line: number): Row {
  const surplus = record.slice(header.length).some((cell) => cell !== '');
  if (record.length < header.length || surplus) {
    const message = `${record.length} cells where the header has ${header.length}`;
    return { ok: false, line, code: 'columns', message };
  }
  const cells: CsvRow['cells'] = {};
  for (const [index, column] of header.entries()) {
    const cell = record[index] ?? '';
    const code = unfit(cell);
    if (code !== undefined) return { ok: false, line, code, message: `in the column "${column}"` };
    if (column !== '') cells[column] = cell.trim();
  }
  return { ok: true, line, cells };
}

function unfit(cell: string): 'control-characters' | 'undecodable' | undefined {
  if (cell.includes('\uFFFD')) return 'undecodable';
  return /[^\P{Cc}\t\n\r]/u.test(cell) ? 'control-characters' : undefined;
}

/** @throws UnreadableCsv where the rows after the quote cannot be told apart any more; the parser ends with it. */
function brokenQuote(error: CsvError): Row {
  const line = Number(error['lines']);
  if (error.code === 'INVALID_OPENING_QUOTE') {
    return { ok: false, line, code: 'quotes', message: 'a quote inside a cell that is not quoted' };
  }
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    throw new UnreadableCsv(`The file ends inside a quoted cell; its last line is ${line}.`);
  }
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    const limit = `${MAX_ROW / 1024} KB`;
    throw new UnreadableCsv(
      `A row near line ${line} is longer than ${limit}; a quote before it is probably never closed.`,
    );
  }
  throw new UnreadableCsv(
    `A quoted cell goes on after its closing quote in line ${line}; double the quotes inside it ("").`,
  );
}
