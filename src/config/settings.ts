import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { loadClientConnectConfig } from '@temporalio/envconfig';

import type { ClockOrigin } from './clock.js';
import { projectRoot } from './project-root.js';
import { type Variables, variables, WORKER_ROLES } from './setting-variables.js';

export type WorkerRole = (typeof WORKER_ROLES)[number];

export type MailSettings =
  | { provider: 'outbox' }
  | { provider: 'resend'; apiKey: string; baseUrl: string }
  | { provider: 'smtp'; url: string };

type TemporalConnection = ReturnType<typeof loadClientConnectConfig>['connectionOptions'];

/** What a process is told from outside, complete and valid. */
export interface Settings {
  environment: 'development' | 'production';
  /** Absolute path of the state folder. */
  home: string;
  host: string;
  port: number;
  /** Without a slash at the end. */
  publicUrl: string;
  database: { url: string; poolSize: number };
  temporal: {
    namespace: string;
    /** As both `Connection.connect` and `NativeConnection.connect` take it. */
    connection: TemporalConnection;
  };
  /** 32 bytes. */
  masterKey: Buffer;
  adminKey?: string;
  writeKey?: string;
  mail: MailSettings;
  /** `Name <address>` by category of message. */
  senders: { marketing: string; operational: string };
  workerRoles: WorkerRole[];
  /** How many rings may be unanswered: for the relay, and for a job that adds to them. */
  rings: { relay: number; job: number };
  /** Absent: the worker shows no metrics. */
  workerMetricsPort?: number;
  logLevel: Variables['LOG_LEVEL'];
  timeScale: number;
  clockOrigin?: ClockOrigin;
}

/** Either the settings or everything that is wrong with them, a sentence each. */
export type ReadSettings = { settings: Settings } | { problems: string[] };

type Environment = Record<string, string | undefined>;

/** Set, but to nothing, is how many tools write "not set". */
const withoutBlanks = (env: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1]?.trim())),
  );

/**
 * What `npm start` gave its own processes, so that in development a process or a command started beside it finds the
 * same servers and keys without being told.
 */
function fromRunningInstance(home: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(join(home, 'environment.json'), 'utf8')) as Record<
      string,
      string
    >;
  } catch {
    // Nothing runs on this folder: what is missing will be said by name.
    return {};
  }
}

function gather(given: Environment): Record<string, string> {
  const env = withoutBlanks(given);
  const environment =
    env['LEADLOOM_ENV'] ?? (env['NODE_ENV'] === 'production' ? 'production' : 'development');
  const home = resolve(projectRoot, env['LEADLOOM_HOME'] ?? '.leadloom');
  const defaults = environment === 'development' ? fromRunningInstance(home) : {};
  return { ...defaults, ...env, LEADLOOM_ENV: environment, LEADLOOM_HOME: home };
}

/** Rules between variables, read from the raw values so that they are told together with every other problem. */
function conflicts(env: Environment): string[] {
  const production = env['LEADLOOM_ENV'] === 'production';
  const rules: [boolean, string][] = [
    [
      !env['LEADLOOM_MASTER_KEY'],
      'LEADLOOM_MASTER_KEY is missing: without it nothing personal can be stored or read',
    ],
    [
      production && Number(env['LEADLOOM_TIME_SCALE'] ?? 1) !== 1,
      'LEADLOOM_TIME_SCALE is for development and demo: unset it in production',
    ],
    [
      production && env['LEADLOOM_CLOCK_ORIGIN'] !== undefined,
      'LEADLOOM_CLOCK_ORIGIN is for development and demo: unset it in production',
    ],
    [
      env['MAIL_PROVIDER'] === 'resend' && !env['RESEND_API_KEY'],
      'RESEND_API_KEY is missing: MAIL_PROVIDER=resend needs it',
    ],
    [
      env['MAIL_PROVIDER'] === 'smtp' && !env['SMTP_URL'],
      'SMTP_URL is missing: MAIL_PROVIDER=smtp needs it',
    ],
  ];
  return rules.filter(([broken]) => broken).map(([, problem]) => problem);
}

function mailOf(values: Variables): MailSettings {
  switch (values.MAIL_PROVIDER) {
    case 'outbox':
      return { provider: 'outbox' };
    case 'resend':
      return {
        provider: 'resend',
        apiKey: values.RESEND_API_KEY ?? '',
        baseUrl: values.RESEND_BASE_URL,
      };
    case 'smtp':
      return { provider: 'smtp', url: values.SMTP_URL ?? '' };
  }
}

/** Temporal's own variables, read by its own library, which also reads the certificates they name. */
function temporalConnection(env: Record<string, string>): TemporalConnection | string {
  try {
    return loadClientConnectConfig({ disableFile: true, overrideEnvVars: env }).connectionOptions;
  } catch (error) {
    return `TEMPORAL_TLS settings cannot be used: ${(error as Error).message}`;
  }
}

function settingsOf(
  values: Variables,
  masterKey: Buffer,
  connection: TemporalConnection,
): Settings {
  return {
    environment: values.LEADLOOM_ENV,
    home: values.LEADLOOM_HOME,
    host: values.HOST,
    port: values.PORT,
    publicUrl: (values.PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/+$/, ''),
    database: { url: values.DATABASE_URL, poolSize: values.DATABASE_POOL_SIZE },
    temporal: {
      namespace: values.TEMPORAL_NAMESPACE,
      connection: { ...connection, address: values.TEMPORAL_ADDRESS },
    },
    masterKey,
    ...(values.LEADLOOM_ADMIN_KEY && { adminKey: values.LEADLOOM_ADMIN_KEY }),
    ...(values.LEADLOOM_WRITE_KEY && { writeKey: values.LEADLOOM_WRITE_KEY }),
    mail: mailOf(values),
    senders: {
      marketing: values.MAIL_FROM_MARKETING ?? values.MAIL_FROM,
      operational: values.MAIL_FROM,
    },
    workerRoles: values.WORKER_ROLES,
    rings: { relay: values.RELAY_RINGS, job: values.JOB_RINGS },
    ...(values.WORKER_METRICS_PORT && { workerMetricsPort: values.WORKER_METRICS_PORT }),
    logLevel: values.LOG_LEVEL,
    timeScale: values.LEADLOOM_TIME_SCALE,
    ...(values.LEADLOOM_CLOCK_ORIGIN && { clockOrigin: values.LEADLOOM_CLOCK_ORIGIN }),
  };
}

/**
 * Reads all settings from the environment and checks them, every problem at once. Values never show up in a problem:
 * some of them are secrets.
 */
export function readSettings(given: Environment): ReadSettings {
  const env = gather(given);
  const parsed = variables.safeParse(env);
  const malformed = (parsed.error?.issues ?? []).map(
    (issue) => `${String(issue.path[0])} ${issue.message}`,
  );
  const connection = temporalConnection(env);
  const unusable = typeof connection === 'string' ? [connection] : [];
  const problems = [...malformed, ...conflicts(env), ...unusable];
  const masterKey = parsed.data?.LEADLOOM_MASTER_KEY;
  if (problems.length > 0 || !parsed.data || !masterKey || typeof connection === 'string') {
    return { problems };
  }
  return { settings: settingsOf(parsed.data, masterKey, connection) };
}

/** For the start of a process: the settings, or all problems on stderr and exit code 1. */
export function requireSettings(given: Environment = process.env): Settings {
  const read = readSettings(given);
  if ('settings' in read) return read.settings;
  console.error(
    `These settings must be put right:\n${read.problems.map((p) => `  - ${p}`).join('\n')}`,
  );
  return process.exit(1);
}
