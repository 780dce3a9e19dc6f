import { z } from 'zod';

/**
 * Every variable Leadloom reads, with its form, its default and its meaning. The table in `docs/operations.md` is made
 * from here (a test holds it to this), so a variable that is not here does not exist.
 */

const text = z.string().min(1);
const port = z.coerce.number('must be a number').int().min(1).max(65_535);
const webUrl = z.url({
  protocol: /^https?$/,
  error: 'must be a URL that starts with http:// or https://',
});
const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: (issue) =>
    issue.input === undefined ? 'is missing' : 'must be a URL that starts with postgres://',
});
const smtpUrl = z.url({
  protocol: /^smtps?$/,
  error: 'must be a URL that starts with smtp:// or smtps://',
});
const sender = z
  .string()
  .regex(/^[^<>\r\n]+ <[^\s@<>]+@[^\s@<>]+>$/, 'must have the form Name <address@example.com>');
const apiKey = z.string().min(16, 'must have at least 16 characters');

const rings = (unset: number) =>
  z.coerce.number('must be a number').int().min(1).max(100_000).default(unset);

const masterKey = z
  .string()
  .refine((key) => Buffer.from(key, 'base64').length === 32, 'must be 32 bytes in base64')
  .transform((key) => Buffer.from(key, 'base64'));

export const WORKER_ROLES = ['lifecycle', 'delivery', 'sales', 'relay', 'sweeper'] as const;

const workerRoles = z
  .string()
  .default(WORKER_ROLES.join(','))
  .transform((list) => list.split(',').map((role) => role.trim()))
  .pipe(z.array(z.enum(WORKER_ROLES, `must be some of ${WORKER_ROLES.join(', ')}`)).min(1));

/** `<epoch ms of the machine>:<epoch ms of the engine>` at one moment. */
const clockOrigin = z
  .string()
  .regex(/^\d+:\d+$/, 'must be two epoch times in ms with a colon between')
  .transform((pair) => {
    const [real, engine] = pair.split(':').map(Number) as [number, number];
    return { real, engine };
  });

export const variables = z.object({
  LEADLOOM_ENV: z
    .enum(['development', 'production'], 'must be development or production')
    .default('development')
    .describe(
      'production refuses what is for development alone: a scaled clock, a missing master key. Follows NODE_ENV when unset',
    ),
  LEADLOOM_HOME: text.default('.leadloom').describe('Folder of all local state'),
  PORT: port.default(3000).describe('Port of the API'),
  HOST: text
    .default('127.0.0.1')
    .describe('Address the API listens on; 0.0.0.0 for all, as in a container'),
  PUBLIC_URL: webUrl
    .optional()
    .describe(
      'Where the world reaches the API, for links in mails; `http://localhost:PORT` when unset',
    ),
  DATABASE_URL: postgresUrl.describe('PostgreSQL 18; when unset, `npm start` embeds one'),
  DATABASE_POOL_SIZE: z.coerce
    .number('must be a number')
    .int()
    .min(2)
    .max(200)
    .default(16)
    .describe('Connections a process opens at most'),
  TEMPORAL_ADDRESS: text
    .default('localhost:7233')
    .describe('Temporal server; when unset, `npm start` embeds one'),
  TEMPORAL_NAMESPACE: text.default('default').describe('Namespace in Temporal'),
  TEMPORAL_API_KEY: text.optional().describe("Temporal Cloud's key; turns TLS on"),
  TEMPORAL_TLS: z
    .enum(['true', 'false'], 'must be true or false')
    .optional()
    .describe(
      "TLS to Temporal. Temporal's own TEMPORAL_TLS_CLIENT_CERT_PATH, TEMPORAL_TLS_CLIENT_KEY_PATH, TEMPORAL_TLS_SERVER_CA_CERT_PATH and TEMPORAL_TLS_SERVER_NAME are read too",
    ),
  LEADLOOM_MASTER_KEY: masterKey
    .optional()
    .describe('32 bytes in base64; encrypts everything personal. `npm start` makes one'),
  LEADLOOM_ADMIN_KEY: apiKey.optional().describe('API key with every right, known from the start'),
  LEADLOOM_WRITE_KEY: apiKey.optional().describe('API key that may only send events and forms'),
  MAIL_PROVIDER: z
    .enum(['outbox', 'resend', 'smtp'], 'must be outbox, resend or smtp')
    .default('outbox')
    .describe('`outbox` writes messages to files and sends nothing'),
  MAIL_FROM: sender
    .default('Leadloom <hello@leadloom.example>')
    .describe('Sender of mails, `Name <address>`'),
  MAIL_FROM_MARKETING: sender
    .optional()
    .describe(
      'Sender of marketing mails, which mailbox providers want apart from the others; MAIL_FROM when unset',
    ),
  RESEND_API_KEY: text.optional().describe('Needed with `MAIL_PROVIDER=resend`'),
  RESEND_BASE_URL: webUrl.default('https://api.resend.com').describe('Address of Resend'),
  SMTP_URL: smtpUrl.optional().describe('Needed with `MAIL_PROVIDER=smtp`'),
  WORKER_ROLES: workerRoles.describe('What this worker process does'),
  RELAY_RINGS: rings(500).describe(
    'Leads that may be rung and have not answered, at most: the relay rings fewer where the workers are slow. More with many workers',
  ),
  JOB_RINGS: rings(200).describe(
    'Rings that may be owed or unanswered while a job over many leads (recompute, migrate) goes on; above it waits',
  ),
  WORKER_METRICS_PORT: port
    .optional()
    .describe('Port on which this worker shows `/metrics` and `/healthz`; none when unset'),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be a level of pino: fatal, error, warn, info, debug, trace or silent',
    )
    .default('info')
    .describe('Least severe log line that is written'),
  LEADLOOM_TIME_SCALE: z.coerce
    .number('must be a number')
    .min(1, 'must be at least 1')
    .max(1_000_000, 'must be at most 1000000')
    .default(1)
    .describe("Speed of the engine's clock; development and demo only"),
  LEADLOOM_CLOCK_ORIGIN: clockOrigin
    .optional()
    .describe(
      "One moment on the machine's clock and on the engine's, epoch ms, `REAL:ENGINE`; the same for all processes. `npm start` sets it when the clock is scaled",
    ),
});

export type Variables = z.infer<typeof variables>;

/** The table of `docs/operations.md`: what is set, what it is when unset, what it means. */
export function settingsTable(): string {
  const shape = z.toJSONSchema(variables, { io: 'input', unrepresentable: 'any' });
  const rows = Object.entries(shape.properties ?? {}).map(([name, property]) => {
    const { default: fallback, description = '' } = property as {
      default?: string | number;
      description?: string;
    };
    return `| \`${name}\` | ${fallback === undefined ? '' : `\`${fallback}\``} | ${description} |`;
  });
  return ['| variable | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}
