import { Module } from '@nestjs/common';
import type { Logger } from 'pino';

import { LOGGER } from '../config/tokens.js';
import { Sealer } from '../crypto/sealer.js';
import { Database } from '../database/database.js';
import { PlaybookLibrary } from '../playbooks/library.js';
import { SimulationRunner } from './simulation-runner.js';
import { SimulationsController } from './simulations.controller.js';

/** What-if over the record. */
@Module({
  controllers: [SimulationsController],
  providers: [
    {
      provide: SimulationRunner,
      inject: [Database, Sealer, PlaybookLibrary, LOGGER],
      useFactory: ({ db }: Database, sealer: Sealer, playbooks: PlaybookLibrary, log: Logger) =>
        new SimulationRunner({ db, sealer, playbooks, log }),
    },
  ],
})
export class SimulationsModule {}
