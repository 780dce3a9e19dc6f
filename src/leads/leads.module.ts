import { Module } from '@nestjs/common';
import { IngestModule } from '../ingest/ingest.module.js';

/** Edits of leads by people. */
@Module({ imports: [IngestModule] })
export class LeadsModule {}
