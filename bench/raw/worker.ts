import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { freePort } from '../../test/support/servers/free-port.js';
import type { RawAnswer, RawOrder } from './process.js';

const PROCESS = fileURLToPath(new URL('process.ts', import.meta.url));

/** The raw side of the loop, seen from the benchmark. */
export interface RawWorker {
  /** Of its debugger. */
  port: number;
  /** Milliseconds from the first signal until every workflow has run its local activity. */
  run(order: RawOrder): Promise<number>;
  stop(): Promise<void>;
}

/** Starts the raw side in a process of its own; it is connected and warm when this answers. */
export async function startRawWorker(
  address: string,
  namespace: string,
  log: string,
): Promise<RawWorker> {
  const port = await freePort();
  const execArgv = [...process.execArgv, `--inspect=127.0.0.1:${port}`];
  const output = openSync(log, 'a', 0o600);
  const child = fork(PROCESS, [address, namespace], {
    execArgv,
    stdio: ['ignore', output, output, 'ipc'],
  });
  closeSync(output);
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
    port,
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
