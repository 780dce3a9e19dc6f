import type { Logger } from 'pino';
import { faultPoint } from '../config/fault.js';
import type { Db } from '../database/database.js';
import { relayPause, ringSeconds, ringsFailed, ringsUnanswered } from './metrics.js';
import { Pace } from './pace.js';
import { claimRings, markRung, putBack } from './ring-queue.js';
import type { OwedRing } from './ring-queue.js';
import { RingWindow } from './ring-window.js';
import type { Ringer } from './ringer.js';
import { Wakeable } from './wakeable.js';

const BATCH = 50;
/** Without a hint it looks this often, ms. */
const LOOK = 1_000;
/** While as many leads as may be are rung and have not answered, ms. */
const BREATH = 50;

/** After a batch: there may be more, as many leads as may be have yet to answer, or nothing is left. */
type Next = 'more' | 'bound' | 'idle';

/**
 * Brings rings from the record to Temporal. Any number of relays work side by side. Dying at any point costs at most the
 * lease: a ring that was not sent is owed again, one that was sent and not marked is sent twice, which does no harm.
 * A backlog stays in the record: only so many leads are rung as can answer soon.
 */
export class Relay {
  private readonly pace = new Pace();
  private readonly window: RingWindow;
  private readonly idle = new Wakeable();
  private running?: Promise<void>;
  private stopped = false;

  constructor(
    private readonly db: Db,
    private readonly ringer: Pick<Ringer, 'ring'>,
    private readonly log: Logger,
    /** Leads that may be rung and have not answered, at most. */
    most: number,
  ) {
    this.window = new RingWindow(most);
  }

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
      const next = await this.round().catch((error: unknown): Next => {
        this.log.warn({ err: error }, 'relay: the record is away; looking again');
        return 'idle';
      });
      relayPause.set(this.pace.wait / 1000);
      if (this.pace.wait > 0) await this.idle.deafPause(this.pace.wait);
      else if (next === 'bound') await this.idle.deafPause(BREATH);
      else if (next === 'idle') await this.idle.pause(LOOK);
    }
  }

  /** One batch. */
  async round(): Promise<Next> {
    const { rings: bound } = this.window;
    const { rings, ...before } = await claimRings(this.db, BATCH, bound);
    this.window.after(before, performance.now());
    ringsUnanswered.set(before.unanswered);
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
    if (before.unanswered + rings.length >= bound) return 'bound';
    return rings.length === BATCH ? 'more' : 'idle';
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
