import { join } from 'node:path';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Clock } from '../../activities/ports.js';
import type { Settings } from '../config/settings.js';
import { CLOCK, LOGGER, SETTINGS } from '../config/tokens.js';
import { Sealer } from '../crypto/sealer.js';
import { Database } from '../database/database.js';
import { Inbox } from '../ingest/inbox.js';
import { Profiles } from '../leads/profile.js';
import { PlaybookLibrary } from '../playbooks/library.js';
import { TrackedAddressesModule } from '../tracking/tracked-addresses.module.js';
import { TrackedAddresses } from '../tracking/tracked-addresses.js';
import { completion } from './complete-message.js';
import { Deliverer } from './deliver.js';
import { mailProvider } from './providers/choose.js';
import { Channels } from './providers/channels.js';
import { Outbox } from './providers/outbox.js';
import { MessageRecorder } from './record-message.js';
import { TemplateLibrary } from './templates/template-library.js';

/** Messages: made with a decision, carried by a provider. */
@Module({
  imports: [TrackedAddressesModule],
  providers: [
    {
      provide: TemplateLibrary,
      useFactory: (log: Logger) => new TemplateLibrary(log),
      inject: [LOGGER],
    },
    {
      provide: Outbox,
      useFactory: ({ home }: Settings, clock: Clock) =>
        new Outbox(join(home, 'outbox'), () => clock.now()),
      inject: [SETTINGS, CLOCK],
    },
    {
      provide: Channels,
      useFactory: (settings: Settings, outbox: Outbox) =>
        new Channels(settings, outbox, mailProvider(settings.mail, outbox)),
      inject: [SETTINGS, Outbox],
    },
    {
      provide: MessageRecorder,
      useFactory: (
        templates: TemplateLibrary,
        sealer: Sealer,
        addresses: TrackedAddresses,
        { senders }: Settings,
        clock: Clock,
        profiles: Profiles,
      ) => new MessageRecorder({ templates, sealer, addresses, senders, clock, profiles }),
      inject: [TemplateLibrary, Sealer, TrackedAddresses, SETTINGS, CLOCK, Profiles],
    },
    {
      provide: Deliverer,
      useFactory: (
        { db }: Database,
        clock: Clock,
        sealer: Sealer,
        channels: Channels,
        playbooks: PlaybookLibrary,
        inbox: Inbox,
        recorder: MessageRecorder,
      ) =>
        new Deliverer({
          db,
          clock,
          sealer,
          channels,
          playbooks,
          inbox,
          completeWithCode: completion(db, recorder, playbooks),
        }),
      inject: [Database, CLOCK, Sealer, Channels, PlaybookLibrary, Inbox, MessageRecorder],
    },
  ],
  exports: [TemplateLibrary, Outbox, Channels, MessageRecorder, Deliverer],
})
export class DeliveryModule implements OnModuleInit {
  constructor(
    @Inject(TemplateLibrary) private readonly templates: TemplateLibrary,
    @Inject(PlaybookLibrary) private readonly playbooks: PlaybookLibrary,
    @Inject(Database) private readonly database: Database,
  ) {}

  /** What new leads will be sent is compiled before one is waiting for it. */
  async onModuleInit(): Promise<void> {
    const newest = new Map(this.playbooks.live().map((playbook) => [playbook.name, playbook]));
    for (const playbook of newest.values()) await this.templates.of(this.database.db, playbook);
  }
}
