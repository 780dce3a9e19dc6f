import { Controller, Get, Header, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';

import { Database } from '../database/database.js';
import { Explanations } from './explanations.js';
import { languageOf } from './language.js';
import { estimateLeads, listLeads } from './lead-list.js';
import { LeadProfiles } from './lead-profile.js';
import { Narration } from './narration.js';
import { ageCursor } from './newest-first.js';
import { ApiQueryOf, filter, leadIdOf, noLead, pageQuery, readQuery } from './query.js';
import { survivorOf, type Survivor } from './survivor.js';
import { readTimeline } from './timeline.js';
import { timelineCursor } from './timeline-key.js';

const listQuery = z.strictObject({
  ...pageQuery(ageCursor),
  tier: filter,
  stage: filter,
  tag: filter,
  test: z.stringbool().optional(),
  parked: z.stringbool().optional(),
  count: z.literal('estimate').optional(),
});
const timelineQuery = z.strictObject({
  ...pageQuery(timelineCursor),
  order: z.enum(['asc', 'desc']).default('asc'),
});
const explainQuery = z.strictObject({
  journey: filter,
  at: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .optional(),
});

/** What there is to know of leads, from the record. A merged id answers with the lead that lives on. */
@ApiTags('leads')
@Controller('v1/leads')
export class LeadsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(LeadProfiles) private readonly profiles: LeadProfiles,
    @Inject(Narration) private readonly narration: Narration,
    @Inject(Explanations) private readonly explanations: Explanations,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Leads, newest first, by tier, stage or tag' })
  @ApiQueryOf(listQuery)
  async list(@Query() query: unknown) {
    const { limit, after, count, ...by } = readQuery(listQuery, query);
    const { db } = this.database;
    const page = await listLeads(db, by, { limit, after });
    return count === undefined ? page : { ...page, estimate: await estimateLeads(db) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Everything about one lead' })
  async one(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const profile = await this.profiles.read(await this.lead(id));
    void reply.header('etag', `"${profile.revision}"`);
    return profile;
  }

  @Get(':id/timeline')
  @Header('vary', 'accept-language')
  @ApiOperation({ summary: 'What happened to a lead, in order, each with its why' })
  @ApiQueryOf(timelineQuery)
  async timeline(
    @Param('id') id: string,
    @Query() query: unknown,
    @Headers('accept-language') languages?: string,
  ) {
    const { limit, after, order: direction } = readQuery(timelineQuery, query);
    const lead = await this.lead(id);
    const narrator = await this.narration.of([lead.id, ...lead.mergedFrom], languageOf(languages));
    return readTimeline(this.database.db, lead, { limit, after, direction }, narrator);
  }

  @Get(':id/explain')
  @Header('vary', 'accept-language')
  @ApiOperation({
    summary:
      'Why a lead has or has not moved, now or at a moment of the past, in words and as data',
  })
  @ApiQueryOf(explainQuery)
  async explain(
    @Param('id') id: string,
    @Query() query: unknown,
    @Headers('accept-language') languages?: string,
  ) {
    const asked = readQuery(explainQuery, query);
    return this.explanations.of(await this.lead(id), languageOf(languages), asked);
  }

  private async lead(id: string): Promise<Survivor> {
    const lead = await survivorOf(this.database.db, leadIdOf(id));
    if (lead === undefined) throw noLead();
    return lead;
  }
}
