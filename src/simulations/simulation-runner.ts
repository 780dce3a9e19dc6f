import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';

import type { Answer } from '../../engine/simulate/what-if.js';
import type { Db } from '../database/database.js';
import { Wakeable } from '../lifecycle/wakeable.js';
import type { Ended, Threads } from '../threads/threads.js';
import { again } from './again.js';
import { Beat } from './beat.js';
import {
  claimSimulation,
  endSimulation,
  type AskedSimulation,
  type SimulationEnd,
} from './simulation-store.js';

const LOOK = 2_000;

export interface RunnerParts {
  db: Db;
  threads: Pick<Threads, 'run'>;
  log: Logger;
}

/**
 * Runs the simulations that wait, one at a time over all processes, each in a thread of its own: events that come in
 * meanwhile wait for none of it. Here is only written down how far it is and how it ended.
 */
export class SimulationRunner implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #idle = new Wakeable();
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly parts: RunnerParts) {}

  onApplicationBootstrap(): void {
    this.#running = this.#run();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stop.abort();
    this.#idle.end();
    await this.#running;
  }

  /** Something may be waiting. */
  wake(): void {
    this.#idle.wake();
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const worked = await this.#next().catch((err: unknown) => {
        this.parts.log.warn({ err }, 'a simulation could not be run; trying again');
        return false;
      });
      if (!worked) await this.#idle.pause(LOOK);
    }
  }

  async #next(): Promise<boolean> {
    const { db } = this.parts;
    const claimed = await claimSimulation(db);
    if (claimed === undefined) return false;
    const { id, question } = claimed;
    const end = await this.#ask(id, question);
    await again(() => endSimulation(db, id, end));
    return true;
  }

  async #ask(id: string, question: AskedSimulation): Promise<SimulationEnd> {
    const { db, threads, log } = this.parts;
    const beat = new Beat(db, id, log);
    try {
      const ended = await threads.run('simulate', question, {
        signal: AbortSignal.any([this.#stop.signal, beat.unwanted]),
        onProgress: (progress) => beat.take(progress),
        onBroken: (lead, err) => log.warn({ err, lead, simulation: id }, 'a lead cannot be lived'),
      });
      if (ended.end === 'failed')
        log.error({ err: ended.error, simulation: id }, 'a simulation failed');
      return { ...this.#endOf(ended), ...beat.of };
    } finally {
      beat.end();
    }
  }

  #endOf(ended: Ended<Answer>): SimulationEnd {
    const result = 'answer' in ended && ended.answer !== undefined ? { result: ended.answer } : {};
    if (ended.end === 'done' && ended.answer.complete) return { status: 'done', ...result };
    if (ended.end === 'failed') return { status: 'failed', reason: REASONS[ended.why], ...result };
    // One that was cancelled stays so.
    return { status: 'interrupted', reason: 'its process was stopped', ...result };
  }
}

const REASONS = {
  memory: 'it needed more memory than a simulation may have: ask for fewer leads',
  error: 'it failed; the log of the API says why',
};
