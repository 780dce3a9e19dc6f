import { Module } from '@nestjs/common';
import { AlertsController } from './alerts.controller.js';

/** For the API: what needs a person. */
@Module({ controllers: [AlertsController] })
export class AlertsModule {}
