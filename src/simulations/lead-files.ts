import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { LeadHistory, PastInput } from '../../engine/simulate/history.js';
import type { FiledInput } from './file-event.js';

/** So much of a file is held in memory at once, bytes. */
const BUCKET = 8 * 2 ** 20;
const MOST_BUCKETS = 512;
/** Characters gathered for a bucket before they are written. */
const WRITTEN_AT_ONCE = 64 * 1024;

/** The same on disk: short names, for there are as many as events. */
type Spilled = [lead: string, input: PastInput, positive?: boolean];

/** A part of the file on disk, in bytes. */
interface Piece {
  from: number;
  length: number;
}

/**
 * Events of any order, lead by lead: they are parted by a hash of the lead into buckets, each small enough to be read at
 * once. Memory does not grow with the file: what is gathered goes to a file that has no name any more, and whose space is
 * free again the moment the process is gone, however it goes.
 */
export class LeadFiles {
  readonly #file = openNameless();
  readonly #gathered: string[];
  readonly #pieces: Piece[][];
  #written = 0;
  /** Events taken in, and the time of the newest, epoch ms. */
  events = 0;
  newest = -Infinity;

  /** @param bytes size of the file to come */
  constructor(bytes: number) {
    const buckets = Math.min(MOST_BUCKETS, Math.max(1, Math.ceil(bytes / BUCKET)));
    this.#gathered = Array.from({ length: buckets }, () => '');
    this.#pieces = Array.from({ length: buckets }, () => []);
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
      yield* byLead(`${this.#read(bucket)}${gathered}`);
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  #bucketOf(lead: string): number {
    if (this.#gathered.length === 1) return 0;
    return createHash('md5').update(lead).digest().readUInt32BE(0) % this.#gathered.length;
  }

  #write(bucket: number, text: string): '' {
    const bytes = Buffer.from(text);
    const piece = { from: this.#written, length: bytes.length };
    for (let done = 0; done < bytes.length;) {
      done += writeSync(this.#file, bytes, done, bytes.length - done, piece.from + done);
    }
    this.#written += bytes.length;
    this.#pieces[bucket]?.push(piece);
    return '';
  }

  #read(bucket: number): string {
    const texts = (this.#pieces[bucket] ?? []).map(({ from, length }) => {
      const bytes = Buffer.allocUnsafe(length);
      for (let done = 0; done < length;) {
        const read = readSync(this.#file, bytes, done, length - done, from + done);
        if (read === 0) throw new Error('The file of events on disk is shorter than it was');
        done += read;
      }
      return bytes.toString('utf8');
    });
    return texts.join('');
  }
}

/** A file to write and read that only this process can reach: it has lost its name before anything is in it. */
function openNameless(): number {
  const folder = mkdtempSync(join(tmpdir(), 'leadloom-simulate-'));
  try {
    return openSync(join(folder, 'events'), 'wx+', 0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
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
