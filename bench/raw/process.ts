/**
 * The raw side of the loop in one process of its own, like our worker: a client that signals and a worker that runs one
 * empty local activity for each signal. Driven over the channel to its parent, and ends when that closes.
 */
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';

import { inParallel, timed } from '../statistics.js';
import { idle, poke } from './idle.workflow.js';

export interface RawActivities {
  empty: () => Promise<void>;
}

/** First advances: `signalWithStart` of new workflows. Advances: a signal to each of them. */
export interface RawOrder {
  how: 'start' | 'signal';
  workflowIds: string[];
  /** How many signals are under way at a time. */
  width: number;
}

/** `ms`: from the first signal until the last local activity has run. */
export type RawAnswer = { ready: true } | { ms: number };

const TASK_QUEUE = 'bench-raw';

/** Lets someone wait until the activity has run so many times more. */
class Runs {
  private left = 0;
  private done: () => void = () => {};

  readonly empty = async (): Promise<void> => {
    this.left -= 1;
    if (this.left === 0) this.done();
  };

  expect(times: number): Promise<void> {
    this.left = times;
    return new Promise((resolve) => {
      this.done = resolve;
    });
  }
}

const ring = { n: 1, names: ['pricing_page_visited'] };

async function obey(client: Client, runs: Runs, order: RawOrder): Promise<RawAnswer> {
  const { how, workflowIds, width } = order;
  const signal = (workflowId: string) =>
    how === 'signal'
      ? client.workflow.getHandle(workflowId).signal(poke, ring)
      : client.workflow.signalWithStart(idle, {
          workflowId,
          taskQueue: TASK_QUEUE,
          signal: poke,
          signalArgs: [ring],
        });
  const ms = await timed(async () => {
    const all = runs.expect(workflowIds.length);
    await inParallel(workflowIds, width, signal);
    await all;
  });
  return { ms };
}

async function serve(address: string, namespace: string): Promise<void> {
  Runtime.install({ shutdownSignals: [], logger: new DefaultLogger('WARN') });
  const runs = new Runs();
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('idle.workflow.ts', import.meta.url)),
    activities: { empty: runs.empty } satisfies RawActivities,
    shutdownGraceTime: '2 s',
  });
  const client = new Client({ connection: await Connection.connect({ address }), namespace });
  const answer = (message: RawAnswer) => process.send?.(message);

  process.on('message', (order: RawOrder) => {
    obey(client, runs, order).then(answer, (error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  });
  process.once('disconnect', () => worker.shutdown());
  const running = worker.run();
  answer({ ready: true });
  await running;
  await connection.close();
  process.exit(0);
}

await serve(process.argv[2] ?? '', process.argv[3] ?? '');
