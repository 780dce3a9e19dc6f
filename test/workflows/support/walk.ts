import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { sql } from 'kysely';
import { pino } from 'pino';
import type { Clock } from '../../../activities/ports.js';
import { readSettings } from '../../../src/config/settings.js';
import type { Settings } from '../../../src/config/settings.js';
import { Database } from '../../../src/database/database.js';
import { Deliverer } from '../../../src/delivery/deliver.js';
import { DeliveryModule } from '../../../src/delivery/delivery.module.js';
import { createApi } from '../../../src/http/create-api.js';
import { Advancer } from '../../../src/lifecycle/advance.js';
import { LifecycleModule } from '../../../src/lifecycle/lifecycle.module.js';
import { Relay } from '../../../src/lifecycle/relay.js';
import { Ringer } from '../../../src/lifecycle/ringer.js';
import { PlatformModule } from '../../../src/platform.module.js';
import { Assigner } from '../../../src/sales/assigner.js';
import { Notifier } from '../../../src/sales/notifier.js';
import { WebhookCaller } from '../../../src/webhooks/webhook-caller.js';
import { WebhooksModule } from '../../../src/webhooks/webhooks.module.js';
import { SalesModule } from '../../../src/sales/sales.module.js';
import { shanghai } from '../../support/engine/china-2026.js';
import { freshDatabase } from '../../support/servers/fresh-database.js';
import { until } from '../../support/until.js';
import { recordHistory } from './record-history.js';
import { SkippingTemporal } from './skipping-temporal.js';
import { WalkedLead } from './walked-lead.js';

const WRITE_KEY = 'write-key-of-the-walks';
const ADMIN_KEY = 'admin-key-of-the-walks';

/** The product but for its clock: the API, the record, the loop, the outbox, on a server whose time skips. */
export class Walk {
  private readonly captured: string[] = [];

  private constructor(
    private readonly name: string,
    readonly temporal: SkippingTemporal,
    readonly api: NestFastifyApplication,
    readonly database: Database,
    private readonly relay: Relay,
    private readonly end: () => Promise<void>,
  ) {}

  /**
   * @param name of its history in the replay gate
   * @param start wall-clock time in Shanghai: `2026-11-27 17:58`
   */
  static async begin(name: string, start: string): Promise<Walk> {
    const temporal = await SkippingTemporal.open(shanghai(start));
    const fresh = await freshDatabase();
    const home = mkdtempSync(join(tmpdir(), 'leadloom-walk-'));
    const settings = settingsFor(fresh.url, home);
    const api = await createApi(settings, temporal);
    await api.init();
    const worker = await NestFactory.createApplicationContext(
      WalkModule.forRoot(settings, temporal),
      { logger: false },
    );
    await temporal.serve(portsOf(worker));
    const database = worker.get(Database);
    const ringer = new Ringer(temporal.env.client);
    const relay = new Relay(database.db, ringer, pino({ level: 'silent' }), 500);
    return new Walk(name, temporal, api, database, relay, async () => {
      await temporal.close();
      await Promise.all([api.close(), worker.close()]);
      await fresh.drop();
      rmSync(home, { recursive: true });
    });
  }

  /** A form of the shipped playbook, filled in now by a person whose telephone and mail nobody else has. */
  async capture(fields: Record<string, string>, more: object = {}): Promise<WalkedLead> {
    const number = String(Math.trunc(Math.random() * 1e8)).padStart(8, '0');
    const { leadId } = await this.post('/v1/leads', {
      form: 'whitepaper-2024',
      fields: {
        name: '王芳',
        phone: `+86138${number}`,
        email: `lead-${number}@example.com`,
        company: '示例公司',
        ...fields,
      },
      consent: { granted: true, purpose: 'marketing', text: '同意', channels: ['email', 'sms'] },
      source: { channel: 'website' },
      ...more,
    });
    this.captured.push(leadId as string);
    return new WalkedLead(this, leadId as string);
  }

  /** What a visitor or a client does now. */
  async track(who: { userId?: string; anonymousId?: string }, event: string, properties = {}) {
    await this.post('/v1/track', { ...who, event, properties });
  }

  async post(url: string, payload: object): Promise<Record<string, unknown>> {
    await this.temporal.sync();
    const key = url.startsWith('/v1/tickets') ? ADMIN_KEY : WRITE_KEY;
    const headers = { authorization: `Bearer ${key}` };
    const answer = await this.api.inject({ method: 'POST', url, payload, headers });
    if (answer.statusCode >= 300)
      throw new Error(`${url} answered ${answer.statusCode}: ${answer.body}`);
    await this.settled();
    return answer.body === '' ? {} : (answer.json() as Record<string, unknown>);
  }

  /** What a browser does with an address of ours. */
  async visit(address: string, method: 'GET' | 'POST' = 'GET'): Promise<void> {
    await this.temporal.sync();
    const answer = await this.api.inject({ method, url: new URL(address).pathname });
    if (answer.statusCode >= 400) throw new Error(`${address} answered ${answer.statusCode}`);
    await this.settled();
  }

  /** Time passes until then, with everything that falls due. */
  async at(time: string): Promise<void> {
    await this.temporal.pass(shanghai(time) - (await this.temporal.sync()));
    await this.settled();
  }

  /** Until nothing is under way: no ring owed, no command open, nothing due. */
  async settled(): Promise<void> {
    await until(async () => {
      await this.relay.round();
      return this.isQuiet();
    });
  }

  async close(): Promise<void> {
    for (const lead of this.captured) await recordHistory(this.temporal.run(lead), this.name);
    await this.end();
  }

  /** One statement: an answer pieced together from several moments could miss what moves between them. */
  private async isQuiet(): Promise<boolean> {
    const { rows } = await sql<{ busy: boolean }>`
      select exists (select from ring) or exists (select from command where done_at is null)
        or exists (select from lead where wakes_at <= ${new Date(this.temporal.now())}) as busy`.execute(
      this.database.db,
    );
    return rows[0]?.busy === false;
  }
}

function settingsFor(url: string, home: string): Settings {
  const read = readSettings({
    DATABASE_URL: url,
    LEADLOOM_HOME: home,
    LEADLOOM_MASTER_KEY: randomBytes(32).toString('base64'),
    LEADLOOM_WRITE_KEY: WRITE_KEY,
    LEADLOOM_ADMIN_KEY: ADMIN_KEY,
    LOG_LEVEL: 'error',
  });
  if ('settings' in read) return read.settings;
  throw new Error(read.problems.join('\n'));
}

@Module({})
class WalkModule {
  static forRoot(settings: Settings, clock: Clock): DynamicModule {
    const platform = PlatformModule.forRoot(settings, 'walk', clock);
    return {
      module: WalkModule,
      imports: [platform, LifecycleModule, DeliveryModule, SalesModule, WebhooksModule],
    };
  }
}

const portsOf = (worker: INestApplicationContext) => ({
  advance: worker.get(Advancer).advance,
  deliver: worker.get(Deliverer).deliver,
  assign: worker.get(Assigner).assign,
  notify: worker.get(Notifier).notify,
  webhook: worker.get(WebhookCaller).call,
});
