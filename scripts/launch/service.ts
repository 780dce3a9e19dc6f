import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { root } from '../bootstrap/install.mjs';
import { CannotStart } from '../bootstrap/progress.mjs';
import type { Leashed } from './leashed.js';
import type { Run } from './run.js';

/** One of our own processes. */
export interface Service {
  name: string;
  /** Compiled entry, relative to the project. */
  main: string;
  /** Longer than its own graceful shutdown takes. */
  graceMs: number;
  /** Whether it does its work by now; asked again and again. */
  ready(): Promise<boolean>;
}

const READY_MS = 90_000;
const ASK_AGAIN_MS = 150;
const RESTARTS = 3;
const FORGIVEN_MS = 60_000;

function startService(run: Run, service: Service, env: NodeJS.ProcessEnv): Leashed {
  return run.start(
    {
      name: service.name,
      home: run.home,
      command: process.execPath,
      // The process ignores its argument: it is there for a later start to know a leftover by.
      args: ['--enable-source-maps', join(root, service.main), run.home],
      signal: 'SIGTERM',
      graceMs: service.graceMs,
    },
    { env, log: run.logOf(service.name) },
  );
}

async function awaitReady(run: Run, service: Service, server: Leashed): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (!(await service.ready())) {
    if (run.stopping) return;
    if (server.ended()) {
      throw new CannotStart(
        `The ${service.name} ended while starting:\n${run.lastWords(service.name)}`,
      );
    }
    if (Date.now() > deadline) {
      throw new CannotStart(
        `The ${service.name} was not ready after ${READY_MS / 1000} s:\n${run.lastWords(service.name)}`,
      );
    }
    await delay(ASK_AGAIN_MS);
  }
}

/**
 * Starts a service and waits until it does its work. From then on it is started again when it ends by itself, unless it
 * does so again and again.
 * @param broken told when it has ended too often; the run is over then
 */
export async function keepRunning(
  run: Run,
  service: Service,
  env: NodeJS.ProcessEnv,
  broken: (error: Error) => void,
): Promise<void> {
  run.freshLog(service.name);
  const first = startService(run, service, env);
  await awaitReady(run, service, first);
  void restart(first);

  async function restart(started: Leashed): Promise<void> {
    let server = started;
    for (let ends: number[] = []; ;) {
      const code = await server.exited;
      if (run.stopping) return;
      ends = [...ends.filter((at) => at > Date.now() - FORGIVEN_MS), Date.now()];
      if (ends.length > RESTARTS) {
        const words = run.lastWords(service.name);
        broken(
          new CannotStart(
            `The ${service.name} ended ${ends.length} times within a minute:\n${words}`,
          ),
        );
        return;
      }
      console.log(`! The ${service.name} ended by itself (code ${code}); starting it again`);
      server = startService(run, service, env);
    }
  }
}
