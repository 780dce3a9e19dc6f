import type { Door } from './door.js';
import { Growth } from './growth.js';
import type { RawWorker } from './raw/worker.js';
import type { Record } from './record.js';
import { type Pair, alternate, timed } from './statistics.js';
import { RINGING, batchOf, identify, track } from './traffic.js';

const FIRST_ROUNDS = 4;
const ROUNDS = 5;
const LEADS = 150;
/** Signals under way at a time: the batch of our relay. */
const WIDTH = 50;

/** Turns a second, ours and raw, as measured in turn; and what one more cached workflow costs in bytes. */
export interface Loop {
  first: Pair;
  advance: Pair;
  memory: { raw: number; ours: number };
}

interface Parts {
  door: Door;
  record: Record;
  raw: RawWorker;
  /** Port of our worker's debugger. */
  workerPort: number;
}

/**
 * Our loop against the least that Temporal can do, on one server. Ours is measured from the answer of the door: relay,
 * signal, workflow task, and a transaction that decides, until every decision is there to be read. Raw is a signal from a
 * client beside the worker, and a local activity that does nothing.
 */
export async function measureLoop(parts: Parts): Promise<Loop> {
  const memory = { raw: new Growth(parts.raw.port), ours: new Growth(parts.workerPort) };
  const first = await measureFirst(parts, memory);
  const advance = await measureAdvance(parts);
  return { first, advance, memory: { raw: memory.raw.perItem, ours: memory.ours.perItem } };
}

const perSecond = (ms: number): number => (LEADS / ms) * 1000;
const numbers = (from: number): number[] => Array.from({ length: LEADS }, (_, i) => from + i);
const userOf = (number: number): string => `loop-user-${number}`;
const rawIdOf = (number: number): string => `bench-raw/${number}`;

/** New leads: `signalWithStart`, the workflow's first task, and its first turn. */
async function measureFirst(
  { door, record, raw }: Parts,
  memory: { raw: Growth; ours: Growth },
): Promise<Pair> {
  let rawCount = 0;
  let count = 0;
  return alternate(
    FIRST_ROUNDS,
    async () => {
      const workflowIds = numbers(rawCount).map(rawIdOf);
      const ms = await raw.run({ how: 'start', workflowIds, width: WIDTH });
      rawCount += LEADS;
      await memory.raw.sample(rawCount);
      return perSecond(ms);
    },
    async () => {
      const calls = numbers(count).map((number) => identify(userOf(number)));
      count += LEADS;
      await door.post('/v1/batch', batchOf(calls));
      const ms = await timed(() => record.settled());
      await memory.ours.sample(count);
      return perSecond(ms);
    },
  );
}

/** Known leads whose workflows are cached: one more event each. */
async function measureAdvance({ door, record, raw }: Parts): Promise<Pair> {
  const all = (FIRST_ROUNDS + 1) * LEADS;
  const latest = numbers(all - LEADS);
  const workflowIds = latest.map(rawIdOf);
  return alternate(
    ROUNDS,
    async () => perSecond(await raw.run({ how: 'signal', workflowIds, width: WIDTH })),
    async () => {
      const calls = latest.map((number) => track(userOf(number), RINGING));
      await door.post('/v1/batch', batchOf(calls));
      return perSecond(await timed(() => record.settled()));
    },
  );
}
