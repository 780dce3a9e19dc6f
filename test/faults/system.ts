import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { build, built } from '../../scripts/bootstrap/build.mjs';
import { root } from '../../scripts/bootstrap/install.mjs';
import type { WorkerRole } from '../../src/config/settings.js';
import { freePort } from '../support/servers/free-port.js';
import { ownPostgres, ownTemporal } from '../support/servers/own-servers.js';
import type { OwnServer } from '../support/servers/own-servers.js';
import { Child } from './child.js';
import { until } from '../support/until.js';

export const WRITE_KEY = 'write-key-of-the-fault-tests';
export const ADMIN_KEY = 'admin-key-of-the-fault-tests';

/** The built product as separate processes on servers of its own, with the mail mock in the place of Resend. */
export class System {
  private readonly children: Child[] = [];

  private constructor(
    readonly postgres: OwnServer,
    readonly temporal: OwnServer,
    private readonly mock: Child,
    readonly mockUrl: string,
    private readonly port: number,
    private readonly home: string,
  ) {}

  static async start(): Promise<System> {
    if (!built()) await build();
    const home = mkdtempSync(join(tmpdir(), 'leadloom-fault-'));
    const [postgres, temporal, port, mockPort] = await Promise.all([
      // It is killed: what it said is committed has to be on its disk.
      ownPostgres(true),
      ownTemporal(),
      freePort(),
      freePort(),
    ]);
    const mock = Child.start('mock', {
      argv: [
        '--import',
        join(root, 'scripts/typescript.mjs'),
        join(root, 'test/support/resend-mock/main.ts'),
        String(mockPort),
      ],
      env: { PATH: process.env['PATH'] },
      log: join(home, 'mock.log'),
    });
    const url = `http://127.0.0.1:${mockPort}`;
    return new System(postgres, temporal, mock, url, port, home);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** @param fault where it kills itself: `after-advance-commit:kill:3` */
  async api(fault?: string): Promise<Child> {
    const api = this.child('api', 'main', fault ? { LEADLOOM_FAULT: fault } : {});
    await until(async () => (await this.isReady()) || !api.lives);
    return api;
  }

  async worker(
    roles: readonly WorkerRole[],
    fault?: string,
    settings: NodeJS.ProcessEnv = {},
  ): Promise<Child> {
    const worker = this.child(roles.join('+'), 'worker', {
      WORKER_ROLES: roles.join(','),
      ...(fault ? { LEADLOOM_FAULT: fault } : {}),
      ...settings,
    });
    await until(async () => worker.says('worker is running') || !worker.lives);
    if (!worker.lives && !fault) throw new Error(`a worker died:\n${worker.lastWords()}`);
    return worker;
  }

  /** The API, as somebody who may do everything. */
  async call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ADMIN_KEY}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  /** A connection that bypasses the product. */
  readonly query = async <Row extends object>(sql: string): Promise<Row[]> => {
    const client = new pg.Client({ connectionString: this.postgres.address });
    await client.connect();
    try {
      return (await client.query<Row & pg.QueryResultRow>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  async stop(): Promise<void> {
    await Promise.all(this.children.filter(({ lives }) => lives).map((child) => child.kill()));
    await Promise.all([this.postgres.remove(), this.temporal.remove(), this.mock.stop()]);
    rmSync(this.home, { recursive: true, force: true });
  }

  private async isReady(): Promise<boolean> {
    const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
    return answer?.ok ?? false;
  }

  private child(name: string, main: string, extra: NodeJS.ProcessEnv): Child {
    const child = Child.start(name, {
      argv: ['--enable-source-maps', join(root, 'dist', 'src', `${main}.js`)],
      env: { ...this.environment(), ...extra },
      log: join(this.home, `${name}-${this.children.length}.log`),
    });
    this.children.push(child);
    return child;
  }

  environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env['PATH'],
      LEADLOOM_ENV: 'development',
      LEADLOOM_HOME: this.home,
      LEADLOOM_MASTER_KEY: KEY,
      LEADLOOM_ADMIN_KEY: ADMIN_KEY,
      LEADLOOM_WRITE_KEY: WRITE_KEY,
      DATABASE_URL: this.postgres.address,
      TEMPORAL_ADDRESS: this.temporal.address,
      PORT: String(this.port),
      MAIL_PROVIDER: 'resend',
      RESEND_API_KEY: 're_fault_tests',
      RESEND_BASE_URL: this.mockUrl,
      // So few that a job over many leads goes through many pages.
      JOB_RINGS: '20',
      LOG_LEVEL: 'info',
    };
  }
}

const KEY = randomBytes(32).toString('base64');
