import type { Logger } from 'pino';
import type { Clock } from '../../activities/ports.js';
import type { Db } from '../database/database.js';
import { raiseAlert } from '../alerts/alert.js';
import { sweeperFinds } from './metrics.js';
import type { Ringer } from './ringer.js';
import { sweep } from './sweep.js';
import type { Find, Kind } from './sweep.js';
import { Wakeable } from './wakeable.js';

const EVERY = 30_000;
const LATE = 60_000;
/** A lead found again is rung after 1, 2, 4 ... and then every 64 sweeps: a stopped worker must not fill its history. */
const RAREST = 64;

/**
 * Looks for what the rest of the loop lost, rings it and counts it. It should find nothing but leads that may rest; what
 * else it finds is an alert. It holds nothing that matters: dying or running twice costs a needless ring.
 */
export class Sweeper {
  private readonly idle = new Wakeable();
  private readonly seen = new Map<string, { times: number; next: number }>();
  private sweeps = 0;
  private running?: Promise<void>;
  private stopped = false;

  constructor(
    private readonly db: Db,
    private readonly ringer: Pick<Ringer, 'ring'>,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.idle.end();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      await this.idle.deafPause(EVERY);
      if (this.stopped) return;
      await this.round().catch((error: unknown) =>
        this.log.warn({ err: error }, 'sweeper: could not look; looking again'),
      );
    }
  }

  /** One look at the whole record. Answers what it rang. */
  async round(): Promise<Find[]> {
    this.sweeps += 1;
    const { clock } = this;
    const finds = this.due(await sweep(this.db, clock.now(), LATE / clock.real(1)));
    const rung = await Promise.all(finds.map((find) => this.ring(find)));
    const done = finds.filter((_, index) => rung[index]);
    await this.count(done);
    return done;
  }

  private due(finds: readonly Find[]): Find[] {
    const ids = new Set(finds.map(({ id }) => id));
    for (const id of this.seen.keys()) if (!ids.has(id)) this.seen.delete(id);
    return finds.filter(({ id }) => {
      const { times, next } = this.seen.get(id) ?? { times: 0, next: this.sweeps };
      if (this.sweeps < next) return false;
      this.seen.set(id, { times: times + 1, next: this.sweeps + Math.min(RAREST, 2 ** times) });
      return true;
    });
  }

  private async ring(find: Find): Promise<boolean> {
    try {
      await this.ringer.ring(find, { n: 0, names: [`sweeper: ${find.kind}`] });
      return true;
    } catch (error) {
      this.log.warn({ err: error, lead: find.id }, 'sweeper: Temporal did not take a ring');
      return false;
    }
  }

  private async count(finds: readonly Find[]): Promise<void> {
    for (const kind of new Set(finds.map((find) => find.kind))) {
      const found = finds.filter((find) => find.kind === kind);
      sweeperFinds.inc({ kind }, found.length);
      if (kind !== 'ready to rest') await this.alert(kind, found);
    }
  }

  private async alert(kind: Kind, found: readonly Find[]): Promise<void> {
    this.log.error({ kind, leads: found.length }, 'sweeper: found leads that nobody had rung');
    await raiseAlert(this.db, {
      kind: 'sweeper-find',
      subject: kind,
      detail: `${found.length} leads, first ${found[0]?.id ?? ''}`,
      whatToDo: 'They were rung and go on. If this repeats, look at the logs of relay and worker.',
    });
  }
}
