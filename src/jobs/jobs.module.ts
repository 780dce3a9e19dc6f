import { Module } from '@nestjs/common';
import { JobsController } from './jobs.controller.js';

/** For the API: what jobs over many leads there are, how far they are, and their end. */
@Module({ controllers: [JobsController] })
export class JobsModule {}
