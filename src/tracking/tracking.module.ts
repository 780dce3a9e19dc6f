import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../activities/ports.js';
import { CLOCK } from '../config/tokens.js';
import { Database } from '../database/database.js';
import { Inbox } from '../ingest/inbox.js';
import { PlaybookLibrary } from '../playbooks/library.js';
import { Engagements } from './engagement.js';
import { TrackedAddressesModule } from './tracked-addresses.module.js';
import { TrackingController } from './tracking.controller.js';
import { Unsubscribing } from './unsubscribing.js';

/** For the API: `/t/c`, `/t/o` and `/u`. */
@Module({
  imports: [TrackedAddressesModule],
  controllers: [TrackingController],
  providers: [
    {
      provide: Engagements,
      useFactory: ({ db }: Database, clock: Clock, inbox: Inbox, playbooks: PlaybookLibrary) =>
        new Engagements({ db, clock, inbox, playbooks }),
      inject: [Database, CLOCK, Inbox, PlaybookLibrary],
    },
    {
      provide: Unsubscribing,
      useFactory: ({ db }: Database, clock: Clock, inbox: Inbox) =>
        new Unsubscribing({ db, clock, inbox }),
      inject: [Database, CLOCK, Inbox],
    },
  ],
  exports: [Engagements, Unsubscribing, TrackedAddressesModule],
})
export class TrackingModule implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  /** RFC 8058 lets a mailbox provider post its one word as a multipart form. Nobody reads it. */
  onModuleInit(): void {
    const fastify = this.host.httpAdapter?.getInstance<FastifyInstance | undefined>();
    const form = 'multipart/form-data';
    if (!fastify || fastify.hasContentTypeParser(form)) return;
    fastify.addContentTypeParser(form, { parseAs: 'buffer', bodyLimit: 16_384 }, (_, __, done) => {
      done(null, {});
    });
  }
}
