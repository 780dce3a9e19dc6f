import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
} from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { Database } from '../database/database.js';
import { requireBody } from '../http/check-body.js';
import { jsonSchema } from '../http/json-schema.js';
import { notFound } from '../http/problem.js';
import { readFates, readRefusal, withEffects, type InputFate } from './input-fate.js';
import { languageOf } from './language.js';
import { Narration } from './narration.js';
import { ageCursor } from './newest-first.js';
import { ApiQueryOf, filter, pageQuery, readQuery } from './query.js';
import { listRejections } from './rejection-list.js';

const inputQuery = z.strictObject({ source: filter });
const lookup = z.strictObject({
  messageIds: z.array(z.string().min(1).max(100)).min(1).max(500),
  source: filter,
});
const rejectionQuery = z.strictObject({
  ...pageQuery(ageCursor),
  code: filter,
  source: filter,
  messageId: filter,
});

/** What became of what was sent. */
@ApiTags('inputs')
@Controller('v1')
export class InputsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Narration) private readonly narration: Narration,
  ) {}

  @Get('inputs/:messageId')
  @ApiOperation({
    summary: 'What became of an event: stored, relayed, decided, irrelevant or rejected',
  })
  @ApiQueryOf(inputQuery)
  async one(
    @Param('messageId') messageId: string,
    @Query() query: unknown,
    @Headers('accept-language') languages?: string,
  ): Promise<InputFate> {
    const { source } = readQuery(inputQuery, query);
    const { db } = this.database;
    const fates = await readFates(db, [messageId], source);
    const fate = fates.at(-1) ?? (await readRefusal(db, messageId, source));
    if (fate === undefined) throw notFound('No input has this message id');
    if (fate.lead === undefined) return fate;
    return withEffects(db, fate, await this.narration.of([fate.lead], languageOf(languages)));
  }

  /** For imports and tests: many at once, without their effects. Ids nobody knows are left out. */
  @Post('inputs/lookup')
  @HttpCode(200)
  @ApiOperation({ summary: 'What became of up to 500 events' })
  @ApiBody({ schema: jsonSchema(lookup) })
  async many(@Body() body: unknown): Promise<{ data: InputFate[] }> {
    const { messageIds, source } = requireBody(lookup, body);
    return { data: await readFates(this.database.db, messageIds, source) };
  }

  @Get('intake/rejections')
  @ApiOperation({ summary: 'What was refused at the door, by code and place, newest first' })
  @ApiQueryOf(rejectionQuery)
  rejections(@Query() query: unknown) {
    const { limit, after, ...by } = readQuery(rejectionQuery, query);
    return listRejections(this.database.db, by, { limit, after });
  }
}
