import { Module } from '@nestjs/common';
import type { Clock } from '../../activities/ports.js';
import { CLOCK } from '../config/tokens.js';
import { Sealer } from '../crypto/sealer.js';
import { Database } from '../database/database.js';
import { Inbox } from '../ingest/inbox.js';
import { PlaybookLibrary } from '../playbooks/library.js';
import { Assigner } from './assigner.js';
import { Reps } from './reps.js';
import { RepsController } from './reps.controller.js';
import { SalesModule } from './sales.module.js';
import { TicketDesk } from './ticket-desk.js';
import { TicketList } from './ticket-list.js';
import { TicketsController } from './tickets.controller.js';

/** For the API: `/v1/tickets` and `/v1/reps`. */
@Module({
  imports: [SalesModule],
  controllers: [TicketsController, RepsController],
  providers: [
    {
      provide: TicketDesk,
      useFactory: ({ db }: Database, clock: Clock, inbox: Inbox, playbooks: PlaybookLibrary) =>
        new TicketDesk({ db, clock, inbox, playbooks }),
      inject: [Database, CLOCK, Inbox, PlaybookLibrary],
    },
    {
      provide: TicketList,
      useFactory: ({ db }: Database, sealer: Sealer) => new TicketList(db, sealer),
      inject: [Database, Sealer],
    },
    {
      provide: Reps,
      useFactory: ({ db }: Database, sealer: Sealer, assigner: Assigner) =>
        new Reps(db, sealer, assigner.assign),
      inject: [Database, Sealer, Assigner],
    },
  ],
})
export class SalesApiModule {}
