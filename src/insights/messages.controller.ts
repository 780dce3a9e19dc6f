import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { Database } from '../database/database.js';
import { listMessages } from './message-list.js';
import { ageCursor } from './newest-first.js';
import { ApiQueryOf, filter, pageQuery, readQuery } from './query.js';

const query = z.strictObject({
  ...pageQuery(ageCursor),
  lead: z.uuid().optional(),
  status: filter,
  channel: filter,
  journey: filter,
  template: filter,
});

@ApiTags('messages')
@Controller('v1/messages')
export class MessagesController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Get()
  @ApiOperation({ summary: 'Messages, newest first, without addresses and bodies' })
  @ApiQueryOf(query)
  list(@Query() given: unknown) {
    const { limit, after, ...by } = readQuery(query, given);
    return listMessages(this.database.db, by, { limit, after });
  }
}
