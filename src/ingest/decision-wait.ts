import { sql } from 'kysely';
import type { Db } from '../database/database.js';

export interface Decided {
  revision: number;
  stage: string;
  tier: string;
}

interface Waiting {
  leadId: string;
  n: number;
  until: number;
  resolve: (decided: Decided | undefined) => void;
}

interface LeadRow {
  id: string;
  consumed: number;
  revision: number;
  stage: string;
  tier: string;
}

const EVERY = 25;
const MOST_WAITING = 200;
export const LONGEST_WAIT = 10_000;

/**
 * Waits until inputs have been decided, for `Prefer: wait=5`. All who wait share one look at the record every 25 ms; there
 * are never more than 200, and whoever comes then is answered at once, as one whose time is over.
 */
export class DecisionWait {
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly db: Db) {}

  /** The decision that has consumed input `n`, or undefined when there was none within `ms`. */
  wait(leadId: string, n: number, ms: number): Promise<Decided | undefined> {
    if (ms <= 0 || this.#waiting.length >= MOST_WAITING) return Promise.resolve(undefined);
    const until = Date.now() + Math.min(ms, LONGEST_WAIT);
    return new Promise((resolve) => {
      this.#waiting.push({ leadId, n, until, resolve });
      this.#timer ??= setTimeout(() => void this.#look(), EVERY);
    });
  }

  /** Answers everybody who still waits. */
  stop(): void {
    clearTimeout(this.#timer);
    for (const { resolve } of this.#waiting.splice(0)) resolve(undefined);
  }

  async #look(): Promise<void> {
    // Whoever waits has been answered 'stored' already in effect: an outage only means that there is no news.
    const leads = await this.#read().catch(() => new Map<string, LeadRow>());
    this.#waiting = this.#waiting.filter((waiting) => {
      const lead = leads.get(waiting.leadId);
      const isDecided = lead !== undefined && lead.consumed >= waiting.n;
      if (!isDecided && Date.now() < waiting.until) return true;
      waiting.resolve(isDecided ? decidedOf(lead) : undefined);
      return false;
    });
    this.#timer = this.#waiting.length > 0 ? setTimeout(() => void this.#look(), EVERY) : undefined;
  }

  async #read(): Promise<Map<string, LeadRow>> {
    const ids = [...new Set(this.#waiting.map(({ leadId }) => leadId))];
    const { rows } = await sql<LeadRow>`
      select id, consumed, revision, stage, tier from lead
      where id = any(${ids}::uuid[])`.execute(this.db);
    return new Map(rows.map((row) => [row.id, row]));
  }
}

const decidedOf = ({ revision, stage, tier }: LeadRow): Decided => ({ revision, stage, tier });

/** How long a client is willing to wait, ms: `Prefer: wait=5` (RFC 7240). */
export function preferredWait(header: string | string[] | undefined): number {
  const [, seconds] = /(?:^|[,;\s])wait=(\d{1,3})(?:$|[,;\s])/i.exec(String(header ?? '')) ?? [];
  return seconds === undefined ? 0 : Number(seconds) * 1_000;
}
