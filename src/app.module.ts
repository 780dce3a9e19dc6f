import { type DynamicModule, Module } from '@nestjs/common';
import type { Clock } from '../activities/ports.js';
import { AccessModule } from './access/access.module.js';
import type { Settings } from './config/settings.js';
import { AlertsModule } from './alerts/alerts.module.js';
import { CouponsModule } from './coupons/coupons.module.js';
import { OutboxModule } from './dev/outbox.module.js';
import { OperationsModule } from './http/operations.module.js';
import { IngestModule } from './ingest/ingest.module.js';
import { InsightsModule } from './insights/insights.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { LeadsModule } from './leads/leads.module.js';
import { PlatformModule } from './platform.module.js';
import { PlaybooksModule } from './playbooks/playbooks.module.js';
import { RecomputeModule } from './recompute/recompute.module.js';
import { SalesApiModule } from './sales/sales-api.module.js';
import { WebhooksApiModule } from './webhooks/webhooks.module.js';
import { CodecModule } from './temporal/codec.module.js';
import { SimulationsModule } from './simulations/simulations.module.js';
import { ThreadsModule } from './threads/threads.module.js';
import type { ThreadStart } from './threads/threads.js';
import { TrackingModule } from './tracking/tracking.module.js';

/** Everything the API process does. */
@Module({})
export class ApiModule {
  static forRoot(settings: Settings, clock?: Clock, threads?: ThreadStart): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        PlatformModule.forRoot(settings, 'api', clock),
        ThreadsModule.forRoot(settings, threads),
        AccessModule,
        OperationsModule,
        IngestModule,
        LeadsModule,
        AlertsModule,
        JobsModule,
        RecomputeModule,
        PlaybooksModule,
        InsightsModule,
        SalesApiModule,
        SimulationsModule,
        WebhooksApiModule,
        CouponsModule,
        TrackingModule,
        ...(settings.environment === 'development' ? [OutboxModule, CodecModule] : []),
      ],
    };
  }
}
