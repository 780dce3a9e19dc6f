import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { RawAnswer, RawOrder } from './process.js';

const PROCESS = fileURLToPath(new URL('process.ts', import.meta.url));

/** The raw side of the loop, seen from the benchmark. */
export interface RawWorker {
  pid: number;
  /** Milliseconds from the first signal until every workflow has run its local activity. */
  run(order: RawOrder): Promise<number>;
  stop(): Promise<void>;
}

/** Starts the raw side in a process of its own; it is connected and warm when this answers. */
export async function startRawWorker(address: string, namespace: string): Promise<RawWorker> {
  const child = fork(PROCESS, [address, namespace]);
  const gone = once(child, 'exit');
  const died = gone.then(([code]): never => {
    throw new Error(`the raw worker ended with code ${String(code)}`);
  });
  died.catch(() => {
    // Whoever waits for an answer is told below; at the end it is meant to go.
  });
  const answer = () => Promise.race([answerOf(child), died]);
  await answer();
  return {
    pid: child.pid ?? 0,
    async run(order) {
      child.send(order);
      const given = await answer();
      if (!('ms' in given)) throw new Error('the raw worker started again');
      return given.ms;
    },
    async stop() {
      child.disconnect();
      await gone;
    },
  };
}

async function answerOf(child: ChildProcess): Promise<RawAnswer> {
  const [message] = (await once(child, 'message')) as [RawAnswer];
  return message;
}
