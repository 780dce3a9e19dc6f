import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { LeashOrder } from './leash.js';

const LEASH = fileURLToPath(new URL('leash.ts', import.meta.url));

/** A server that runs as long as this process does, or until `stop`. */
export interface Leashed {
  name: string;
  /** Process id of the leash, which lives as long as its server. */
  leash: number;
  /** Process id of the server itself, once it has one. */
  server: Promise<number>;
  /** Its exit code, once it has ended for whatever reason. */
  exited: Promise<number>;
  /** Whether it has ended, for loops that wait for it to be ready. */
  ended(): boolean;
  /** Asks it to stop, waits, and after its grace time kills it. */
  stop(): Promise<void>;
}

export type StartLeashed = typeof startLeashed;

/**
 * Starts a server on a leash, its output appended to a log file, which survives us both.
 * @param env the whole environment of the server
 */
export function startLeashed(
  order: LeashOrder,
  { env, log }: { env: NodeJS.ProcessEnv; log: string },
): Leashed {
  const output = openSync(log, 'a', 0o600);
  const leash = spawn(process.execPath, [LEASH, JSON.stringify(order)], {
    stdio: ['ignore', output, output, 'ipc'],
    detached: true,
    env,
  });
  closeSync(output);
  if (leash.pid === undefined) throw new Error(`no process for ${order.name}`);
  const server = new Promise<number>((resolve) => {
    leash.once('message', (message) => resolve((message as { server: number }).server));
  });
  let ended = false;
  const exited = new Promise<number>((resolve) => {
    leash.once('exit', (code) => {
      ended = true;
      resolve(code ?? 1);
    });
  });
  return {
    name: order.name,
    leash: leash.pid,
    server,
    exited,
    ended: () => ended,
    async stop() {
      if (leash.connected) leash.disconnect();
      await exited;
    },
  };
}
