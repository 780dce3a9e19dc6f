import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decide, newLead } from '../../../engine/index.js';
import { compile } from '../../../engine/playbook/compile.js';
import type { Playbook } from '../../../engine/playbook/playbook.js';
import { recordedTurns } from '../../../src/cli/replay/recorded-turns.js';
import { replayTurn } from '../../../src/cli/replay/turn.js';
import { Sealer } from '../../../src/crypto/sealer.js';
import type { Database } from '../../../src/database/database.js';
import { documentOf } from '../../support/playbook/small.js';
import { DAY, Leads, MovableClock, openRecord } from './lead-fixture.js';

const journeys = {
  1: 'plain: { enter: { event: form_submitted }, steps: [{ id: rest, wait: 30d }] }',
  // Views of the last week, asked for by a branch at a deadline and by a trigger.
  2: `
  plain: { enter: { event: form_submitted }, steps: [{ id: rest, wait: 30d }] }
  keen:
    enter: { becomesTrue: { all: [{ count: { event: viewed, within: 7d }, gte: 3 }] } }
    steps: [{ id: tag, tag: keen }]
  asked:
    enter: { event: asked }
    steps:
      - id: often
        branch: [{ when: { count: { event: viewed, within: 7d }, gte: 2 }, then: tag }]
        else: end
      - id: tag
        tag: often
  `,
};
const version = (number: 1 | 2): Playbook =>
  compile(
    documentOf(`
schema: 1
playbook: welcome
timeZone: Asia/Shanghai
tiers: [{ id: C, from: 0 }]
events: { form_submitted: {}, viewed: {}, asked: {} }
journeys:
  ${journeys[number].trim()}
`),
    number,
  );
const versions = new Map([1, 2].map((number) => [number, version(number as 1 | 2)]));
const get = (number: number): Playbook => versions.get(number) ?? version(1);

let database: Database;
let close: () => Promise<void>;
let clock: MovableClock;
let latest: number;
let leads: Leads<MovableClock>;

beforeAll(async () => {
  ({ database, close } = await openRecord());
});
afterAll(() => close());
beforeEach(() => {
  clock = new MovableClock();
  latest = 1;
  leads = new Leads(database.db, clock, {
    latest: () => get(latest),
    get: async (_, number) => get(number),
  });
});

const tags = async (lead: string) => (await leads.row(lead)).state?.tags;

async function viewed(lead: string, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    clock.pass(3_600_000);
    await leads.happens(lead, 'viewed');
  }
  await leads.advance(lead);
}

describe('a counter that a new version brings', () => {
  test('knows what happened before, when the lead comes to that version', async () => {
    const lead = await leads.create('form_submitted');
    await viewed(lead, 2);
    expect((await leads.row(lead)).state?.counters).toEqual({});
    latest = 2;
    await leads.happens(lead, 'asked');
    await leads.advance(lead);
    expect(await tags(lead)).toEqual(['often']);
    await leads.happens(lead, 'viewed');
    await leads.advance(lead);
    expect(await tags(lead)).toEqual(['often', 'keen']);
  });

  test('counts each event once, whether before or after, and forgets what its window does', async () => {
    const lead = await leads.create('form_submitted');
    await viewed(lead, 1);
    clock.pass(8 * DAY);
    latest = 2;
    await leads.happens(lead, 'viewed', 'viewed');
    await leads.advance(lead);
    expect(await tags(lead)).toEqual([]);
    const [counted] = Object.values((await leads.row(lead)).state?.counters ?? {});
    expect(counted).toHaveLength(3);
  });

  test('does not fire for what its first look finds true already', async () => {
    const lead = await leads.create('form_submitted');
    await viewed(lead, 4);
    latest = 2;
    await leads.happens(lead, 'asked');
    await leads.advance(lead);
    expect(await tags(lead)).toEqual(['often']);
  });

  test('knows the past of whoever was merged into the lead, what was moved unread counted once', async () => {
    const [winner, loser] = [
      await leads.create('form_submitted'),
      await leads.create('form_submitted'),
    ];
    await viewed(winner, 1);
    await viewed(loser, 1);
    clock.pass(3_600_000);
    await leads.happens(loser, 'viewed');
    await leads.arrive(winner, { kind: 'merge', loserId: loser });
    await leads.advance(winner);
    await leads.advance(winner);
    latest = 2;
    await leads.happens(winner, 'asked');
    await leads.advance(winner);
    const [counted] = Object.values((await leads.row(winner)).state?.counters ?? {});
    expect(counted).toHaveLength(3);
  });

  test('is replayed from the record like everything else', async () => {
    const lead = await leads.create('form_submitted');
    await viewed(lead, 3);
    latest = 2;
    await leads.happens(lead, 'asked');
    await leads.advance(lead);
    const drifts: unknown[] = [];
    for await (const turn of recordedTurns(database.db, new Sealer(Buffer.alloc(32, 1)), lead))
      drifts.push(...replayTurn(turn, { decide, newLead }, get).drift);
    expect(drifts).toEqual([]);
    expect(await tags(lead)).toEqual(['often']);
  });
});
