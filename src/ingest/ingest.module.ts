import { Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Clock } from '../../activities/ports.js';
import type { Settings } from '../config/settings.js';
import { CLOCK, LOGGER, SETTINGS } from '../config/tokens.js';
import { Sealer } from '../crypto/sealer.js';
import { Database } from '../database/database.js';
import { reachableChannels } from '../delivery/providers/channels.js';
import { Profiles } from '../leads/profile.js';
import { PlaybookLibrary } from '../playbooks/library.js';
import { DecisionWait } from './decision-wait.js';
import { Housekeeping } from './housekeeping.js';
import { Inbox } from './inbox.js';
import { Intake } from './intake.js';
import { LeadsIntakeController } from './leads-intake.controller.js';
import { NextStep } from './next-step.js';
import { Rejections } from './rejections.js';
import { SegmentController } from './segment/segment.controller.js';

/** The way in: forms and events. */
@Module({
  controllers: [LeadsIntakeController, SegmentController],
  providers: [
    {
      provide: Intake,
      useFactory: (
        settings: Settings,
        { db }: Database,
        sealer: Sealer,
        clock: Clock,
        inbox: Inbox,
        profiles: Profiles,
        library: PlaybookLibrary,
      ) => {
        const reachable = reachableChannels(settings);
        return new Intake({ db, sealer, clock, inbox, profiles, library, reachable });
      },
      inject: [SETTINGS, Database, Sealer, CLOCK, Inbox, Profiles, PlaybookLibrary],
    },
    {
      provide: Rejections,
      useFactory: ({ db }: Database) => new Rejections(db),
      inject: [Database],
    },
    {
      provide: Housekeeping,
      useFactory: (database: Database, logger: Logger) => new Housekeeping(database, logger),
      inject: [Database, LOGGER],
    },
    {
      provide: DecisionWait,
      useFactory: ({ db }: Database) => new DecisionWait(db),
      inject: [Database],
    },
    {
      provide: NextStep,
      useFactory: ({ db }: Database, library: PlaybookLibrary) => new NextStep(db, library),
      inject: [Database, PlaybookLibrary],
    },
  ],
  exports: [Intake, Rejections, DecisionWait],
})
export class IngestModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    @Inject(DecisionWait) private readonly decisions: DecisionWait,
    @Inject(Housekeeping) private readonly housekeeping: Housekeeping,
  ) {}

  onApplicationBootstrap(): void {
    this.housekeeping.start();
  }

  onModuleDestroy(): void {
    this.housekeeping.stop();
    this.decisions.stop();
  }
}
