import type { Door } from './door.js';
import type { RawRow } from './raw/insert.js';
import { RawInsert } from './raw/insert.js';
import { type Pair, alternate, inParallel, timed } from './statistics.js';
import { type TrackCall, batchOf, chunks, identify, userOf, visits } from './traffic.js';

/** Senders at a time, and raw connections at a time. */
const BATCH_SENDERS = 8;
const SINGLE_SENDERS = 64;
/** As many as the product opens: more senders than connections wait for one, as they would in a server. */
const CONNECTIONS = 16;
const ROUNDS = 5;
const KNOWN_LEADS = 2_000;
const BATCHES = 100;
const SINGLES = 1_500;
export const BATCH_SIZE = 100;

/** Accepted events a second, ours and raw, as measured in turn. */
export interface Intake {
  batch: Pair;
  single: Pair;
}

/**
 * Events through the door against rows straight into a table of the same database, payloads alike. No worker runs, so
 * that intake alone is measured; both sides are answered after the commit.
 */
export async function measureIntake(door: Door, databaseUrl: string): Promise<Intake> {
  await door.post('/v1/batch', batchOf(range(KNOWN_LEADS).map((i) => identify(userOf(i)))));
  return {
    batch: await compare(door, databaseUrl, {
      path: '/v1/batch',
      senders: BATCH_SENDERS,
      events: BATCHES * BATCH_SIZE,
      size: BATCH_SIZE,
      body: batchOf,
    }),
    single: await compare(door, databaseUrl, {
      path: '/v1/track',
      senders: SINGLE_SENDERS,
      events: SINGLES,
      size: 1,
      body: ([call]) => Buffer.from(JSON.stringify(call)),
    }),
  };
}

interface Load {
  path: string;
  senders: number;
  events: number;
  size: number;
  body: (calls: TrackCall[]) => Buffer;
}

async function compare(door: Door, databaseUrl: string, load: Load): Promise<Pair> {
  const { path, senders, events, size, body } = load;
  const raw = new RawInsert(databaseUrl, Math.min(senders, CONNECTIONS));
  await raw.prepare();
  const perSecond = (ms: number): number => (events / ms) * 1000;
  const batches = (): TrackCall[][] => chunks(visits(events, KNOWN_LEADS), size);
  try {
    return await alternate(
      ROUNDS,
      async () => perSecond(await raw.run(batches().map((calls) => calls.map(rowOf)))),
      async () => {
        const bodies = batches().map(body);
        return perSecond(
          await timed(() => inParallel(bodies, senders, (json) => door.post(path, json))),
        );
      },
    );
  } finally {
    await raw.close();
  }
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** The same bytes the door gets, under the same id. */
const rowOf = (call: TrackCall): RawRow => ({
  id: call.messageId,
  lead: LEAD,
  body: Buffer.from(JSON.stringify(call)),
});

const LEAD = '00000000-0000-4000-8000-000000000000';
