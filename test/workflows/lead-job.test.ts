import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { AppendToLeads } from '../../activities/ports.js';
import type { Database } from '../../src/database/database.js';
import { askLeadJob } from '../../src/jobs/lead-jobs.js';
import { JobStarter } from '../../src/jobs/job-starter.js';
import { jobWorkflowIdOf } from '../../workflows/contract.js';
import { openRecord } from '../integration/lifecycle/lead-fixture.js';
import { SkippingTemporal } from './support/skipping-temporal.js';

let temporal: SkippingTemporal;
let database: Database;
let closeRecord: () => Promise<void>;
let starter: JobStarter;
let append: AppendToLeads;

const unused = async () => {
  throw new Error('no lead moves here');
};

beforeAll(async () => {
  temporal = await SkippingTemporal.open(Date.parse('2026-03-02T02:00:00Z'));
  ({ database, close: closeRecord } = await openRecord());
  const ports = {
    advance: unused,
    deliver: unused,
    assign: unused,
    notify: unused,
    webhook: unused,
  };
  await temporal.serve({ ...ports, append: (job, pulse) => append(job, pulse) });
  const log = pino({ level: 'silent' });
  starter = new JobStarter(database.db, temporal.env.client, true, log);
});
afterAll(async () => {
  await temporal.close();
  await closeRecord();
});
beforeEach(async () => {
  await database.db.deleteFrom('lead_job').execute();
});

const ask = async () =>
  (
    await askLeadJob(database.db, {
      kind: 'test',
      subject: 'demo',
      by: 'tester',
      selection: { of: 'playbook', playbook: 'demo' },
      control: { do: 'resume' },
    })
  ).id;
const handle = (job: string) => temporal.env.client.workflow.getHandle(jobWorkflowIdOf(job));

describe('the workflow of a job', () => {
  test('is started once for a row that asks for it, and sees to it until the job has ended', async () => {
    const job = await ask();
    const asked: string[] = [];
    append = async (id) => {
      asked.push(id);
      return { more: asked.length < 3 };
    };
    expect(await starter.round()).toEqual([job]);
    expect(await starter.round()).toEqual([job]);
    await handle(job).result();
    expect(asked).toEqual([job, job, job]);
  });

  test('asks again when an attempt threw', async () => {
    const job = await ask();
    let attempts = 0;
    append = async (_id, pulse) => {
      pulse.beat();
      attempts += 1;
      if (attempts === 1) throw new Error('the record is away');
      return { more: false };
    };
    await starter.round();
    await handle(job).result();
    expect(attempts).toBe(2);
  });

  test('keeps its history short however long the job takes', async () => {
    const job = await ask();
    let attempts = 0;
    append = async () => ({ more: ++attempts < 130 });
    await starter.round();
    await handle(job).result();
    expect(attempts).toBe(130);
    const { events } = await handle(job).fetchHistory();
    expect(events?.length).toBeLessThan(250);
  });
});
