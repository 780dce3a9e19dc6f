import type { Receipt, Submission } from './submission.js';

export interface CommitterLimits {
  /** Transactions at the same time: while one waits for the disk another works. */
  lanes: number;
  /** Submissions that may wait before more are turned away. */
  waiting: number;
  /** Submissions in one transaction, unless one request alone brings more. */
  group: number;
}

export const COMMITTER_LIMITS: CommitterLimits = { lanes: 2, waiting: 20_000, group: 2_500 };

interface Request {
  submissions: readonly Submission[];
  resolve: (receipts: Receipt[]) => void;
  reject: (error: unknown) => void;
}

/**
 * Lets requests that come at the same time share a commit: each transaction takes all that wait when it begins. Nobody
 * waits for company; under load groups grow by themselves. The queue is bounded, so that a slow database makes clients
 * wait and not this process grow.
 */
export class Committer {
  #queue: Request[] = [];
  #waiting = 0;
  #busy = 0;

  constructor(
    private readonly commit: (submissions: readonly Submission[]) => Promise<Receipt[]>,
    private readonly limits: CommitterLimits = COMMITTER_LIMITS,
  ) {}

  /** Submissions that wait for a transaction. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * All of one request or nothing is stored.
   *
   * @returns once committed, a receipt for each; undefined when too much is waiting already
   */
  offer(submissions: readonly Submission[]): Promise<Receipt[]> | undefined {
    if (submissions.length === 0) return Promise.resolve([]);
    if (this.#waiting > 0 && this.#waiting + submissions.length > this.limits.waiting) {
      return undefined;
    }
    const receipts = new Promise<Receipt[]>((resolve, reject) => {
      this.#queue.push({ submissions, resolve, reject });
    });
    this.#waiting += submissions.length;
    if (this.#busy < this.limits.lanes) void this.#work();
    return receipts;
  }

  async #work(): Promise<void> {
    this.#busy += 1;
    // Requests of the same turn of the event loop go together.
    await Promise.resolve();
    for (let group = this.#take(); group.length > 0; group = this.#take()) await this.#run(group);
    this.#busy -= 1;
  }

  #take(): Request[] {
    let size = 0;
    const end = this.#queue.findIndex(({ submissions }, index) => {
      size += submissions.length;
      return index > 0 && size > this.limits.group;
    });
    const group = this.#queue.splice(0, end === -1 ? this.#queue.length : end);
    this.#waiting -= group.reduce((sum, { submissions }) => sum + submissions.length, 0);
    return group;
  }

  async #run(group: readonly Request[]): Promise<void> {
    try {
      const receipts = await this.commit(group.flatMap(({ submissions }) => submissions));
      let from = 0;
      for (const { submissions, resolve } of group) {
        resolve(receipts.slice(from, (from += submissions.length)));
      }
    } catch (error) {
      if (group.length === 1 || !blamesValue(error)) {
        for (const { reject } of group) reject(error);
        return;
      }
      // One of them holds what the record cannot: the others must not suffer for it.
      for (const request of group) await this.#run([request]);
    }
  }
}

/** SQLSTATE classes 22 (data exception) and 23 (broken constraint): the server is well, a value is not. */
export function blamesValue(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^2[23]/.test(code);
}
