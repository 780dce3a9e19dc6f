import { createHash } from 'node:crypto';

import type { Json, JsonObject } from '../../engine/json.js';
import { canonical } from '../../engine/playbook/hash.js';
import type { CsvRow } from './csv-rows.js';
import type { ImportMap } from './import-map.js';

/** A row of the file as its map reads it. */
export interface ImportRow {
  line: number;
  externalId: string;
  attributes: JsonObject;
  consent: { channel: string; purpose: string; granted: boolean }[];
  events: { event: string; properties: JsonObject }[];
  /** RFC 3339, where the map names a column for it. */
  timestamp?: string;
  /** What became of the lead, where the map names a column for it. */
  positive?: boolean;
  /** One id for the identify call and one for each event, the same whenever the same row is read with the same map. */
  messageIds: string[];
}

export interface RefusedRow {
  line: number;
  code: string;
  message: string;
}

export type MappedRow = ({ ok: true } & ImportRow) | ({ ok: false } & RefusedRow);

type Convert = { column: string; type: 'string' | 'number' | 'integer' | 'boolean' };

class Unfit extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Reads rows with one map; the map's own hash is part of every message id. */
export class RowMapper {
  private readonly mapHash: string;
  private readonly empty: Set<string>;

  constructor(private readonly map: ImportMap) {
    this.mapHash = createHash('sha256').update(canonical(map)).digest('hex');
    this.empty = new Set(['', ...map.empty]);
  }

  read(row: CsvRow): MappedRow {
    try {
      return { ok: true, ...this.mapped(row) };
    } catch (error) {
      if (!(error instanceof Unfit)) throw error;
      return { ok: false, line: row.line, code: error.code, message: error.message };
    }
  }

  private mapped({ line, cells }: CsvRow): ImportRow {
    const { externalId, outcome, timestamp } = this.map;
    const id = this.cell(cells, externalId.column);
    if (id === undefined) throw new Unfit('no-id', `no value in the column "${externalId.column}"`);
    const events = this.eventsOf(cells);
    const happened = timestamp === undefined ? undefined : this.moment(cells, timestamp);
    return {
      line,
      externalId: id,
      attributes: this.valuesOf(cells, this.map.attributes),
      consent: this.consentOf(cells),
      events,
      ...(happened === undefined ? {} : { timestamp: happened }),
      ...(outcome && { positive: outcome.positive.includes(cells[outcome.column] ?? '') }),
      messageIds: this.messageIds(cells, events.length + 1),
    };
  }

  private cell(cells: CsvRow['cells'], column: string): string | undefined {
    const text = cells[column] ?? '';
    return this.empty.has(text) ? undefined : text;
  }

  private valuesOf(
    cells: CsvRow['cells'],
    wanted: { [name: string]: string | Convert | { value: Json } },
  ): JsonObject {
    const values: JsonObject = {};
    for (const [name, from] of Object.entries(wanted)) {
      const value = this.valueOf(cells, from);
      if (value !== undefined) values[name] = value;
    }
    return values;
  }

  private valueOf(cells: CsvRow['cells'], from: string | Convert | { value: Json }) {
    if (typeof from === 'string') return this.cell(cells, from);
    if ('value' in from) return from.value;
    const text = this.cell(cells, from.column);
    return text === undefined ? undefined : converted(text, from);
  }

  private consentOf(cells: CsvRow['cells']): ImportRow['consent'] {
    return this.map.consent.flatMap(({ channels, purpose, column, granted, withdrawn }) => {
      const text = cells[column] ?? '';
      const says = granted?.includes(text) ? true : withdrawn?.includes(text) ? false : undefined;
      if (says === undefined) return [];
      return channels.map((channel) => ({ channel, purpose, granted: says }));
    });
  }

  private eventsOf(cells: CsvRow['cells']): ImportRow['events'] {
    return this.map.events.flatMap(({ event, when, properties }) => {
      const text = when === undefined ? '' : (cells[when.column] ?? '');
      const holds = (when?.is?.includes(text) ?? true) && !(when?.isNot?.includes(text) ?? false);
      return holds ? [{ event, properties: this.valuesOf(cells, properties) }] : [];
    });
  }

  private moment(cells: CsvRow['cells'], column: string): string | undefined {
    const text = this.cell(cells, column);
    if (text === undefined) return undefined;
    const at = new Date(text);
    if (Number.isNaN(at.getTime())) throw new Unfit('time', `no time in the column "${column}"`);
    return at.toISOString();
  }

  private messageIds(cells: CsvRow['cells'], count: number): string[] {
    const row = createHash('sha256')
      .update(this.mapHash)
      .update(canonical(cells))
      .digest('base64url');
    return Array.from({ length: count }, (_, index) => `import-${row.slice(0, 32)}-${index}`);
  }
}

const YES = new Set(['yes', 'true', '1', 'y', '是']);
const NO = new Set(['no', 'false', '0', 'n', '否']);

/** @throws Unfit with the column and never the value: it may be personal */
function converted(text: string, { column, type }: Convert): string | number | boolean {
  if (type === 'string') return text;
  if (type === 'boolean') {
    const word = text.toLowerCase();
    if (YES.has(word) || NO.has(word)) return YES.has(word);
    throw new Unfit('type', `neither yes nor no in the column "${column}"`);
  }
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?$/i.test(text) ? Number(text) : Number.NaN;
  if (type === 'integer' ? Number.isSafeInteger(number) : Number.isFinite(number)) return number;
  throw new Unfit(
    'type',
    `not ${type === 'integer' ? 'a whole number' : 'a number'} in the column "${column}"`,
  );
}
