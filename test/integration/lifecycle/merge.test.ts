import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../src/database/database.js';
import { DAY, Leads, MovableClock, openRecord } from './lead-fixture.js';

let database: Database;
let close: () => Promise<void>;
let leads: Leads<MovableClock>;

beforeAll(async () => {
  ({ database, close } = await openRecord());
});
afterAll(() => close());
beforeEach(() => {
  leads = new Leads(database.db, new MovableClock());
});

const merge = (winner: string, loser: string) =>
  leads.arrive(winner, { kind: 'merge', loserId: loser });

/** Twice over: the loser's id may be above or below the winner's, and both rows are locked in id order. */
async function pair(
  sorted: boolean,
  first = 'form_submitted',
): Promise<[winner: string, loser: string]> {
  const ids = [await leads.create(first), await leads.create(first)].toSorted();
  const [low, high] = ids as [string, string];
  return sorted ? [low, high] : [high, low];
}

describe.each([true, false])('a merge (winner has the lower id: %s)', (sorted) => {
  test("gives the winner the loser's state, closes the loser and its run", async () => {
    const [winner, loser] = await pair(sorted);
    await leads.advance(winner);
    await leads.advance(loser);
    await merge(winner, loser);
    await leads.advance(winner, 1);
    const { state } = await leads.row(winner);
    const suffix = `~${loser.slice(0, 8)}`;
    expect(state?.messages.map(({ ref }) => ref)).toEqual(['m1', `m1${suffix}`]);
    expect(await leads.row(loser)).toMatchObject({
      status: 'merged',
      merged_into: winner,
      state: null,
      wakes_at: null,
    });
    expect(await leads.ring(loser)).toMatchObject({ signalled_at: null });
    expect(await leads.advance(loser, 1)).toMatchObject({ closed: true, commands: [] });
    expect(await leads.ring(loser)).toBeUndefined();
  });

  test('of a lead that was parked takes it out of the hands of people', async () => {
    const [winner] = await pair(sorted);
    const loser = await leads.create('poison');
    expect(await leads.advance(loser)).toMatchObject({ parked: expect.any(String) });
    await leads.db.deleteFrom('inbox').where('lead_id', '=', loser).execute();
    await merge(winner, loser);
    await leads.advance(winner);
    expect(await leads.row(loser)).toMatchObject({ status: 'merged', parked_reason: null });
    const open = await leads.db
      .selectFrom('alert')
      .select('lead_id')
      .where('resolved_at', 'is', null)
      .where('lead_id', '=', loser)
      .execute();
    expect(open).toEqual([]);
  });

  test("hands the loser's open commands to the winner's run in the same turn", async () => {
    const [winner, loser] = await pair(sorted);
    const own = await leads.advance(winner);
    const taken = await leads.advance(loser);
    await merge(winner, loser);
    const answer = await leads.advance(winner, 1);
    expect(answer.commands.map(({ id }) => id).toSorted()).toEqual(
      [...own.commands, ...taken.commands].map(({ id }) => id).toSorted(),
    );
  });

  test("decides the loser's unread inputs after the winner's own, each once", async () => {
    const [winner, loser] = await pair(sorted);
    await leads.advance(winner);
    await leads.advance(loser);
    await leads.happens(loser, 'pricing_page_visited', 'pricing_page_visited');
    await merge(winner, loser);
    const first = await leads.advance(winner, 1);
    expect(await leads.ring(winner)).toMatchObject({ signalled_at: null });
    const second = await leads.advance(winner, first.revision);
    expect(second).toMatchObject({ consumed: '3-4', score: 6 });
    expect((await leads.row(loser)).consumed).toBe(3);
  });

  test('keeps what the engine needed, so that the decision can be made again', async () => {
    const [winner, loser] = await pair(sorted);
    await leads.advance(winner);
    await leads.advance(loser);
    await merge(winner, loser);
    await leads.advance(winner, 1);
    const decision = (await leads.decisions(winner)).at(-1);
    expect(decision?.enriched).toMatchObject({ 2: { lead: loser, v: 1 } });
  });

  test('of the same two leads, told twice, takes over once', async () => {
    const [winner, loser] = await pair(sorted);
    await leads.advance(winner);
    await leads.advance(loser);
    await merge(winner, loser);
    await merge(winner, loser);
    const answer = await leads.advance(winner, 1);
    expect(answer.consumed).toBe('2-3');
    expect((await leads.row(winner)).state?.messages).toHaveLength(2);
  });

  test('of a lead that was never decided brings its inputs alone', async () => {
    const [winner, loser] = await pair(sorted);
    await leads.advance(winner);
    await leads.happens(loser, 'pricing_page_visited');
    await merge(winner, loser);
    const first = await leads.advance(winner, 1);
    const second = await leads.advance(winner, first.revision);
    expect(second).toMatchObject({ consumed: '3-4', score: 3 });
    expect((await leads.row(winner)).state?.messages.map(({ ref }) => ref)).toEqual(['m1']);
  });

  test("lets the loser's waits end in the winner's life", async () => {
    const [winner, loser] = await pair(sorted, 'pricing_page_visited');
    await leads.advance(winner);
    leads.clock.pass(DAY);
    await leads.happens(loser, 'form_submitted');
    await leads.advance(loser);
    await merge(winner, loser);
    const merged = await leads.advance(winner, 1);
    leads.clock.pass(3 * DAY);
    expect((await leads.advance(winner, merged.revision)).commands).toMatchObject([
      { summary: 'email case (welcome/case)' },
    ]);
  });
});

test('two leads merged into each other at once do not lock each other out', async () => {
  const [one, other] = await pair(true);
  await Promise.all([leads.advance(one), leads.advance(other)]);
  await Promise.all([merge(one, other), merge(other, one)]);
  const answers = await Promise.all([leads.advance(one, 1), leads.advance(other, 1)]);
  const rows = await Promise.all([leads.row(one), leads.row(other)]);
  expect(rows.map(({ status }) => status).toSorted()).toEqual(['active', 'merged']);
  expect(answers.filter(({ closed }) => closed)).toHaveLength(1);
});

test('a lead that is merged before it has taken over another brings both', async () => {
  const [first, second, third] = [
    await leads.create('form_submitted'),
    await leads.create('pricing_page_visited'),
    await leads.create('pricing_page_visited'),
  ];
  for (const lead of [first, second, third]) await leads.advance(lead);
  await mark(first, second);
  await mark(second, third);
  const answer = await leads.advance(third, 1);
  expect(await leads.advance(third, answer.revision)).toMatchObject({ consumed: '3' });
  expect((await leads.row(third)).state?.messages).toHaveLength(1);
  expect(await leads.row(first)).toMatchObject({ state: null, resting: true });
});

/** As intake does it: the loser is marked at once, and the winner is told. */
async function mark(loser: string, winner: string): Promise<void> {
  await leads.db
    .updateTable('lead')
    .set({ status: 'merged', merged_into: winner })
    .where('id', '=', loser)
    .execute();
  await merge(winner, loser);
}
