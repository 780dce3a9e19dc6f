import type { Logger } from 'pino';
import { faultPoint } from '../config/fault.js';
import type { Db } from '../database/database.js';
import { relayPause, ringSeconds, ringsFailed } from './metrics.js';
import { Pace } from './pace.js';
import { claimRings, markRung, putBack } from './ring-queue.js';
import type { OwedRing } from './ring-queue.js';
import type { Ringer } from './ringer.js';
import { Wakeable } from './wakeable.js';

const BATCH = 50;
/** Without a hint it looks this often, ms. */
const LOOK = 1_000;

/**
 * Brings rings from the record to Temporal. Any number of relays work side by side. Dying at any point costs at most the
 * lease: a ring that was not sent is owed again, one that was sent and not marked is sent twice, which does no harm.
 */
export class Relay {
  private readonly pace = new Pace();
  private readonly idle = new Wakeable();
  private running?: Promise<void>;
  private stopped = false;

  constructor(
    private readonly db: Db,
    private readonly ringer: Pick<Ringer, 'ring'>,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.running = this.run();
  }

  /** There may be something to ring. */
  readonly hint = (): void => this.idle.wake();

  async stop(): Promise<void> {
    this.stopped = true;
    this.idle.end();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const full = await this.round().catch((error: unknown) => {
        this.log.warn({ err: error }, 'relay: the record is away; looking again');
        return false;
      });
      relayPause.set(this.pace.wait / 1000);
      if (this.pace.wait > 0) await this.idle.deafPause(this.pace.wait);
      else if (!full) await this.idle.pause(LOOK);
    }
  }

  /** One batch. True when there may be more at once. */
  async round(): Promise<boolean> {
    const rings = await claimRings(this.db, BATCH);
    const failures = new Map<OwedRing, unknown>();
    await Promise.all(
      rings.map((owed) => this.ringOne(owed).catch((error: unknown) => failures.set(owed, error))),
    );
    await markRung(
      this.db,
      rings.filter((owed) => !failures.has(owed)),
    );
    await putBack(this.db, [...failures.keys()]);
    this.note([...failures.values()]);
    return rings.length === BATCH;
  }

  private async ringOne(owed: OwedRing): Promise<void> {
    await this.ringer.ring(owed, { n: owed.n, names: owed.names });
    faultPoint('after-ring-signal');
    ringSeconds.observe(owed.waited);
  }

  private note(errors: unknown[]): void {
    this.pace.after(errors);
    ringsFailed.inc(errors.length);
    if (errors.length > 0)
      this.log.warn(
        { err: errors[0], rings: errors.length },
        'relay: Temporal did not take rings; trying again',
      );
  }
}
