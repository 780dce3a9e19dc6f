import { Module } from '@nestjs/common';
import type { Logger } from 'pino';

import { LOGGER } from '../config/tokens.js';
import { Database } from '../database/database.js';
import { Threads } from '../threads/threads.js';
import { SimulationRunner } from './simulation-runner.js';
import { SimulationsController } from './simulations.controller.js';

/** What-if over the record. */
@Module({
  controllers: [SimulationsController],
  providers: [
    {
      provide: SimulationRunner,
      inject: [Database, Threads, LOGGER],
      useFactory: ({ db }: Database, threads: Threads, log: Logger) =>
        new SimulationRunner({ db, threads, log }),
    },
  ],
})
export class SimulationsModule {}
