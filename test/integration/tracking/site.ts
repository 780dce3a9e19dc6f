import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DynamicModule, Global, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { CLOCK, LOGGER, SETTINGS } from '../../../src/config/tokens.js';
import { Sealer } from '../../../src/crypto/sealer.js';
import { Database } from '../../../src/database/database.js';
import { OutboxModule } from '../../../src/dev/outbox.module.js';
import { Inbox } from '../../../src/ingest/inbox.js';
import { Profiles } from '../../../src/leads/profile.js';
import { PlaybookLibrary } from '../../../src/playbooks/library.js';
import { playbook, Stage } from '../delivery/stage.js';

@Module({})
class RootModule {}

@Global()
@Module({})
class StageModule {}

/** The public pages on a real port, over the stage's database. */
export class Site {
  private constructor(
    readonly stage: Stage,
    readonly url: string,
    readonly home: string,
    private readonly app: NestFastifyApplication,
  ) {}

  static async open(): Promise<Site> {
    const stage = await Stage.open();
    const home = await mkdtemp(join(tmpdir(), 'site-'));
    const app = await NestFactory.create<NestFastifyApplication>(
      rootOf(stage, home, OutboxModule),
      new FastifyAdapter(),
      { logger: false },
    );
    await app.listen(0, '127.0.0.1');
    return new Site(stage, await app.getUrl(), home, app);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.stage.close();
    await rm(this.home, { recursive: true });
  }

  /** The path behind a public address. */
  path(address: string): string {
    return `${this.url}${new URL(address).pathname}`;
  }
}

/** Modules of the product over a stage, in place of their platform. */
export function rootOf(stage: Stage, home: string, ...modules: Type[]): DynamicModule {
  return { module: RootModule, imports: [platformOf(stage, home), ...modules] };
}

function platformOf(stage: Stage, home: string): DynamicModule {
  const settings = {
    environment: 'development',
    home,
    publicUrl: 'https://mail.example.com',
    mail: { provider: 'outbox' },
    senders: { marketing: 'L <m@example.com>', operational: 'L <o@example.com>' },
  };
  const library = { live: () => [], default: () => playbook, get: async () => playbook };
  const providers = [
    { provide: SETTINGS, useValue: settings },
    { provide: CLOCK, useValue: stage.clock },
    { provide: LOGGER, useValue: pino({ level: 'silent' }) },
    { provide: Sealer, useValue: stage.sealer },
    { provide: Database, useValue: stage.database },
    { provide: Inbox, useValue: stage.inbox },
    { provide: Profiles, useValue: new Profiles(stage.sealer) },
    { provide: PlaybookLibrary, useValue: library },
  ];
  const exports = providers.map(({ provide }) => provide);
  return { module: StageModule, global: true, providers, exports };
}
