import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Caller } from '../access/caller.js';
import type { Caller as CallerOf } from '../access/roles.js';
import { Database } from '../database/database.js';
import { notFound } from '../http/problem.js';
import { ageCursor } from '../insights/newest-first.js';
import { ApiQueryOf, filter, pageQuery, readQuery } from '../insights/query.js';
import { cancelLeadJob, findLeadJob, type LeadJobView, listLeadJobs } from './lead-jobs.js';

const query = z.strictObject({ ...pageQuery(ageCursor), kind: filter, status: filter });

/** Work over many leads. */
@ApiTags('jobs')
@Controller('v1/jobs')
export class JobsController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Get()
  @ApiOperation({ summary: 'Jobs over many leads, newest first' })
  @ApiQueryOf(query)
  list(@Query() given: unknown) {
    const { limit, after, ...by } = readQuery(query, given);
    return listLeadJobs(this.database.db, by, { limit, after });
  }

  @Get(':id')
  @ApiOperation({ summary: 'How far a job has come' })
  one(@Param('id') id: string): Promise<LeadJobView> {
    return this.find(id);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Stop a job; leads that had their turn keep it' })
  async cancel(@Param('id') id: string, @Caller() caller: CallerOf): Promise<LeadJobView> {
    await this.find(id);
    await cancelLeadJob(this.database.db, id, caller.source);
    return this.find(id);
  }

  private async find(id: string): Promise<LeadJobView> {
    const isId = z.uuid().safeParse(id).success;
    const job = isId ? await findLeadJob(this.database.db, id) : undefined;
    if (job === undefined) throw notFound('No job has this id');
    return job;
  }
}
