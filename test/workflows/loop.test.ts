import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import type { CommandResult } from '../../activities/ports.js';
import { DAY } from '../integration/lifecycle/lead-fixture.js';
import { until } from '../support/until.js';
import { LoopLab } from './support/loop-lab.js';

let lab: LoopLab;
beforeAll(async () => {
  lab = await LoopLab.open();
});
afterAll(() => lab.close());
beforeEach(() => {
  lab.perform = (id) => lab.sent(id);
  lab.advances.length = 0;
});

const SILENT = 'pricing_page_visited';

/** Commands that were taken up and do not end before the test says so. */
class SlowProvider {
  readonly taken: string[] = [];
  private open = (_result: CommandResult): void => {};
  private readonly result = new Promise<CommandResult>((resolve) => {
    this.open = resolve;
  });

  /** Also for the attempts that Temporal makes when one takes longer than an activity may. */
  readonly perform = (id: string): Promise<CommandResult> => {
    this.taken.push(id);
    return this.result;
  };

  answer(result: CommandResult): void {
    this.open(result);
  }
}

describe('the life of a lead', () => {
  test('waits by one timer, however many events come, while the nearest deadline stands', async () => {
    const lead = await lab.create('form_submitted');
    for (let event = 0; event < 5; event++) await lab.happens(lead, SILENT);
    const events = await lab.events(lead);
    expect(events.filter((name) => name === 'timerStarted')).toHaveLength(1);
    expect(events.filter((name) => name === 'timerCanceled')).toHaveLength(0);
    await lab.temporal.pass(3 * DAY);
    await until(async () => (await lab.leads.row(lead)).revision === 7);
    expect((await lab.leads.commands(lead)).map(({ payload }) => payload)).toMatchObject([
      { template: 'hello' },
      { template: 'case' },
    ]);
  });

  test('goes on deciding while a delivery takes its time', async () => {
    const provider = new SlowProvider();
    lab.perform = provider.perform;
    const lead = await lab.create('form_submitted');
    await until(async () => provider.taken.length === 1);
    await lab.happens(lead, SILENT);
    await lab.happens(lead, SILENT);
    expect(await lab.leads.row(lead)).toMatchObject({ revision: 3, score: 6 });
    expect(new Set(provider.taken).size).toBe(1);
    await lab.sent(provider.taken[0]!);
    provider.answer({ news: false, outcome: 'sent' });
  });

  test('takes no turn for a success that tells nothing new, and one for an outcome that does', async () => {
    const lead = await lab.create('form_submitted');
    await until(async () => (await lab.events(lead)).includes('activityTaskCompleted'));
    expect(lab.advances).toHaveLength(1);
    lab.perform = async (id) => {
      await lab.leads.done(id);
      const [sent] = await lab.leads.commands(other);
      await lab.leads.arrive(other, {
        kind: 'outcome',
        ref: sent!.ref,
        result: 'refused',
        at: lab.temporal.now(),
      });
      return { news: true, outcome: 'refused' };
    };
    const other = await lab.leads.create('form_submitted');
    await lab.rung(other);
    await until(async () => (await lab.leads.row(other)).consumed === 2);
    expect(await lab.leads.decisions(other)).toHaveLength(2);
    await lab.record(other, 'refused');
  });

  test('ends its run when it rests, and starts another from its row with the next event', async () => {
    const lead = await lab.create(SILENT);
    await lab.temporal.pass(31 * DAY);
    await lab.ringFor(lead, 'sweeper: ready to rest');
    await lab.ended(lead);
    await lab.happens(lead, SILENT);
    expect(await lab.leads.row(lead)).toMatchObject({ revision: 2, score: 6, resting: false });
    expect((await lab.temporal.run(lead).describe()).status.name).toBe('RUNNING');
  });

  test('ends its run when the lead is closed', async () => {
    const lead = await lab.create('form_submitted');
    await lab.leads.db
      .updateTable('lead')
      .set({ status: 'erased' })
      .where('id', '=', lead)
      .execute();
    await lab.ringFor(lead, 'erased');
    await lab.ended(lead);
    expect((await lab.temporal.run(lead).describe()).status.name).toBe('COMPLETED');
  });

  test('stays with a parked lead, and goes on when it is released', async () => {
    const lead = await lab.leads.create('form_submitted', 'poison');
    await lab.bringRings();
    await until(async () => (await lab.leads.row(lead)).parked_reason !== null);
    await lab.leads.mend(lead, 'poison');
    await lab.rung(lead);
    expect(await lab.leads.row(lead)).toMatchObject({ consumed: 2, parked_reason: null });
    await lab.record(lead, 'parked-and-released');
  });
});

