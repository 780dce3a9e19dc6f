import type { Logger } from 'pino';

import type { Db } from '../database/database.js';
import type { SimulationProgress } from './simulate-record.js';
import { reportProgress } from './simulation-store.js';

const EVERY = 500;

/** Says twice a second that a simulation goes on and how far it is, and learns whether it is still wanted. */
export class Beat {
  readonly #unwanted = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #progress: Partial<SimulationProgress> = {};
  #isSpeaking = false;

  constructor(
    private readonly db: Db,
    private readonly id: string,
    private readonly log: Logger,
  ) {
    this.#timer = setInterval(() => void this.#speak(), EVERY);
  }

  /** Aborted when somebody has ended it. */
  get unwanted(): AbortSignal {
    return this.#unwanted.signal;
  }

  /** How many leads there are, where that is known. */
  get of(): { of?: number } {
    const { of } = this.#progress;
    return of === undefined ? {} : { of };
  }

  take(progress: SimulationProgress): void {
    this.#progress = progress;
  }

  end(): void {
    clearInterval(this.#timer);
  }

  /** A word that cannot be written is one too few: the next one says more. */
  async #speak(): Promise<void> {
    if (this.#isSpeaking) return;
    this.#isSpeaking = true;
    try {
      if (!(await reportProgress(this.db, this.id, this.#progress))) this.#unwanted.abort();
    } catch (err) {
      this.log.warn({ err, simulation: this.id }, 'the progress of a simulation was not written');
    } finally {
      this.#isSpeaking = false;
    }
  }
}
