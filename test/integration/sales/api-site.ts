import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { ProblemFilter } from '../../../src/http/problem.filter.js';
import { Assigner } from '../../../src/sales/assigner.js';
import { SalesApiModule } from '../../../src/sales/sales-api.module.js';
import { Stage } from '../delivery/stage.js';
import { rootOf } from '../tracking/site.js';

/** The routes of sales on a real port, over the stage's database. */
export class ApiSite {
  private constructor(
    private readonly stage: Stage,
    private readonly app: NestFastifyApplication,
    private readonly url: string,
  ) {}

  static async open(): Promise<ApiSite> {
    const stage = await Stage.open();
    const app = await NestFactory.create<NestFastifyApplication>(
      rootOf(stage, '/nowhere', SalesApiModule),
      new FastifyAdapter(),
      { logger: false },
    );
    app.useGlobalFilters(new ProblemFilter(pino({ level: 'silent' })));
    await app.listen(0, '127.0.0.1');
    return new ApiSite(stage, app, await app.getUrl());
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.stage.close();
  }

  async call(method: string, path: string, body?: object) {
    const response = await fetch(this.url + path, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  }

  /** A ticket somebody owns. */
  async assignedTicket(): Promise<string> {
    const ticket = await this.stage.ticket(await this.stage.lead());
    await this.app.get(Assigner, { strict: false }).assign(ticket);
    return ticket;
  }
}
