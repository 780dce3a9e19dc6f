import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../src/database/database.js';
import { compile } from '../../../engine/playbook/compile.js';
import { documentOf, small } from '../../support/playbook/small.js';
import { releaseLead } from '../../../src/lifecycle/park.js';
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

describe('the rule of advance, row by row', () => {
  test('a merged or an erased lead closes its run', async () => {
    for (const status of ['merged', 'erased'] as const) {
      const lead = await leads.create('form_submitted');
      await database.db.updateTable('lead').set({ status }).where('id', '=', lead).execute();
      expect(await leads.advance(lead)).toMatchObject({ closed: true, commands: [], more: false });
      expect(await leads.ring(lead)).toBeUndefined();
    }
  });

  test('a lead that is not there closes its run', async () => {
    expect(await leads.advance('7d0f6cf5-7d5c-4b43-9a83-0a3bd1a9e2d1')).toMatchObject({
      closed: true,
    });
  });

  test('a record behind its history parks the lead, and does not throw', async () => {
    const lead = await leads.create('form_submitted');
    const { revision } = await leads.advance(lead);
    const answer = await leads.advance(lead, revision + 1);
    expect(answer.parked).toContain('record is behind history');
    expect(answer.wakesAt).toBeUndefined();
    expect((await leads.row(lead)).parked_reason).toBe(answer.parked);
  });

  test('what it decides once it is released has ids of its own, as after no other parking', async () => {
    const lead = await leads.create('form_submitted');
    const { revision } = await leads.advance(lead);
    await leads.advance(lead, revision + 1);
    await releaseLead(database.db, lead);
    expect(await leads.row(lead)).toMatchObject({ epoch: 1, parked_reason: null });
    const other = await leads.create('poison');
    await leads.advance(other);
    await releaseLead(database.db, other);
    expect(await leads.row(other)).toMatchObject({ epoch: 0, parked_reason: null });
  });

  test('a parked lead is answered as parked, without a wake-up, and hands out what is open', async () => {
    const lead = await leads.create('form_submitted');
    const { commands, revision } = await leads.advance(lead);
    await leads.advance(lead, revision + 1);
    await leads.happens(lead, 'pricing_page_visited');
    const answer = await leads.advance(lead, revision);
    expect(answer).toMatchObject({ parked: expect.any(String), revision, more: false, commands });
    expect(answer.wakesAt).toBeUndefined();
    expect(await leads.decisions(lead)).toHaveLength(1);
  });

  test('a turn that was committed and not heard of is answered again, and turns at once', async () => {
    const lead = await leads.create('form_submitted');
    const first = await leads.advance(lead);
    await leads.happens(lead, 'pricing_page_visited');
    const lost = await leads.advance(lead, first.revision);
    const again = await leads.advance(lead, first.revision);
    expect(again).toMatchObject({
      revision: lost.revision,
      score: 3,
      more: true,
      wakesAt: lost.wakesAt!,
    });
    expect(again.commands).toEqual(first.commands);
    expect(await leads.decisions(lead)).toHaveLength(2);
  });

  test('a run further behind adopts the present with everything open', async () => {
    const lead = await leads.create('form_submitted');
    const first = await leads.advance(lead);
    for (const revision of [1, 2]) {
      await leads.happens(lead, 'pricing_page_visited');
      await leads.advance(lead, revision);
    }
    await leads.happens(lead, 'pricing_page_visited');
    expect(await leads.advance(lead, first.revision)).toMatchObject({
      revision: 4,
      score: 9,
      commands: first.commands,
    });
  });

  test('a lead that waits for nothing, with nothing open and nothing heard for 30 days, rests', async () => {
    const lead = await leads.create('form_submitted');
    const first = await leads.advance(lead);
    leads.clock.pass(3 * DAY);
    const second = await leads.advance(lead, first.revision);
    for (const { id } of [...first.commands, ...second.commands]) await leads.done(id);
    leads.clock.pass(30 * DAY);
    expect(await leads.advance(lead, second.revision)).toMatchObject({
      resting: true,
      revision: 2,
    });
    expect((await leads.row(lead)).resting).toBe(true);
    expect(await leads.decisions(lead)).toHaveLength(2);
  });

  test('an open command keeps a lead from resting', async () => {
    const lead = await leads.create('form_submitted');
    const first = await leads.advance(lead);
    leads.clock.pass(3 * DAY);
    const second = await leads.advance(lead, first.revision);
    leads.clock.pass(31 * DAY);
    const answer = await leads.advance(lead, second.revision);
    expect(answer.resting).toBeUndefined();
    expect(answer.commands).toHaveLength(2);
  });

  test('a resting lead is awake again with its next input', async () => {
    const lead = await leads.create('pricing_page_visited');
    await leads.advance(lead);
    leads.clock.pass(31 * DAY);
    expect(await leads.advance(lead, 1)).toMatchObject({ resting: true });
    await leads.happens(lead, 'form_submitted');
    expect(await leads.advance(lead)).toMatchObject({ revision: 2, commands: [{ kind: 'send' }] });
    expect((await leads.row(lead)).resting).toBe(false);
  });

  test('with no input and nothing due nothing is written, and the wake-up stands', async () => {
    const lead = await leads.create('form_submitted');
    const { commands, revision, wakesAt } = await leads.advance(lead);
    leads.clock.pass(DAY);
    const before = await leads.row(lead);
    const answer = await leads.advance(lead, revision);
    expect(answer).toMatchObject({
      revision,
      wakesAt: wakesAt!,
      wakesIn: 2 * DAY,
      more: false,
      commands,
    });
    expect(await leads.row(lead)).toEqual(before);
  });

  test('inputs are decided once, in order, in a revision of their own', async () => {
    const lead = await leads.create(
      'form_submitted',
      'pricing_page_visited',
      'pricing_page_visited',
    );
    const answer = await leads.advance(lead);
    expect(answer).toMatchObject({ revision: 1, score: 6, consumed: '1-3', more: false });
    expect(answer.commands).toEqual([
      { id: expect.any(String), kind: 'send', summary: 'email hello (welcome/hello)' },
    ]);
    expect(await leads.row(lead)).toMatchObject({ revision: 1, consumed: 3, score: 6 });
    expect(await leads.ring(lead)).toBeUndefined();
    const [decision] = await leads.decisions(lead);
    expect(decision).toMatchObject({
      from_n: 1,
      to_n: 3,
      playbook: 'welcome',
      playbook_version: 1,
    });
  });

  test('a deadline is decided without an input', async () => {
    const lead = await leads.create('form_submitted');
    const first = await leads.advance(lead);
    leads.clock.pass(3 * DAY);
    const answer = await leads.advance(lead, first.revision);
    expect(answer).toMatchObject({
      revision: 2,
      commands: [{ summary: 'email case (welcome/case)' }],
    });
    expect(answer.consumed).toBeUndefined();
    expect(answer.wakesAt).toBeUndefined();
  });
});

