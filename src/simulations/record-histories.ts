import type { LeadHistory, PastInput, UntoldHistory } from '../../engine/simulate/history.js';
import type { Sealer } from '../crypto/sealer.js';
import type { Db } from '../database/database.js';
import { openInput } from '../ingest/inbox.js';
import { again } from './again.js';
import {
  familiesOf,
  readDecisions,
  readInputs,
  type DecisionRow,
  type Family,
  type InputRow,
  type Place,
} from './record-pages.js';
import { leadsWithin, type RecordRange } from './record-range.js';

/** Leads whose beginnings are read in one statement. */
const AT_ONCE = 20;
/** Inputs and decisions of one lead in a statement: the first ones of many together, then the others of one. */
const FIRST_ROWS = 100;
const ROWS = 500;
/** A lead with more of either is left out: it is held in memory while it lives. */
const MOST_ROWS = 20_000;
const MOST_BYTES = 32_000_000;
/** Leads that have become one; more are a bug. */
const MOST_MEMBERS = 50;

export interface RecordParts {
  db: Db;
  sealer: Sealer;
  /** Told of an input that cannot be opened: its lead is left out. */
  onBroken?: (lead: string, error: unknown) => void;
}

/**
 * Leads from the record with their inputs, opened, and what was really decided. A merged lead is one with all its inputs
 * from the beginning. Leads made for a test are left out. Every statement is short, whatever the record holds.
 */
export class RecordHistories {
  #of: number;

  /** @param atMost leads that may be meant, those that came in at another time with them */
  constructor(
    private readonly parts: RecordParts,
    private readonly range: RecordRange,
    atMost: number,
  ) {
    this.#of = atMost;
  }

  /** How many there will be, at most: it gets exact on the way. */
  get of(): number {
    return this.#of;
  }

  async *histories(): AsyncGenerator<LeadHistory | UntoldHistory> {
    let told = 0;
    for await (const { ids, others } of leadsWithin(this.parts.db, this.range)) {
      this.#of -= others;
      for (let from = 0; from < ids.length; from += AT_ONCE) {
        yield* this.#page(ids.slice(from, from + AT_ONCE));
      }
      told += ids.length;
    }
    this.#of = told;
  }

  async *#page(ids: readonly string[]): AsyncGenerator<LeadHistory | UntoldHistory> {
    const { db } = this.parts;
    const families = await again(() => familiesOf(db, ids));
    const places = families
      .filter(isTellable)
      .flatMap(({ members }) => members.map((lead) => ({ lead, after: 0 })));
    const [inputs, decisions] = await Promise.all([
      this.#inputs(places, FIRST_ROWS),
      this.#decisions(places, FIRST_ROWS),
    ]);
    const begun = { inputs: byLead(inputs), decisions: byLead(decisions) };
    for (const family of families) {
      yield isTellable(family) ? await this.#historyOf(family, begun) : tooLong(family);
    }
  }

  async #historyOf(family: Family, begun: Beginnings): Promise<LeadHistory | UntoldHistory> {
    const inputs = await allOf(family, begun.inputs, (place) => this.#inputs([place], ROWS));
    const real = await allOf(family, begun.decisions, (place) => this.#decisions([place], ROWS));
    if (inputs === undefined || real === undefined) return tooLong(family);
    try {
      return { lead: family.id, inputs: inputs.map((row) => this.#open(row)), real };
    } catch (error) {
      this.parts.onBroken?.(family.id, error);
      return { lead: family.id, refused: 'broken' };
    }
  }

  #inputs(places: readonly Place[], limit: number): Promise<InputRow[]> {
    return again(() => readInputs(this.parts.db, places, this.range.until, limit));
  }

  #decisions(places: readonly Place[], limit: number): Promise<DecisionRow[]> {
    return again(() => readDecisions(this.parts.db, places, this.range.until, limit));
  }

  #open(row: InputRow): PastInput {
    const { n: _n, ...input } = openInput(this.parts.sealer, row);
    return input;
  }
}

const isTellable = ({ members }: Family): boolean => members.length <= MOST_MEMBERS;
const tooLong = ({ id }: Family): UntoldHistory => ({ lead: id, refused: 'too-long' });

/** The first rows of each lead. */
interface Beginnings {
  inputs: ReadonlyMap<string, InputRow[]>;
  decisions: ReadonlyMap<string, DecisionRow[]>;
}

interface Row {
  lead_id: string;
  n: number;
  at: number;
  /** Bytes, where they are known. */
  size?: number;
}

/** All rows of a family by time, a page at a time; nothing where they are more than can be held. */
async function allOf<R extends Row>(
  { members }: Family,
  begun: ReadonlyMap<string, R[]>,
  read: (place: Place) => Promise<R[]>,
): Promise<R[] | undefined> {
  const all: R[] = [];
  let bytes = 0;
  for (const lead of members) {
    let page = begun.get(lead) ?? [];
    for (let limit = FIRST_ROWS; ; limit = ROWS) {
      for (const row of page) all.push(row);
      bytes += page.reduce((sum, { size = 0 }) => sum + size, 0);
      if (all.length > MOST_ROWS || bytes > MOST_BYTES) return undefined;
      const last = page.at(-1);
      if (last === undefined || page.length < limit) break;
      page = await read({ lead, after: last.n });
    }
  }
  return all.toSorted((a, b) => a.at - b.at);
}

function byLead<R extends Row>(rows: readonly R[]): Map<string, R[]> {
  const leads = new Map<string, R[]>();
  for (const row of rows) {
    const known = leads.get(row.lead_id);
    if (known === undefined) leads.set(row.lead_id, [row]);
    else known.push(row);
  }
  return leads;
}
