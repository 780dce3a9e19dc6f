import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { OperationsController } from './operations.controller.js';
import { Readiness } from './readiness.js';

/** `/healthz`, `/readyz` and `/metrics`. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [OperationsController],
  providers: [Readiness],
})
export class OperationsModule {}
