import { type DynamicModule, Module } from '@nestjs/common';
import { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { register } from 'prom-client';
import type { Clock } from '../activities/ports.js';
import type { Settings } from './config/settings.js';
import { CLOCK, LOGGER } from './config/tokens.js';
import { Sealer } from './crypto/sealer.js';
import { Database } from './database/database.js';
import { Deliverer } from './delivery/deliver.js';
import { DeliveryModule } from './delivery/delivery.module.js';
import { Inbox } from './ingest/inbox.js';
import { JobRunner } from './jobs/job-runner.js';
import { JobStarter } from './jobs/job-starter.js';
import { Advancer } from './lifecycle/advance.js';
import { LifecycleModule } from './lifecycle/lifecycle.module.js';
import { LoopKeepers } from './lifecycle/loop-keepers.js';
import { Relay } from './lifecycle/relay.js';
import { MetricsPage } from './lifecycle/metrics-page.js';
import { Ringer } from './lifecycle/ringer.js';
import { Sweeper } from './lifecycle/sweeper.js';
import { decide } from '../engine/decide.js';
import { PlaybookLibrary } from './playbooks/library.js';
import { RecomputePreview } from './recompute/preview.js';
import { PlatformModule } from './platform.module.js';
import { Assigner } from './sales/assigner.js';
import { Notifier } from './sales/notifier.js';
import { SalesModule } from './sales/sales.module.js';
import { ActivityWatch } from './temporal/activity-watch.js';
import { dataConverter, openClient } from './temporal/client.js';
import { leadWorkers } from './temporal/lead-workers.js';
import { ensureSearchAttributes } from './temporal/search-attributes.js';
import { WebhookCaller } from './webhooks/webhook-caller.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import { WorkerHost } from './temporal/worker-host.js';
import { workflowBundle } from './temporal/workflow-bundle.js';

/** Everything that moves leads: Temporal's workers, relay and sweeper, as far as this process has those roles. */
@Module({})
export class WorkerModule {
  /** @param onFatal called when a worker ended by itself: this process is of no use any more */
  static forRoot(settings: Settings, onFatal: (error: unknown) => void): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        PlatformModule.forRoot(settings, 'worker'),
        LifecycleModule,
        DeliveryModule,
        SalesModule,
        WebhooksModule,
      ],
      providers: [
        {
          provide: Client,
          inject: [Sealer],
          useFactory: (sealer: Sealer) => openClient(settings.temporal, sealer),
        },
        { provide: Ringer, inject: [Client], useFactory: (client: Client) => new Ringer(client) },
        {
          provide: LoopKeepers,
          inject: [Database, Ringer, CLOCK, LOGGER],
          useFactory: ({ db }: Database, ringer: Ringer, clock: Clock, log: Logger) =>
            new LoopKeepers(
              settings.workerRoles,
              new Relay(db, ringer, log, settings.rings.relay),
              new Sweeper(db, ringer, clock, log),
              settings.database.url,
            ),
        },
        {
          provide: JobRunner,
          inject: [Database, Inbox, CLOCK, PlaybookLibrary, LOGGER],
          useFactory: jobRunner(settings),
        },
        {
          provide: JobStarter,
          inject: [Database, Client, LOGGER],
          useFactory: ({ db }: Database, client: Client, log: Logger) =>
            new JobStarter(db, client, settings.workerRoles.includes('relay'), log),
        },
        {
          provide: ActivityWatch,
          inject: [Database, LOGGER],
          useFactory: ({ db }: Database, log: Logger) => new ActivityWatch(db, log),
        },
        {
          provide: MetricsPage,
          useFactory: () => new MetricsPage(register, settings.host, settings.workerMetricsPort),
        },
        {
          provide: WorkerHost,
          inject: [
            Advancer,
            Deliverer,
            Assigner,
            Notifier,
            WebhookCaller,
            JobRunner,
            ActivityWatch,
            Sealer,
            LOGGER,
          ],
          useFactory: workerHost(settings, onFatal),
        },
      ],
    };
  }
}

const jobRunner =
  ({ rings }: Settings) =>
  ({ db }: Database, inbox: Inbox, clock: Clock, playbooks: PlaybookLibrary, log: Logger) => {
    const { look } = new RecomputePreview({ inbox, playbooks, clock, engine: { decide } });
    return new JobRunner({ db, inbox, clock, rings: rings.job, preview: look }, log);
  };

const workerHost =
  (settings: Settings, onFatal: (error: unknown) => void) =>
  (
    advancer: Advancer,
    deliverer: Deliverer,
    assigner: Assigner,
    notifier: Notifier,
    caller: WebhookCaller,
    jobs: JobRunner,
    watch: ActivityWatch,
    sealer: Sealer,
    log: Logger,
  ): WorkerHost => {
    const { temporal } = settings;
    const ports = {
      advance: advancer.advance,
      deliver: deliverer.deliver,
      assign: assigner.assign,
      notify: notifier.notify,
      webhook: caller.call,
      append: jobs.append,
    };
    return new WorkerHost({
      temporal,
      log,
      onFatal,
      shared: { dataConverter: dataConverter(sealer) },
      queues: () => leadWorkers(settings, ports, watch.watch, workflowBundle),
      prepare: (connection) => ensureSearchAttributes(connection, temporal.namespace),
    });
  };
