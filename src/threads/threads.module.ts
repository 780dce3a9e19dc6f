import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Global,
  Inject,
  Module,
} from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { Threads, type ThreadStart } from './threads.js';

/** Threads for what would hold up the API. */
@Global()
@Module({})
export class ThreadsModule implements BeforeApplicationShutdown {
  constructor(@Inject(Threads) private readonly threads: Threads) {}

  static forRoot({ database, masterKey }: Settings, start?: ThreadStart): DynamicModule {
    const threads = new Threads({ databaseUrl: database.url, masterKey }, start);
    return {
      module: ThreadsModule,
      providers: [{ provide: Threads, useValue: threads }],
      exports: [Threads],
    };
  }

  /** After whoever works on by itself has stopped, and before the requests that are left are waited for. */
  beforeApplicationShutdown(): void {
    this.threads.end();
  }
}
