import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { createLogger, nestLogger } from './config/logger.js';
import { requireSettings } from './config/settings.js';
import { WorkerModule } from './worker.module.js';

const settings = requireSettings();
const log = createLogger(settings.logLevel, 'worker');

const app = await NestFactory.createApplicationContext(
  WorkerModule.forRoot(settings, (error) => {
    log.fatal({ err: error }, 'a worker of Temporal ended by itself');
    process.exit(1);
  }),
  { logger: nestLogger(log) },
);
app.enableShutdownHooks();
log.info({ roles: settings.workerRoles }, 'worker is running');
