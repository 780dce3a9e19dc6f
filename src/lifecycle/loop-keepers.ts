import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { WorkerRole } from '../config/settings.js';
import { Hints } from './hints.js';
import type { Relay } from './relay.js';
import type { Sweeper } from './sweeper.js';

/** Relay and sweeper within the life of a Nest application, as far as this process has those roles. */
export class LoopKeepers implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly hints: Hints;

  constructor(
    private readonly roles: readonly WorkerRole[],
    private readonly relay: Relay,
    private readonly sweeper: Sweeper,
    databaseUrl: string,
  ) {
    this.hints = new Hints(databaseUrl, relay.hint);
  }

  onApplicationBootstrap(): void {
    if (this.roles.includes('relay')) {
      this.hints.start();
      this.relay.start();
    }
    if (this.roles.includes('sweeper')) this.sweeper.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.hints.stop(), this.relay.stop(), this.sweeper.stop()]);
  }
}
