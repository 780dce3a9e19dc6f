import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/tokens.js';
import { Database } from '../database/database.js';
import { AccessGuard } from './access.guard.js';
import { ApiKeys } from './api-keys.js';

/** Who may call what. Keys of the environment are known from the start. */
@Module({
  providers: [
    {
      provide: ApiKeys,
      useFactory: (database: Database) => new ApiKeys(database),
      inject: [Database],
    },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [ApiKeys],
})
export class AccessModule implements OnModuleInit {
  constructor(
    @Inject(ApiKeys) private readonly keys: ApiKeys,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async onModuleInit(): Promise<void> {
    const { adminKey, writeKey } = this.settings;
    if (adminKey !== undefined) await this.keys.install(adminKey, 'admin', 'admin');
    if (writeKey !== undefined) await this.keys.install(writeKey, 'write', 'write');
  }
}
