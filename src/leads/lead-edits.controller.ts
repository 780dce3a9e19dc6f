import {
  Body,
  Controller,
  Delete,
  Headers,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Put,
} from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller } from '../access/caller.js';
import type { Caller as CallerOf } from '../access/roles.js';
import { requireBody } from '../http/check-body.js';
import { idempotencyKeyOf } from '../http/idempotency-key.js';
import { jsonSchema } from '../http/json-schema.js';
import { ProblemException } from '../http/problem.js';
import { leadIdOf } from '../insights/query.js';
import { readLocale, readTimeZone } from '../ingest/locale.js';
import { consentBody, controlBody, patchBody } from './lead-edit-bodies.js';
import { type EditContext, LeadEdits } from './lead-edits.js';

const LONGEST_TAG = 100;

/** Edits by people; each becomes an input of the lead. */
@ApiTags('leads')
@Controller('v1/leads/:id')
export class LeadEditsController {
  constructor(@Inject(LeadEdits) private readonly edits: LeadEdits) {}

  @Patch()
  @HttpCode(202)
  @ApiOperation({ summary: 'Change attributes, language or time zone; `null` removes a value' })
  @ApiBody({ schema: jsonSchema(patchBody) })
  patch(
    @Param('id') id: string,
    @Body() body: unknown,
    @Caller() caller: CallerOf,
    @Headers() headers: Record<string, string | undefined>,
  ) {
    const { attributes, ...words } = requireBody(patchBody, body);
    const locale = readLocale(words.locale);
    const timeZone = readTimeZone(words.timeZone);
    const what = {
      ...(locale === undefined ? {} : { locale }),
      ...(timeZone === undefined ? {} : { timeZone }),
    };
    return this.edits.attributes(leadIdOf(id), attributes, what, contextOf(caller, headers));
  }

  @Put('tags/:tag')
  @HttpCode(202)
  @ApiOperation({ summary: 'Put a tag on a lead' })
  tag(
    @Param('id') id: string,
    @Param('tag') tag: string,
    @Caller() caller: CallerOf,
    @Headers() headers: Record<string, string | undefined>,
  ) {
    return this.edits.tag(leadIdOf(id), { add: [tagOf(tag)] }, contextOf(caller, headers));
  }

  @Delete('tags/:tag')
  @HttpCode(202)
  @ApiOperation({ summary: 'Take a tag off a lead' })
  untag(
    @Param('id') id: string,
    @Param('tag') tag: string,
    @Caller() caller: CallerOf,
    @Headers() headers: Record<string, string | undefined>,
  ) {
    return this.edits.tag(leadIdOf(id), { remove: [tagOf(tag)] }, contextOf(caller, headers));
  }

  @Post('consent')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Note that a lead gave or withdrew consent; a withdrawal holds at once',
  })
  @ApiBody({ schema: jsonSchema(consentBody) })
  consent(
    @Param('id') id: string,
    @Body() body: unknown,
    @Caller() caller: CallerOf,
    @Headers() headers: Record<string, string | undefined>,
  ) {
    const { channels, wording, ...word } = requireBody(consentBody, body);
    const shown = wording === undefined ? {} : { wording };
    const consent = channels.map((channel) => ({ channel, ...word, ...shown }));
    return this.edits.consent(leadIdOf(id), consent, contextOf(caller, headers));
  }

  @Post('controls')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Pause, resume, enrol, take out of a journey, recompute, or settle what one held back',
  })
  @ApiBody({ schema: jsonSchema(controlBody) })
  control(
    @Param('id') id: string,
    @Body() body: unknown,
    @Caller() caller: CallerOf,
    @Headers() headers: Record<string, string | undefined>,
  ) {
    const control = requireBody(controlBody, body);
    return this.edits.control(leadIdOf(id), control, contextOf(caller, headers));
  }
}

function contextOf({ source }: CallerOf, headers: Record<string, string | undefined>): EditContext {
  const idempotencyKey = idempotencyKeyOf(headers['idempotency-key']);
  return { source, idempotencyKey, ifMatch: headers['if-match'] };
}

function tagOf(tag: string): string {
  const text = tag.trim();
  if (text !== '' && text.length <= LONGEST_TAG && !text.includes('\0')) return text;
  throw new ProblemException({
    status: 422,
    code: 'invalid-tag',
    message: `A tag has 1 to ${LONGEST_TAG} characters`,
  });
}
