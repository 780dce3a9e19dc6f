import { faultPoint } from '../config/fault.js';
import type { Db } from '../database/database.js';
import { Committer, type CommitterLimits } from './committer.js';
import { intakeCommits, intakeSeconds, intakeSubmissions, repeatsThatDiffer } from './metrics.js';
import type { Receipt, Submission } from './submission.js';
import { Raced, TakeIn, type TakeInParts } from './take-in.js';

const ATTEMPTS = 6;

export interface IntakeParts extends TakeInParts {
  db: Db;
}

/** The one door into the inboxes for everything that comes from outside. */
export class Intake {
  readonly #takeIn: TakeIn;
  readonly #committer: Committer;

  constructor(
    private readonly parts: IntakeParts,
    limits?: CommitterLimits,
  ) {
    this.#takeIn = new TakeIn(parts);
    this.#committer = new Committer((submissions) => this.#commit(submissions), limits);
  }

  /**
   * Stores what one request brought, all of it or nothing.
   *
   * @returns after the commit, a receipt for each submission in order; undefined when too much is waiting (429). Throws
   *   when the record cannot be reached: nothing is stored then, unless the connection broke during the commit itself;
   *   sending the same message ids again settles either.
   */
  accept(submissions: readonly Submission[]): Promise<Receipt[]> | undefined {
    return this.#committer.offer(submissions);
  }

  async #commit(submissions: readonly Submission[]): Promise<Receipt[]> {
    const stop = intakeSeconds.startTimer();
    for (let attempt = 1; ; attempt++) {
      try {
        const receipts = await this.parts.db.transaction().execute(async (trx) => {
          const taken = await this.#takeIn.run(trx, submissions, attempt > 1);
          faultPoint('before-intake-commit');
          return taken;
        });
        faultPoint('after-intake-commit');
        stop();
        count(receipts);
        return receipts;
      } catch (error) {
        if (attempt >= ATTEMPTS || !isRace(error)) throw error;
      }
    }
  }
}

function count(receipts: readonly Receipt[]): void {
  intakeCommits.inc();
  for (const { duplicate, differs, status } of receipts) {
    intakeSubmissions.inc({ outcome: duplicate ? 'repeat' : status });
    if (differs) repeatsThatDiffer.inc();
  }
}

/** A lost race between transactions, ours by word or PostgreSQL's by code: serialization failure, deadlock, unique. */
function isRace(error: unknown): boolean {
  if (error instanceof Raced) return true;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === '40001' || code === '40P01' || code === '23505';
}
