import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { Threads, type ThreadStart } from './threads.js';

/** Threads for what would hold up the API. */
@Global()
@Module({})
export class ThreadsModule {
  static forRoot({ database, masterKey }: Settings, start?: ThreadStart): DynamicModule {
    const threads = new Threads({ databaseUrl: database.url, masterKey }, start);
    return {
      module: ThreadsModule,
      providers: [{ provide: Threads, useValue: threads }],
      exports: [Threads],
    };
  }
}
