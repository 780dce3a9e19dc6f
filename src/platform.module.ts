import {
  type DynamicModule,
  Global,
  Inject,
  Module,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Logger } from 'pino';
import type { Clock } from '../activities/ports.js';
import { scaledClock, systemClock } from './config/clock.js';
import { createLogger } from './config/logger.js';
import type { Settings } from './config/settings.js';
import { CLOCK, LOGGER, SETTINGS } from './config/tokens.js';
import { Sealer } from './crypto/sealer.js';
import { Database, openDatabase } from './database/database.js';
import { Inbox } from './ingest/inbox.js';
import { Profiles } from './leads/profile.js';
import { adoptFiles } from './playbooks/adopt-files.js';
import { PlaybookLibrary } from './playbooks/library.js';
import { PlaybookWatch } from './playbooks/playbook-watch.js';
import { publishShipped } from './playbooks/shipped.js';

/**
 * What every part of every process shares: settings, clock, log, the record, keys, inboxes and playbooks. Inject by class
 * or by a token of `config/tokens.ts`. The schema is brought up to date before anything else starts.
 */
@Global()
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * @param name of the process, for the log and `pg_stat_activity`: `api`, `worker`
   * @param clock only for tests, whose time is that of a server which skips it
   */
  static forRoot(settings: Settings, name: string, clock = clockOf(settings)): DynamicModule {
    const providers = [
      { provide: SETTINGS, useValue: settings },
      { provide: CLOCK, useValue: clock },
      { provide: LOGGER, useValue: createLogger(settings.logLevel, name) },
      { provide: Sealer, useValue: new Sealer(settings.masterKey) },
      { provide: Database, useFactory: openMigrated(settings, name), inject: [LOGGER] },
      {
        provide: Inbox,
        useFactory: (sealer: Sealer) => new Inbox(sealer, clock),
        inject: [Sealer],
      },
      {
        provide: Profiles,
        useFactory: (sealer: Sealer) => new Profiles(sealer),
        inject: [Sealer],
      },
      { provide: PlaybookLibrary, useFactory: loadPlaybooks, inject: [Database] },
    ];
    const exports = providers.map(({ provide }) => provide);
    return { module: PlatformModule, providers: [...providers, PlaybookWatch], exports };
  }

  /** After every other module has stopped what used the record. */
  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}

function clockOf({ timeScale, clockOrigin }: Settings): Clock {
  if (timeScale === 1) return systemClock;
  return scaledClock(timeScale, clockOrigin ?? { real: Date.now(), engine: Date.now() });
}

function openMigrated({ database }: Settings, name: string) {
  return async (logger: Logger): Promise<Database> => {
    const opened = await openDatabase({
      ...database,
      name: `leadloom-${name}`,
      onError: (err) => logger.warn({ err }, 'a connection to PostgreSQL broke'),
    });
    await opened.migrate();
    return opened;
  };
}

async function loadPlaybooks({ db }: Database): Promise<PlaybookLibrary> {
  await adoptFiles(db);
  await publishShipped(db);
  const library = new PlaybookLibrary(db);
  await library.refresh();
  return library;
}