describe('commands', () => {
  test('a plain turn hands out its own commands, a new run all that are open', async () => {
    const lead = await leads.create('form_submitted');
    const first = await leads.advance(lead);
    leads.clock.pass(3 * DAY);
    const second = await leads.advance(lead, first.revision);
    expect(second.commands).toHaveLength(1);
    await leads.happens(lead, 'pricing_page_visited');
    expect((await leads.advance(lead)).commands).toEqual([...first.commands, ...second.commands]);
  });
});

describe('a long inbox', () => {
  test('is decided fifty inputs at a time, and says that there is more', async () => {
    const lead = await leads.create(...Array<string>(120).fill('pricing_page_visited'));
    const answers = [await leads.advance(lead)];
    while (answers.at(-1)!.more) answers.push(await leads.advance(lead, answers.at(-1)!.revision));
    expect(answers.map(({ consumed, more }) => [consumed, more])).toEqual([
      ['1-50', true],
      ['51-100', true],
      ['101-120', false],
    ]);
    expect((await leads.row(lead)).score).toBe(360);
  });

  test('keeps its ring outstanding until all of it is read', async () => {
    const lead = await leads.create(...Array<string>(60).fill('pricing_page_visited'));
    await leads.advance(lead);
    expect(await leads.ring(lead)).toBeDefined();
    await leads.advance(lead, 1);
    expect(await leads.ring(lead)).toBeUndefined();
  });
});

describe('an input that the engine cannot take', () => {
  test('parks this lead with the reason, after the inputs before it were decided', async () => {
    const lead = await leads.create(
      'form_submitted',
      'pricing_page_visited',
      'poison',
      'pricing_page_visited',
    );
    let answer = await leads.advance(lead);
    while (answer.more) answer = await leads.advance(lead, answer.revision);
    expect(answer.parked).toMatch(/^input 3: TypeError at /);
    expect(answer.commands).toHaveLength(1);
    expect(await leads.row(lead)).toMatchObject({ consumed: 2, score: 3 });
    const alert = await database.db
      .selectFrom('alert')
      .selectAll()
      .where('lead_id', '=', lead)
      .execute();
    expect(alert).toMatchObject([{ kind: 'lead-parked', resolved_at: null }]);
  });
});

test('journeys that keep a lead awake are ended, and whoever writes them hears of it once', async () => {
  const restless = compile(
    documentOf(
      small(`journeys:
  second:
    enter: { manual: true }
    reentry: restart
    steps: [{ id: moment, wait: 1s }]
  again:
    enter: { event: asked }
    steps:
      - { id: into, enrol: second }
      - { id: holds, wait: { for: { tier: [C] }, timeout: 30d }, then: into }
`),
    ),
    1,
  );
  const awake = new Leads(database.db, new MovableClock(), {
    latest: () => restless,
    get: async () => restless,
  });
  for (const _ of [1, 2]) {
    const lead = await awake.create('asked');
    const { revision } = await awake.advance(lead);
    awake.clock.pass(DAY);
    await awake.advance(lead, revision);
  }
  const alerts = await database.db
    .selectFrom('alert')
    .select(['subject', 'detail', 'lead_id'])
    .where('kind', '=', 'journey-circles')
    .execute();
  expect(alerts).toMatchObject([
    {
      subject: 'small/second',
      detail: expect.stringContaining('turned in circles at step moment'),
    },
  ]);
});
