import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { MailProvider } from '../../../src/delivery/providers/mail-provider.js';
import { Outbox } from '../../../src/delivery/providers/outbox.js';
import { ResendProvider } from '../../../src/delivery/providers/resend.js';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ResendMock } from '../../support/resend-mock/resend-mock.js';
import { FRIDAY_TEN, Stage } from './stage.js';

let stage: Stage;
let mock: ResendMock;
let folder = '';
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(async () => stage.close());
beforeEach(async () => {
  stage.now = FRIDAY_TEN;
  mock = await ResendMock.start();
  folder = await mkdtemp(join(tmpdir(), 'at-most-once-'));
});
afterEach(async () => {
  await mock.stop();
  await rm(folder, { recursive: true });
});

class Killed extends Error {}

/** As if the process died there: what it had committed stays, its lease runs out later. */
const killedBeforeCall = (provider: MailProvider): MailProvider => ({
  name: provider.name,
  repeatable: provider.repeatable,
  send: async () => {
    throw new Killed();
  },
});
const killedAfterCall = (provider: MailProvider): MailProvider => ({
  name: provider.name,
  repeatable: provider.repeatable,
  send: async (message) => {
    await provider.send(message);
    throw new Killed();
  },
});

const misfortune = fc.oneof(
  fc.constant('killed before the call' as const),
  fc.constant('killed after the call' as const),
  fc.constant('connection cut before it is accepted' as const),
  fc.constant('connection cut after it is accepted' as const),
  fc.constant('error 500 after it is accepted' as const),
  fc.constant('two workers at once' as const),
  fc.constant('two workers at once, the lease forgotten' as const),
  fc.constant('a slow answer and an impatient second worker' as const),
);
type Misfortune = typeof misfortune extends fc.Arbitrary<infer T> ? T : never;

async function strike(what: Misfortune, id: string, provider: MailProvider): Promise<void> {
  const attempt = async (carrier = provider) => stage.deliverer(carrier).deliver(id);
  const attempts: Promise<unknown>[] = [];
  if (what === 'killed before the call') attempts.push(attempt(killedBeforeCall(provider)));
  else if (what === 'killed after the call') attempts.push(attempt(killedAfterCall(provider)));
  else if (what === 'two workers at once') attempts.push(attempt(), attempt());
  else if (what === 'two workers at once, the lease forgotten') {
    attempts.push(attempt());
    await stage.leaseEnds(id);
    attempts.push(attempt());
  } else if (what === 'a slow answer and an impatient second worker') {
    mock.faults.add({ do: 'delay', ms: 40 });
    attempts.push(attempt());
    await stage.leaseEnds(id);
    attempts.push(attempt());
  } else {
    const fault = what.startsWith('error') ? 'error-after-accept' : 'drop-after-accept';
    mock.faults.add({ do: what.includes('before') ? 'drop-before-accept' : fault });
    attempts.push(attempt());
  }
  await Promise.allSettled(attempts);
  mock.faults.clear();
  await stage.leaseEnds(id);
}

/** Whatever happened, somebody comes along in the end. */
async function untilDone(id: string, provider: MailProvider): Promise<void> {
  for (let attempts = 0; attempts < 10; attempts += 1) {
    await stage.leaseEnds(id);
    const [settled] = await Promise.allSettled([stage.deliverer(provider).deliver(id)]);
    if (settled?.status === 'fulfilled') return;
  }
  throw new Error('it never ended');
}

test('whatever strikes and however often, a mail is accepted exactly once', async () => {
  const resend = new ResendProvider({ apiKey: 'x', baseUrl: mock.url, requestsPerSecond: 10_000 });
  const lead = await stage.lead();
  await fc.assert(
    fc.asyncProperty(fc.array(misfortune, { maxLength: 5 }), async (misfortunes) => {
      const before = mock.accepted.length;
      const id = await stage.message(lead);
      for (const what of misfortunes) await strike(what, id, resend);
      await untilDone(id, resend);
      const accepted = mock.accepted.slice(before);
      expect(accepted.map(({ idempotencyKey }) => idempotencyKey)).toEqual([id]);
      const row = await stage.row(id);
      expect(row).toMatchObject({ status: 'sent', provider_id: accepted[0]?.id });
    }),
    { numRuns: 150 },
  );
}, 120_000);

test('whatever strikes and however often, the outbox holds a message exactly once', async () => {
  const outbox = new Outbox(folder, () => stage.now);
  const lead = await stage.lead();
  const ids: string[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(misfortune, { maxLength: 5 }), async (misfortunes) => {
      const id = await stage.message(lead);
      ids.push(id);
      for (const what of misfortunes) await strike(what, id, outbox);
      await untilDone(id, outbox);
      expect((await stage.row(id)).status).toBe('sent');
    }),
    { numRuns: 30 },
  );
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  expect(names.toSorted()).toEqual(ids.map((id) => `${id}.json`).toSorted());
}, 120_000);

test('where a lead ends is told to the engine once, however often its delivery dies', async () => {
  const lead = await stage.lead();
  const id = await stage.message(lead);
  await stage.consent(lead, false);
  await Promise.allSettled([1, 2, 3].map(async () => stage.deliverer(undefined).deliver(id)));
  await stage.leaseEnds(id);
  await stage.deliverer(undefined).deliver(id);
  expect(await stage.inputs(lead)).toHaveLength(1);
});