describe('a long history', () => {
  test('is continued as a new run when quiet at 1,000 events, which knows its revision', async () => {
    const lead = await lab.create('form_submitted');
    const { runId } = await lab.temporal.run(lead).describe();
    let events = 0;
    for (; (await lab.temporal.run(lead).describe()).runId === runId; events++)
      await lab.happens(lead, SILENT);
    expect(events).toBeGreaterThan(150);
    expect(events).toBeLessThan(250);
    await lab.happens(lead, SILENT);
    expect(await lab.leads.row(lead)).toMatchObject({
      revision: events + 2,
      score: 3 * (events + 1),
    });
    const restarted = lab.advances.filter(({ fresh }) => fresh);
    expect(restarted).toEqual([
      { expected: undefined, fresh: true },
      { expected: expect.any(Number), fresh: true },
    ]);
    await lab.temporal.pass(3 * DAY);
    await until(async () => (await lab.leads.commands(lead)).length === 2);
    await lab.record(lead, 'continued');
  });

  test('is continued at twice that with a delivery under way, which the new run takes up', async () => {
    const provider = new SlowProvider();
    lab.perform = provider.perform;
    const lead = await lab.create('form_submitted');
    const { runId } = await lab.temporal.run(lead).describe();
    let events = 0;
    for (; (await lab.temporal.run(lead).describe()).runId === runId; events++)
      await lab.happens(lead, SILENT);
    expect(events).toBeGreaterThan(300);
    await until(async () => lab.advances.filter(({ fresh }) => fresh).length === 2);
    await until(async () => provider.taken.length > 1);
    expect(new Set(provider.taken).size).toBe(1);
    await lab.sent(provider.taken[0]!);
    provider.answer({ news: false, outcome: 'sent' });
  });
});

describe("what Temporal's own UI shows", () => {
  test('is where the lead stands and when and why it moves next', async () => {
    const lead = await lab.create('form_submitted');
    const details = await lab.details(lead);
    expect(details).toContain('**Tier C** · stage lead · score 0');
    expect(details).toMatch(/\*\*Next:\*\* \w{3}, .* 10:\d\d \(Asia\/Shanghai\): welcome\/days/);
    expect(details).toContain(
      '**Last turn:** form_submitted; enters welcome; email hello (welcome/hello) (inputs 1)',
    );
  });

  test('is found by tier and stage, which cost an event only when they change', async () => {
    const lead = await lab.create('form_submitted');
    const upserts = async () =>
      (await lab.events(lead)).filter((name) => name.startsWith('upsert')).length;
    await lab.happens(lead, SILENT);
    expect(await upserts()).toBe(0);
    await lab.happens(lead, SILENT, SILENT, SILENT);
    await lab.happens(lead, SILENT);
    expect(await upserts()).toBe(1);
    const { typedSearchAttributes } = await lab.temporal.run(lead).describe();
    expect(typedSearchAttributes.getAll()).toMatchObject([
      { key: { name: 'LeadTier' }, value: 'B' },
      { key: { name: 'LeadStage' }, value: 'lead' },
    ]);
  });

  test('names commands, deadlines and the events that rang', async () => {
    const lead = await lab.create('form_submitted');
    await until(async () => (await lab.events(lead)).includes('timerStarted'));
    const { events } = await lab.temporal.run(lead).fetchHistory();
    const summaries = events?.flatMap(({ userMetadata }) => userMetadata?.summary?.data ?? []);
    expect(summaries?.map((data) => JSON.parse(Buffer.from(data).toString()) as string)).toEqual([
      'email hello (welcome/hello)',
      expect.stringMatching(/\(Asia\/Shanghai\): welcome\/days/),
    ]);
    const [ring] =
      events?.flatMap(
        ({ workflowExecutionSignaledEventAttributes: signal }) =>
          signal?.input?.payloads?.[0] ?? [],
      ) ?? [];
    expect(defaultPayloadConverter.fromPayload(ring!)).toEqual({ n: 1, names: ['form_submitted'] });
  });
});
