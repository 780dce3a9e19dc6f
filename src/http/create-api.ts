import { randomUUID } from 'node:crypto';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../../activities/ports.js';
import { ApiModule } from '../app.module.js';
import { nestLogger } from '../config/logger.js';
import type { Settings } from '../config/settings.js';
import { LOGGER } from '../config/tokens.js';
import type { ThreadStart } from '../threads/threads.js';
import { LARGEST_BODY, readBodies } from './bodies.js';
import { isIntake } from './intake-paths.js';
import { describeApi } from './openapi.js';
import { ProblemFilter } from './problem.filter.js';

/** Requests a minute from one address to anything but intake, which has its own back-pressure. */
const REQUESTS_A_MINUTE = 6_000;

/**
 * The API, complete and not yet listening.
 *
 * @param clock only for tests, whose time is that of a server which skips it
 * @param threads how threads are begun where they do not run from the build
 */
export async function createApi(
  settings: Settings,
  clock?: Clock,
  threads?: ThreadStart,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: LARGEST_BODY,
    // A path with a slash at the end is the same path; a redirect would count as delivered for some clients.
    routerOptions: { ignoreTrailingSlash: true, caseSensitive: true, maxParamLength: 4_096 },
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.forRoot(settings, clock, threads),
    adapter,
    {
      bodyParser: false,
      bufferLogs: true,
      abortOnError: false,
    },
  );
  const logger = app.get<Logger>(LOGGER);
  app.useLogger(nestLogger(logger));
  app.useGlobalFilters(new ProblemFilter(logger));
  await equip(adapter.getInstance());
  describeApi(app);
  return app;
}

async function equip(fastify: FastifyInstance): Promise<void> {
  readBodies(fastify);
  await fastify.register(helmet, {
    // The documentation page brings its own inline script.
    contentSecurityPolicy: false,
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  });
  await fastify.register(cors, {
    delegator: (request, done) => {
      // Which pages may use a key is the key's to say, and the guard's to hold; a browser asks first without one.
      done(
        null,
        isIntake(request.url ?? '') ? { origin: true, maxAge: 86_400 } : { origin: false },
      );
    },
  });
  await fastify.register(rateLimit, {
    max: REQUESTS_A_MINUTE,
    timeWindow: '1 minute',
    allowList: (request) => isIntake(request.url),
    errorResponseBuilder: (request, { ttl }) => ({
      statusCode: 429,
      type: 'urn:leadloom:problem:too-many-requests',
      title: 'Too Many Requests',
      status: 429,
      code: 'too-many-requests',
      message: `Too many requests from this address; try again in ${Math.ceil(ttl / 1000)} s`,
      requestId: request.id,
      errors: [],
    }),
  });
}
