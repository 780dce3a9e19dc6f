import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Caller } from '../access/caller.js';
import type { Caller as CallerOf } from '../access/roles.js';
import { Database } from '../database/database.js';
import { notFound, ProblemException } from '../http/problem.js';
import { ageCursor } from '../insights/newest-first.js';
import { ApiQueryOf, filter, pageQuery, readQuery } from '../insights/query.js';
import { type AlertView, closeAlert, findAlert, listAlerts } from './alerts.js';

const query = z.strictObject({
  ...pageQuery(ageCursor),
  kind: filter,
  open: z.stringbool().optional(),
});

/** What needs a person, and what to do about it. */
@ApiTags('alerts')
@Controller('v1/alerts')
export class AlertsController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Get()
  @ApiOperation({ summary: 'What needs a person, newest first' })
  @ApiQueryOf(query)
  list(@Query() given: unknown) {
    const { limit, after, ...by } = readQuery(query, given);
    return listAlerts(this.database.db, by, { limit, after });
  }

  @Post(':id/resolve')
  @HttpCode(200)
  @ApiOperation({ summary: 'Say that somebody has seen to it' })
  async resolve(@Param('id') id: string, @Caller() caller: CallerOf): Promise<AlertView> {
    await this.find(id);
    await closeAlert(this.database.db, id, caller.source);
    const alert = await this.find(id);
    if (alert.resolvedAt === null) throw stillParked(alert.leadId);
    return alert;
  }

  private async find(id: string): Promise<AlertView> {
    const isId = z.uuid().safeParse(id).success;
    const alert = isId ? await findAlert(this.database.db, id) : undefined;
    if (alert === undefined) throw notFound('No alert has this id');
    return alert;
  }
}

const stillParked = (leadId: string | null): ProblemException =>
  new ProblemException({
    status: 409,
    code: 'still-parked',
    message: `The lead is parked until it is released: POST /v1/leads/${leadId}/release`,
  });
