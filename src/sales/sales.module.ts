import { Module } from '@nestjs/common';
import type { Clock } from '../../activities/ports.js';
import type { Settings } from '../config/settings.js';
import { CLOCK, SETTINGS } from '../config/tokens.js';
import { Sealer } from '../crypto/sealer.js';
import { Database } from '../database/database.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { Channels } from '../delivery/providers/channels.js';
import { TemplateLibrary } from '../delivery/templates/template-library.js';
import { Inbox } from '../ingest/inbox.js';
import { Profiles } from '../leads/profile.js';
import { PlaybookLibrary } from '../playbooks/library.js';
import { Assigner } from './assigner.js';
import { Notifier } from './notifier.js';
import { RepSeed } from './rep-seed.js';
import { TicketRecorder } from './tickets.js';

/** The hand-over to people: tickets, who takes them, and telling them. */
@Module({
  imports: [DeliveryModule],
  providers: [
    TicketRecorder,
    {
      provide: Assigner,
      useFactory: (
        { environment }: Settings,
        { db }: Database,
        clock: Clock,
        sealer: Sealer,
        playbooks: PlaybookLibrary,
        inbox: Inbox,
      ) =>
        new Assigner({
          db,
          clock,
          playbooks,
          inbox,
          ...(environment === 'development' ? { seed: new RepSeed(sealer) } : {}),
        }),
      inject: [SETTINGS, Database, CLOCK, Sealer, PlaybookLibrary, Inbox],
    },
    {
      provide: Notifier,
      useFactory: (
        { senders }: Settings,
        { db }: Database,
        sealer: Sealer,
        channels: Channels,
        templates: TemplateLibrary,
        profiles: Profiles,
        playbooks: PlaybookLibrary,
      ) =>
        new Notifier({
          db,
          sealer,
          channels,
          templates,
          profiles,
          playbooks,
          sender: senders.operational,
        }),
      inject: [SETTINGS, Database, Sealer, Channels, TemplateLibrary, Profiles, PlaybookLibrary],
    },
  ],
  exports: [TicketRecorder, Assigner, Notifier],
})
export class SalesModule {}
