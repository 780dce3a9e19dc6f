import { Body, Controller, Headers, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../activities/ports.js';
import { Caller } from '../access/caller.js';
import { type Caller as CallerOf, ForWriters } from '../access/roles.js';
import { CLOCK } from '../config/tokens.js';
import { Sealer } from '../crypto/sealer.js';
import { bodySize } from '../http/bodies.js';
import { jsonSchema } from '../http/json-schema.js';
import { type FieldProblem, ProblemException, unprocessable } from '../http/problem.js';
import { PlaybookLibrary } from '../playbooks/library.js';
import { DecisionWait, preferredWait } from './decision-wait.js';
import { acceptOrTurnAway } from './door.js';
import { captureBody } from './forms/capture-body.js';
import { normalForm } from './forms/hosted-form.js';
import { readCapture } from './forms/read-capture.js';
import { Intake } from './intake.js';
import { LIMITS } from './limits.js';
import { NextStep } from './next-step.js';
import { Rejections } from './rejections.js';
import type { Receipt } from './submission.js';

const ROUTE = 'POST /v1/leads';

/** What a capture is answered with. */
export interface Captured {
  leadId: string;
  messageId: string;
  duplicate: boolean;
  status: 'created' | 'joined';
  /** What will happen and when, where the client waited for it; else where to ask. */
  next: string;
}

/** Forms: where leads come from. */
@ApiTags('intake')
@ForWriters()
@Controller('v1/leads')
export class LeadsIntakeController {
  constructor(
    @Inject(Intake) private readonly intake: Intake,
    @Inject(Rejections) private readonly rejections: Rejections,
    @Inject(DecisionWait) private readonly decisions: DecisionWait,
    @Inject(NextStep) private readonly nextStep: NextStep,
    @Inject(PlaybookLibrary) private readonly library: PlaybookLibrary,
    @Inject(Sealer) private readonly sealer: Sealer,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Capture a form' })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'The same as `messageId`.' })
  @ApiHeader({ name: 'Prefer', required: false, description: '`wait=5` waits for the decision.' })
  @ApiBody({ schema: jsonSchema(captureBody) })
  @ApiResponse({ status: 202, description: 'Stored, and not before' })
  @ApiResponse({
    status: 422,
    description: 'Refused, with every field that is wrong; nothing is stored',
  })
  async capture(
    @Body() body: unknown,
    @Caller() caller: CallerOf,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Headers('prefer') prefer: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Captured> {
    this.checkSize(request);
    const form = isForm(request) ? normalForm(body) : withoutKey(body);
    const received = this.clock.now();
    const from = { source: caller.source, received, ...keyOf(idempotencyKey) };
    const read = readCapture({ library: this.library, sealer: this.sealer }, form, from);
    if (!read.ok) throw await this.refuse(read.problems, caller, read.messageId);
    const [receipt] = await acceptOrTurnAway(this.intake, [read.submission]);
    const captured = receiptFor(receipt);
    const next = await this.next(captured, preferredWait(prefer), caller);
    if (prefer !== undefined) void reply.header('preference-applied', prefer);
    const { leadId, messageId, duplicate, status } = captured;
    return { leadId, messageId, duplicate, status, next };
  }

  private checkSize(request: FastifyRequest): void {
    if (bodySize(request) <= LIMITS.event) return;
    const message = `A capture may have ${LIMITS.event / 1024} KB at most`;
    throw new ProblemException({ status: 413, code: 'too-large', message });
  }

  /** Nothing of what was said is kept, but where it was wrong. */
  private async refuse(
    problems: readonly FieldProblem[],
    { source }: CallerOf,
    messageId: string | undefined,
  ): Promise<ProblemException> {
    const about = { route: ROUTE, source, ...(messageId === undefined ? {} : { messageId }) };
    await this.rejections.keep(problems.slice(0, 10).map((problem) => ({ ...about, ...problem })));
    return unprocessable(problems);
  }

  private async next(
    receipt: CapturedReceipt,
    wait: number,
    { source }: CallerOf,
  ): Promise<string> {
    const { leadId, n, messageId } = receipt;
    const decided = await this.decisions.wait(leadId, n, wait);
    if (decided) return this.nextStep.of(leadId);
    return `/v1/inputs/${encodeURIComponent(messageId)}?source=${encodeURIComponent(source)}`;
  }
}

type CapturedReceipt = Receipt & { leadId: string; n: number; status: Captured['status'] };

/** A capture always finds or makes a lead: it carries a key that does. */
function receiptFor(receipt: Receipt | undefined): CapturedReceipt {
  const { leadId, n, status } = receipt ?? {};
  if (
    !receipt ||
    leadId === undefined ||
    n === undefined ||
    (status !== 'created' && status !== 'joined')
  ) {
    throw new ProblemException({
      status: 409,
      code: 'message-id-used',
      message: 'This message id was used for an event of a visitor nobody knows yet',
    });
  }
  return { ...receipt, leadId, n, status };
}

const isForm = ({ headers }: FastifyRequest): boolean =>
  headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;

function keyOf(header: string | undefined): { idempotencyKey?: string } {
  if (header === undefined || header === '') return {};
  if (header.length > LIMITS.messageId) {
    throw new ProblemException({
      status: 400,
      code: 'idempotency-key',
      message: `Idempotency-Key may have ${LIMITS.messageId} characters at most`,
    });
  }
  return { idempotencyKey: header };
}

/** The key is no part of what was said. */
function withoutKey(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('writeKey' in body)) return body;
  const { writeKey: _key, ...rest } = body;
  return rest;
}
