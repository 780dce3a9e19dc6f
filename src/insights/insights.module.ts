import { Module } from '@nestjs/common';

import type { Clock } from '../../activities/ports.js';
import { CLOCK } from '../config/tokens.js';
import { Sealer } from '../crypto/sealer.js';
import { Database } from '../database/database.js';
import { PlaybookLibrary } from '../playbooks/library.js';
import { Explanations } from './explanations.js';
import { InputsController } from './inputs.controller.js';
import { LeadProfiles } from './lead-profile.js';
import { LeadsController } from './leads.controller.js';
import { MessagesController } from './messages.controller.js';
import { Narration } from './narration.js';

/** The reading side: every answer comes from the record. */
@Module({
  controllers: [LeadsController, InputsController, MessagesController],
  providers: [
    {
      provide: LeadProfiles,
      inject: [Database, Sealer, PlaybookLibrary],
      useFactory: ({ db }: Database, sealer: Sealer, playbooks: PlaybookLibrary) =>
        new LeadProfiles(db, sealer, playbooks),
    },
    {
      provide: Narration,
      inject: [Database, Sealer, PlaybookLibrary],
      useFactory: ({ db }: Database, sealer: Sealer, playbooks: PlaybookLibrary) =>
        new Narration(db, sealer, playbooks),
    },
    {
      provide: Explanations,
      inject: [Database, PlaybookLibrary, CLOCK],
      useFactory: ({ db }: Database, playbooks: PlaybookLibrary, clock: Clock) =>
        new Explanations(db, playbooks, clock),
    },
  ],
  exports: [LeadProfiles],
})
export class InsightsModule {}
