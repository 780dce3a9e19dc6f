import { Module } from '@nestjs/common';
import type { Clock } from '../../activities/ports.js';
import type { Settings } from '../config/settings.js';
import { CLOCK, SETTINGS } from '../config/tokens.js';
import { Sealer } from '../crypto/sealer.js';
import { Database } from '../database/database.js';
import { Inbox } from '../ingest/inbox.js';
import { Profiles } from '../leads/profile.js';
import { Endpoints } from './endpoints.js';
import { EndpointDesk } from './endpoint-desk.js';
import { EndpointsController } from './endpoints.controller.js';
import { WebhookCaller } from './webhook-caller.js';

/** Calls to other systems: where they go, and making them. */
@Module({
  providers: [
    {
      provide: Endpoints,
      useFactory: ({ db }: Database, sealer: Sealer) => new Endpoints(db, sealer),
      inject: [Database, Sealer],
    },
    {
      provide: WebhookCaller,
      useFactory: (
        { db }: Database,
        clock: Clock,
        endpoints: Endpoints,
        profiles: Profiles,
        inbox: Inbox,
        settings: Settings,
      ) => new WebhookCaller({ db, clock, endpoints, profiles, inbox, reach: reachOf(settings) }),
      inject: [Database, CLOCK, Endpoints, Profiles, Inbox, SETTINGS],
    },
  ],
  exports: [Endpoints, WebhookCaller],
})
export class WebhooksModule {}

/** For the API: `/v1/webhook-endpoints`. */
@Module({
  imports: [WebhooksModule],
  controllers: [EndpointsController],
  providers: [
    {
      provide: EndpointDesk,
      useFactory: (
        { db }: Database,
        endpoints: Endpoints,
        settings: Settings,
        caller: WebhookCaller,
      ) => new EndpointDesk(db, endpoints, reachOf(settings), caller.call),
      inject: [Database, Endpoints, SETTINGS, WebhookCaller],
    },
  ],
})
export class WebhooksApiModule {}

const reachOf = ({ environment }: Settings) => ({ loopback: environment === 'development' });
