import { TryAgain } from '../../activities/try-again.js';
import type { Db } from '../database/database.js';
import type { Reach } from './destination.js';
import type { Endpoint, Endpoints, Target } from './endpoints.js';
import { waitingCalls } from './open-call.js';

/** Calls made at once when their endpoint has come; the others follow with their own next attempt. */
const AT_ONCE = 20;

/** Endpoints as an administrator deals with them: what waited for one goes when it is made. */
export class EndpointDesk {
  /** `call` makes the call of a command. */
  constructor(
    private readonly db: Db,
    readonly endpoints: Endpoints,
    readonly reach: Reach,
    private readonly call: (commandId: string) => Promise<unknown>,
  ) {}

  /** Nothing where the name is taken. */
  async add(
    name: string,
    target: Partial<Target> & { url: string },
  ): Promise<(Endpoint & Target) | undefined> {
    const added = await this.endpoints.add(name, target);
    if (added === undefined) return undefined;
    const waiting = await waitingCalls(this.db, name, AT_ONCE);
    await Promise.all(waiting.map((id) => this.make(id)));
    return added;
  }

  private async make(commandId: string): Promise<void> {
    try {
      await this.call(commandId);
    } catch (error) {
      // Not taken yet: its own activity asks again.
      if (!(error instanceof TryAgain)) throw error;
    }
  }
}
