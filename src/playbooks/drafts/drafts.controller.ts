import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Caller } from '../../access/caller.js';
import type { Caller as CallerOf } from '../../access/roles.js';
import { requireBody } from '../../http/check-body.js';
import { jsonSchema } from '../../http/json-schema.js';
import { idempotencyKeyOf } from '../../http/idempotency-key.js';
import type { Page } from '../../insights/cursor.js';
import { ageCursor } from '../../insights/newest-first.js';
import { ApiQueryOf, pageQuery, readQuery } from '../../insights/query.js';
import { insideOf } from '../inside-body.js';
import { draftBody, newDraftBody, publishDraftBody } from './draft-body.js';
import { etagOf, revisionOf } from './draft-precondition.js';
import type { DraftLine, DraftRow } from './draft-rows.js';
import { Drafts } from './drafts.js';

const draftsQuery = z.strictObject(pageQuery(ageCursor));

/** Drafts of playbooks. Every change names the revision it was made on. */
@ApiTags('playbooks')
@Controller('v1/playbooks/:name/drafts')
export class DraftsController {
  constructor(@Inject(Drafts) private readonly drafts: Drafts) {}

  @Get()
  @ApiOperation({ summary: 'Open drafts, the last changed first, without their texts' })
  @ApiQueryOf(draftsQuery)
  list(@Param('name') name: string, @Query() query: unknown): Promise<Page<DraftLine>> {
    return this.drafts.list(name, readQuery(draftsQuery, query));
  }

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Begin a draft, from the newest version where nothing is given' })
  @ApiBody({ schema: jsonSchema(newDraftBody) })
  async create(
    @Param('name') name: string,
    @Body() body: unknown,
    @Caller() caller: CallerOf,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ) {
    const given = requireBody(newDraftBody, body);
    const draft = await this.drafts.create(name, given, caller.source, idempotencyKeyOf(key));
    void reply.header('location', `/v1/playbooks/${name}/drafts/${draft.id}`);
    return shown(draft, reply);
  }

  @Get(':id')
  @ApiOperation({ summary: 'A draft with what is wrong with it; `ETag` is its revision' })
  async get(
    @Param('name') name: string,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return shown(await this.drafts.get(name, id), reply);
  }

  @Put(':id')
  @ApiOperation({ summary: 'Save a draft, mistakes and all; needs `If-Match`' })
  @ApiBody({ schema: jsonSchema(draftBody) })
  async save(
    @Param('name') name: string,
    @Param('id') id: string,
    @Body() body: unknown,
    @Caller() caller: CallerOf,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('if-match') ifMatch?: string,
  ) {
    const revision = revisionOf(ifMatch);
    const given = requireBody(draftBody, body);
    return shown(await this.drafts.save(name, id, revision, given, caller.source), reply);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Throw a draft away; needs `If-Match`' })
  async remove(
    @Param('name') name: string,
    @Param('id') id: string,
    @Headers('if-match') ifMatch?: string,
  ): Promise<void> {
    await this.drafts.remove(name, id, revisionOf(ifMatch));
  }

  @Post(':id/publish')
  @HttpCode(200)
  @ApiOperation({ summary: 'Publish a draft that has no problems as the next version' })
  @ApiBody({ schema: jsonSchema(publishDraftBody) })
  async publish(
    @Param('name') name: string,
    @Param('id') id: string,
    @Body() body: unknown,
    @Caller() caller: CallerOf,
    @Headers('if-match') ifMatch?: string,
  ) {
    const { expectedVersion, inside } = requireBody(publishDraftBody, body ?? {});
    return this.drafts.publish(name, id, {
      revision: ifMatch === undefined ? undefined : revisionOf(ifMatch),
      by: caller.source,
      inside: inside && insideOf(inside),
      expectedVersion,
    });
  }
}

function shown(draft: DraftRow, reply: FastifyReply): DraftRow {
  void reply.header('etag', etagOf(draft));
  return draft;
}
