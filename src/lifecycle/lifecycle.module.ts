import { Module } from '@nestjs/common';
import type { Clock } from '../../activities/ports.js';
import { decide, newLead, totalScore, wakeUp } from '../../engine/index.js';
import { GrantLedger } from '../benefits/grant-ledger.js';
import { CLOCK } from '../config/tokens.js';
import { Database } from '../database/database.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { MessageRecorder } from '../delivery/record-message.js';
import { Inbox } from '../ingest/inbox.js';
import { PlaybookLibrary } from '../playbooks/library.js';
import { SalesModule } from '../sales/sales.module.js';
import { TicketRecorder } from '../sales/tickets.js';
import { Advancer } from './advance.js';

/** `advance`, with everything that a decision writes. */
@Module({
  imports: [DeliveryModule, SalesModule],
  providers: [
    {
      provide: Advancer,
      inject: [Database, CLOCK, Inbox, PlaybookLibrary, MessageRecorder, TicketRecorder],
      useFactory: (
        { db }: Database,
        clock: Clock,
        inbox: Inbox,
        playbooks: PlaybookLibrary,
        messages: MessageRecorder,
        tickets: TicketRecorder,
      ) =>
        new Advancer({
          db,
          clock,
          inbox,
          playbooks,
          engine: { decide, newLead, totalScore, wakeUp },
          recorders: { messages, tickets, grants: new GrantLedger(inbox, clock) },
        }),
    },
  ],
  exports: [Advancer],
})
export class LifecycleModule {}
