import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { requireBody } from '../../http/check-body.js';
import { jsonSchema } from '../../http/json-schema.js';
import { ApiQueryOf, readQuery } from '../../insights/query.js';
import { previewBody } from './preview-body.js';
import { Templates } from './templates.js';

const version = z.coerce.number().int().min(1).max(2_147_483_647).optional();
const versionQuery = z.strictObject({ playbook: z.string().min(1).max(64).optional(), version });

/** The texts that versions of playbooks carry. They are published with their playbook, and changed in a draft of it. */
@ApiTags('playbooks')
@Controller('v1/templates')
export class TemplatesController {
  constructor(@Inject(Templates) private readonly templates: Templates) {}

  @Get()
  @ApiOperation({ summary: 'The templates of a version, with their languages and forms' })
  @ApiQueryOf(versionQuery)
  async list(@Query() query: unknown) {
    return { ...(await this.templates.list(readQuery(versionQuery, query))), next: null };
  }

  @Get(':id')
  @ApiOperation({ summary: 'A template in all its languages, and which versions carry which text' })
  @ApiQueryOf(versionQuery)
  async get(@Param('id') id: string, @Query() query: unknown) {
    return this.templates.get(id, readQuery(versionQuery, query));
  }

  @Post(':id/preview')
  @HttpCode(200)
  @ApiOperation({ summary: 'What a template says to a made-up lead; nothing is sent' })
  @ApiBody({ schema: jsonSchema(previewBody) })
  async preview(@Param('id') id: string, @Body() body: unknown) {
    return this.templates.preview(id, requireBody(previewBody, body ?? {}));
  }
}
