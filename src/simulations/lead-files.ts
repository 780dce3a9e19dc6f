import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { LeadHistory, PastInput } from '../../engine/simulate/history.js';
import type { FiledInput } from './file-event.js';

/** So much of a file is held in memory at once, bytes. */
const BUCKET = 8 * 2 ** 20;
const MOST_BUCKETS = 512;
/** Bytes gathered for a bucket before they are written. */
const WRITTEN_AT_ONCE = 64 * 1024;

/** The same on disk: short names, for there are as many as events. */
type Spilled = [lead: string, input: PastInput, positive?: boolean];

/**
 * Events of any order, lead by lead: they are parted by a hash of the lead over files in a folder of ours, each small
 * enough to be read at once. Memory does not grow with the file.
 */
export class LeadFiles {
  readonly #folder = mkdtempSync(join(tmpdir(), 'leadloom-simulate-'));
  readonly #gathered: string[];
  /** Events taken in, and the time of the newest, epoch ms. */
  events = 0;
  newest = -Infinity;

  /** @param bytes size of the file to come */
  constructor(bytes: number) {
    const buckets = Math.min(MOST_BUCKETS, Math.max(1, Math.ceil(bytes / BUCKET)));
    this.#gathered = Array.from({ length: buckets }, () => '');
  }

  add({ lead, input, positive }: FiledInput): void {
    const spilled: Spilled = positive === undefined ? [lead, input] : [lead, input, positive];
    const bucket = this.#bucketOf(lead);
    const gathered = `${this.#gathered[bucket] ?? ''}${JSON.stringify(spilled)}\n`;
    this.#gathered[bucket] =
      gathered.length < WRITTEN_AT_ONCE ? gathered : this.#write(bucket, gathered);
    this.events += 1;
    this.newest = Math.max(this.newest, input.at);
  }

  /** Each lead once, its events by time; those of one moment stay in the order of the file. */
  async *histories(): AsyncGenerator<LeadHistory> {
    for (const [bucket, gathered] of this.#gathered.entries()) {
      this.#gathered[bucket] = this.#write(bucket, gathered);
      yield* byLead(readFileSync(this.#file(bucket), 'utf8'));
    }
  }

  /** The copies on disk are gone with it. */
  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #bucketOf(lead: string): number {
    if (this.#gathered.length === 1) return 0;
    return createHash('md5').update(lead).digest().readUInt32BE(0) % this.#gathered.length;
  }

  #write(bucket: number, text: string): '' {
    appendFileSync(this.#file(bucket), text, { mode: 0o600 });
    return '';
  }

  #file(bucket: number): string {
    return join(this.#folder, `${bucket}.ndjson`);
  }
}

function byLead(text: string): LeadHistory[] {
  const leads = new Map<string, { inputs: PastInput[]; positive?: boolean }>();
  for (const row of text.split('\n')) {
    if (row === '') continue;
    const [lead, input, positive] = JSON.parse(row) as Spilled;
    let found = leads.get(lead);
    if (found === undefined) leads.set(lead, (found = { inputs: [] }));
    found.inputs.push(input);
    if (positive !== undefined) found.positive = positive || found.positive === true;
  }
  return [...leads].map(([lead, { inputs, ...judged }]) => {
    return { lead, inputs: inputs.toSorted((a, b) => a.at - b.at), ...judged };
  });
}
