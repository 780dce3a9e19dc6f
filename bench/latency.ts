import type { Door } from './door.js';
import type { Record } from './record.js';
import { median, quantile, timed } from './statistics.js';
import { RINGING, batchOf, identify, track } from './traffic.js';

const USERS = 50;
const EVENTS = 300;

/** Milliseconds. */
export interface Latency {
  median: number;
  p99: number;
  samples: number;
}

/**
 * From the answer that says an event is accepted until its decision is there to be read, one event at a time on an idle
 * machine. Includes up to 3 ms of our own looking.
 */
export async function measureLatency(door: Door, record: Record): Promise<Latency> {
  const userOf = (number: number): string => `latency-user-${number % USERS}`;
  const users = Array.from({ length: USERS }, (_, i) => identify(userOf(i)));
  await door.post('/v1/batch', batchOf(users));
  for (const { messageId } of users) await record.decided(messageId);

  const sample: number[] = [];
  for (let number = 0; number < EVENTS; number += 1) {
    const event = track(userOf(number), RINGING);
    await door.post('/v1/track', Buffer.from(JSON.stringify(event)));
    sample.push(await timed(() => record.decided(event.messageId)));
  }
  return { median: median(sample), p99: quantile(sample, 0.99), samples: sample.length };
}
