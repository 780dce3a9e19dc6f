import 'reflect-metadata';
import type { Logger } from 'pino';
import { requireSettings } from './config/settings.js';
import { LOGGER } from './config/tokens.js';
import { createApi } from './http/create-api.js';

const settings = requireSettings();
const api = await createApi(settings);
api.enableShutdownHooks();
await api.listen(settings.port, settings.host);
api.get<Logger>(LOGGER).info({ port: settings.port }, 'api is up');
