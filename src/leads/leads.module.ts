import { Module } from '@nestjs/common';
import type { Clock } from '../../activities/ports.js';
import { CLOCK } from '../config/tokens.js';
import { Sealer } from '../crypto/sealer.js';
import { Database } from '../database/database.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { Intake } from '../ingest/intake.js';
import { InsightsModule } from '../insights/insights.module.js';
import { PlaybookLibrary } from '../playbooks/library.js';
import { LeadEdits } from './lead-edits.js';
import { LeadEditsController } from './lead-edits.controller.js';
import { LookupController } from './lookup.controller.js';
import { ReleaseController } from './release.controller.js';

/** Leads as people find and edit them. */
@Module({
  imports: [IngestModule, InsightsModule],
  controllers: [LookupController, LeadEditsController, ReleaseController],
  providers: [
    {
      provide: LeadEdits,
      useFactory: (
        { db }: Database,
        clock: Clock,
        sealer: Sealer,
        intake: Intake,
        library: PlaybookLibrary,
      ) => new LeadEdits({ db, clock, sealer, intake, library }),
      inject: [Database, CLOCK, Sealer, Intake, PlaybookLibrary],
    },
  ],
})
export class LeadsModule {}
