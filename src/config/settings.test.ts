import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { projectRoot } from './project-root.js';
import { settingsTable } from './setting-variables.js';
import { readSettings, type Settings } from './settings.js';

let home: string;
let complete: Record<string, string>;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'leadloom-settings-'));
  complete = {
    LEADLOOM_HOME: home,
    DATABASE_URL: 'postgres://leadloom:secret@localhost/leadloom',
    LEADLOOM_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  };
});
afterEach(() => rmSync(home, { recursive: true }));

function settings(env: Record<string, string>): Settings {
  const read = readSettings(env);
  if ('problems' in read) throw new Error(read.problems.join('; '));
  return read.settings;
}

function problems(env: Record<string, string>): string[] {
  const read = readSettings(env);
  return 'problems' in read ? read.problems : [];
}

describe('settings', () => {
  test('a database and a master key are all that must be given', () => {
    expect(settings(complete)).toMatchObject({
      environment: 'development',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      temporal: { namespace: 'default', connection: { address: 'localhost:7233' } },
      mail: { provider: 'outbox' },
      workerRoles: ['lifecycle', 'delivery', 'sales', 'relay', 'sweeper'],
      timeScale: 1,
    });
  });

  test('all problems are listed at once, by name and without their values', () => {
    const listed = problems({
      LEADLOOM_HOME: home,
      PORT: 'eighty-thousand',
      LEADLOOM_MASTER_KEY: 'c2hvcnQ=',
      LEADLOOM_ADMIN_KEY: 'tooshort',
      MAIL_PROVIDER: 'resend',
      WORKER_ROLES: 'lifecycle,gardening',
    });
    expect(listed).toEqual([
      'PORT must be a number',
      'DATABASE_URL is missing',
      'LEADLOOM_MASTER_KEY must be 32 bytes in base64',
      'LEADLOOM_ADMIN_KEY must have at least 16 characters',
      'WORKER_ROLES must be some of lifecycle, delivery, sales, relay, sweeper',
      'RESEND_API_KEY is missing: MAIL_PROVIDER=resend needs it',
    ]);
    expect(listed.join()).not.toMatch(/eighty|c2hvcnQ|tooshort|gardening/);
  });

  test('production refuses a scaled clock and a missing master key', () => {
    expect(
      problems({
        LEADLOOM_HOME: home,
        NODE_ENV: 'production',
        DATABASE_URL: complete['DATABASE_URL'] ?? '',
        LEADLOOM_TIME_SCALE: '8640',
      }),
    ).toEqual([
      'LEADLOOM_MASTER_KEY is missing: without it nothing personal can be stored or read',
      'LEADLOOM_TIME_SCALE is for development and demo: unset it in production',
    ]);
  });

  test('a variable set to nothing counts as not set', () => {
    expect(settings({ ...complete, PORT: ' ', LEADLOOM_WRITE_KEY: '' }).port).toBe(3000);
  });

  test('in development what is not given is taken from the instance running on the same folder', () => {
    writeFileSync(join(home, 'environment.json'), JSON.stringify(complete));
    expect(settings({ LEADLOOM_HOME: home, PORT: '4000' })).toMatchObject({
      port: 4000,
      database: { url: complete['DATABASE_URL'] },
    });
    expect(problems({ LEADLOOM_HOME: home, LEADLOOM_ENV: 'production' })).toContain(
      'DATABASE_URL is missing',
    );
  });

  test("Temporal's own variables for keys and certificates are understood", () => {
    const read = settings({
      ...complete,
      TEMPORAL_ADDRESS: 'x.tmprl.cloud:7233',
      TEMPORAL_API_KEY: 'k',
    });
    expect(read.temporal.connection).toMatchObject({ address: 'x.tmprl.cloud:7233', apiKey: 'k' });
    expect(problems({ ...complete, TEMPORAL_TLS_CLIENT_CERT_PATH: '/nowhere/cert' })).toEqual([
      expect.stringMatching(/^TEMPORAL_TLS settings cannot be used/),
    ]);
  });

  test('the table in docs/operations.md is the one the settings describe', () => {
    expect(readFileSync(join(projectRoot, 'docs/operations.md'), 'utf8')).toContain(
      settingsTable(),
    );
  });
});
