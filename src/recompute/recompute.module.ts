import { Module } from '@nestjs/common';
import { Database } from '../database/database.js';
import { PlaybookLibrary } from '../playbooks/library.js';
import { RecomputeController } from './recompute.controller.js';
import { Recomputes } from './recomputes.js';

/** For the API: recomputes, their preview and the word on what they hold back. */
@Module({
  controllers: [RecomputeController],
  providers: [
    {
      provide: Recomputes,
      inject: [Database, PlaybookLibrary],
      useFactory: ({ db }: Database, library: PlaybookLibrary) => new Recomputes(db, library),
    },
  ],
})
export class RecomputeModule {}
