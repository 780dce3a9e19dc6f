import { Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Database } from '../database/database.js';
import { ProblemException } from '../http/problem.js';
import { leadIdOf, noLead } from '../insights/query.js';
import { survivorOf } from '../insights/survivor.js';
import { releaseLead } from '../lifecycle/park.js';

/** Puts a lead back into the loop whose own data broke it, once that is mended. */
@ApiTags('leads')
@Controller('v1/leads/:id/release')
export class ReleaseController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Let a parked lead go on at the input at which it stopped' })
  async release(@Param('id') id: string): Promise<{ leadId: string; released: true }> {
    const { db } = this.database;
    const lead = await survivorOf(db, leadIdOf(id));
    if (lead === undefined) throw noLead();
    if (await releaseLead(db, lead.id)) return { leadId: lead.id, released: true };
    throw new ProblemException({
      status: 409,
      code: 'not-parked',
      message: 'The lead is not parked',
    });
  }
}
