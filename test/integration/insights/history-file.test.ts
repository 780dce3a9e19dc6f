import { randomUUID } from 'node:crypto';

import { beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

import type { AdvanceOutcome, AdvanceRequest } from '../../../activities/ports.js';
import { readHistory } from '../../../src/cli/replay/history-file.js';
import { replayHistory } from '../../../src/cli/replay/temporal-replay.js';
import { Sealer } from '../../../src/crypto/sealer.js';
import { dataConverter } from '../../../src/temporal/client.js';
import { ensureSearchAttributes } from '../../../src/temporal/search-attributes.js';
import { SealedPayloads } from '../../../src/temporal/sealed-payloads.js';
import { bundleFromSource } from '../../../src/temporal/workflow-bundle.js';
import { behaviour, LEAD_STAGE, LEAD_TIER } from '../../../workflows/contract.js';
import { TASK_QUEUES, WORKFLOW_TYPE, workflowIdOf } from '../../../workflows/contract.js';
import { shared } from '../../support/servers/shared-servers.js';

const sealer = new Sealer(Buffer.alloc(32, 3));
const codec = new SealedPayloads(sealer);
const leadId = randomUUID();
let text: string;

/** First a mail and a wait, then the end. */
function advance({ expected = 0 }: AdvanceRequest): Promise<AdvanceOutcome> {
  const at = { stage: 'lead', tier: 'C', score: 8, more: false };
  if (expected > 0) {
    return Promise.resolve({ ...at, revision: 2, commands: [], closed: true, did: 'merged' });
  }
  const command = { id: randomUUID(), kind: 'send' as const, summary: 'email welcome' };
  const wakes = { wakesAt: Date.now() + 60_000, wakesIn: 60_000, wakesBecause: 'reading/week' };
  const did = 'form_submitted; email welcome';
  return Promise.resolve({
    ...at,
    ...wakes,
    revision: 1,
    commands: [command],
    did,
    consumed: '1-2',
  });
}

async function recordHistory(): Promise<string> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const address = shared('temporal');
  const native = await NativeConnection.connect({ address });
  await ensureSearchAttributes(native, 'default');
  const perform = () => Promise.resolve({ news: false, outcome: 'sent' });
  const activities = {
    advance,
    deliver: perform,
    assign: perform,
    notify: perform,
    webhook: perform,
  };
  const workflowBundle = await bundleFromSource();
  const converter = dataConverter(sealer);
  const own = { connection: native, activities, dataConverter: converter };
  const workers = await Promise.all([
    Worker.create({ ...own, taskQueue: TASK_QUEUES.lifecycle, workflowBundle }),
    Worker.create({ ...own, taskQueue: TASK_QUEUES.delivery }),
  ]);
  const running = workers.map((worker) => worker.run());
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, dataConverter: converter });
  const handle = await client.workflow.start(WORKFLOW_TYPE, {
    workflowId: workflowIdOf(leadId),
    taskQueue: TASK_QUEUES.lifecycle,
    args: [{ leadId }],
    typedSearchAttributes: [
      { key: LEAD_TIER, value: 'C' },
      { key: LEAD_STAGE, value: 'lead' },
    ],
  });
  await until(async () => (await historyOf(handle)).includes('ACTIVITY_TASK_COMPLETED'));
  await handle.signal(behaviour, { n: 3, names: ['pricing_page_visited'] });
  await handle.result();
  const recorded = await historyOf(handle);
  for (const worker of workers) worker.shutdown();
  await Promise.all(running);
  await Promise.all([native.close(), connection.close()]);
  return recorded;
}

type Handle = { fetchHistory(): Promise<Parameters<typeof historyToJSON>[0]> };
const historyOf = async (handle: Handle): Promise<string> =>
  historyToJSON(await handle.fetchHistory());

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

beforeAll(async () => void (text = await recordHistory()));

describe('a history file', () => {
  it('tells the whole run in words, though its payloads are sealed', async () => {
    expect(text).not.toContain('welcome');
    const { steps, leadId: lead } = await readHistory(text, codec);
    expect(lead).toBe(leadId);
    const said = steps.map((step) => step.text);
    expect(said[0]).toBe('the run starts');
    expect(said).toContainEqual(
      expect.stringMatching(
        /^revision 1, inputs 1-2: form_submitted; email welcome; tier C, stage lead, score 8; due .*reading\/week$/,
      ),
    );
    expect(said).toContainEqual(expect.stringMatching(/^deliver .* is handed out$/));
    expect(said).toContain('done: sent');
    expect(said).toContain('the alarm is set, in 60 s');
    expect(said).toContain('rung for pricing_page_visited (up to input 3)');
    expect(said.at(-1)).toBe('the run ends');
    expect(steps.map(({ at }) => at)).toEqual(steps.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  it('replays under the workflow code of today', async () => {
    const { history } = await readHistory(text, codec);
    expect(await replayHistory(history, leadId, codec)).toBeUndefined();
  });

  it('that today would run otherwise is told apart', async () => {
    const { history } = await readHistory(text, codec);
    const scheduled = history.events?.find((event) => event.activityTaskScheduledEventAttributes);
    const order = scheduled?.activityTaskScheduledEventAttributes;
    if (order) order.activityType = { name: 'assign' };
    expect(await replayHistory(history, leadId, codec)).toMatch(/deliver.*assign|assign.*deliver/s);
  });

  it('sealed with another key cannot be read, and other files are no histories', async () => {
    const other = new SealedPayloads(new Sealer(Buffer.alloc(32, 4)));
    await expect(readHistory(text, other)).rejects.toThrow('master key');
    await expect(readHistory('{"events":[]}', codec)).rejects.toThrow('no history');
    await expect(readHistory('a,b', codec)).rejects.toThrow(SyntaxError);
  });
});
