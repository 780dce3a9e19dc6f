import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { TrackingModule } from '../tracking/tracking.module.js';
import { OutboxController } from './outbox.controller.js';

/** For the API, in development only: `/dev/outbox`. */
@Module({ imports: [DeliveryModule, TrackingModule], controllers: [OutboxController] })
export class OutboxModule {}
