import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';

import { whatIf, type Answer } from '../../engine/simulate/what-if.js';
import type { Sealer } from '../crypto/sealer.js';
import type { Db } from '../database/database.js';
import { Wakeable } from '../lifecycle/wakeable.js';
import type { PlaybookLibrary } from '../playbooks/library.js';
import { loadAsked } from './asked-playbook.js';
import { Breather } from './breather.js';
import { countHistories, recordHistories } from './record-histories.js';
import {
  claimSimulation,
  endSimulation,
  reportProgress,
  type AskedSimulation,
} from './simulation-store.js';

const LOOK = 2_000;
const SPEAK = 500;
/** Ms in which nothing else of this process has its turn; then as long again for the others. */
const SLICE = 4;

export interface RunnerParts {
  db: Db;
  sealer: Sealer;
  playbooks: PlaybookLibrary;
  log: Logger;
}

/**
 * Runs the simulations that wait, one at a time over all processes. It shares its thread with the intake and therefore
 * works in slices of a few milliseconds, half of the time at most: an event that comes in meanwhile waits for one slice.
 */
export class SimulationRunner implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #idle = new Wakeable();
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(private readonly parts: RunnerParts) {}

  onApplicationBootstrap(): void {
    this.#running = this.#run();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopped = true;
    this.#idle.end();
    await this.#running;
  }

  /** Something may be waiting. */
  wake(): void {
    this.#idle.wake();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const worked = await this.#next().catch((err: unknown) => {
        this.parts.log.warn({ err }, 'a simulation could not be run; trying again');
        return false;
      });
      if (!worked) await this.#idle.pause(LOOK);
    }
  }

  async #next(): Promise<boolean> {
    const { db, log } = this.parts;
    const claimed = await claimSimulation(db);
    if (claimed === undefined) return false;
    const { id, question } = claimed;
    try {
      const result = await this.#answer(id, question);
      const ended = { status: 'interrupted', reason: 'its process was stopped' } as const;
      const end = this.#stopped && !result.complete ? ended : { status: 'done' as const };
      await endSimulation(db, id, { ...end, result });
    } catch (err) {
      log.error({ err, simulation: id }, 'a simulation failed');
      const reason = 'it failed; the log of the API says why';
      await endSimulation(db, id, { status: 'failed', reason });
    }
    return true;
  }

  async #answer(
    id: string,
    { draft, baseline, range, outcomes }: AskedSimulation,
  ): Promise<Answer> {
    const { db, sealer, playbooks } = this.parts;
    const of = await countHistories(db, range);
    const breather = new Breather(SLICE, 1);
    let spoken = -Infinity;
    return whatIf({
      draft: await loadAsked(draft, playbooks),
      ...(baseline === undefined ? {} : { baseline: await loadAsked(baseline, playbooks) }),
      ...(outcomes === undefined ? {} : { outcomes }),
      histories: recordHistories(db, sealer, range),
      until: range.until,
      goOn: async (progress) => {
        await breather.breathe();
        if (this.#stopped) return false;
        if (performance.now() - spoken < SPEAK) return true;
        spoken = performance.now();
        return reportProgress(db, id, { ...progress, of });
      },
    });
  }
}
