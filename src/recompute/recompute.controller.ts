import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Caller } from '../access/caller.js';
import type { Caller as CallerOf } from '../access/roles.js';
import { requireBody } from '../http/check-body.js';
import { jsonSchema } from '../http/json-schema.js';
import { notFound } from '../http/problem.js';
import { Recomputes } from './recomputes.js';

const askBody = z.strictObject({
  version: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Refused with 409 when it is not the newest.'),
  dryRun: z.boolean().default(false).describe('Only say what would happen.'),
});
const wordBody = z.strictObject({
  triggers: z.array(z.string().min(1).max(200)).min(1).max(100).optional(),
});

/** Scores derived anew from the whole history, for all leads of a playbook. */
@ApiTags('playbooks')
@Controller('v1')
export class RecomputeController {
  constructor(@Inject(Recomputes) private readonly recomputes: Recomputes) {}

  @Post('playbooks/:name/recompute')
  @HttpCode(202)
  @ApiOperation({ summary: "Derive the score of all of a playbook's leads anew, or preview that" })
  @ApiBody({ schema: jsonSchema(askBody) })
  ask(@Param('name') playbook: string, @Body() body: unknown, @Caller() { source }: CallerOf) {
    return this.recomputes.ask({ playbook, by: source, ...requireBody(askBody, body ?? {}) });
  }

  @Get('recomputes/:id')
  @ApiOperation({ summary: 'How far a recompute has come, and what waits for a word since' })
  view(@Param('id') id: string) {
    return this.recomputes.view(idOf(id));
  }

  @Post('recomputes/:id/confirm')
  @HttpCode(202)
  @ApiOperation({ summary: 'Let happen what a recompute holds back, with guards tested now' })
  @ApiBody({ schema: jsonSchema(wordBody) })
  confirm(@Param('id') id: string, @Body() body: unknown, @Caller() { source }: CallerOf) {
    const { triggers } = requireBody(wordBody, body ?? {});
    return this.recomputes.say('confirm', idOf(id), triggers, source);
  }

  @Post('recomputes/:id/dismiss')
  @HttpCode(202)
  @ApiOperation({ summary: 'Let it never happen' })
  @ApiBody({ schema: jsonSchema(wordBody) })
  dismiss(@Param('id') id: string, @Body() body: unknown, @Caller() { source }: CallerOf) {
    const { triggers } = requireBody(wordBody, body ?? {});
    return this.recomputes.say('dismiss', idOf(id), triggers, source);
  }
}

function idOf(text: string): string {
  if (!z.uuid().safeParse(text).success) throw notFound('No recompute has this id');
  return text;
}
