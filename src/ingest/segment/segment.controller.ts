import { applyDecorators, Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Clock } from '../../../activities/ports.js';
import { Caller } from '../../access/caller.js';
import { type Caller as CallerOf, ForWriters } from '../../access/roles.js';
import { CLOCK } from '../../config/tokens.js';
import { Sealer } from '../../crypto/sealer.js';
import { check } from '../../http/check-body.js';
import { jsonSchema } from '../../http/json-schema.js';
import { type FieldProblem, ProblemException } from '../../http/problem.js';
import { PlaybookLibrary } from '../../playbooks/library.js';
import { DecisionWait, preferredWait } from '../decision-wait.js';
import { acceptOrTurnAway } from '../door.js';
import { Intake } from '../intake.js';
import { LIMITS } from '../limits.js';
import { Rejections } from '../rejections.js';
import type { Receipt } from '../submission.js';
import { batch as batchSchema, type Call, message as messageSchema } from './message.js';
import { type Envelope, readMessage, type ReadMessage } from './read-message.js';

/** A message of a batch that was refused; the others were taken in. */
export interface RejectedMessage {
  index: number;
  messageId?: string;
  code: string;
  pointer: string;
  message: string;
}

export interface SegmentAnswer {
  success: true;
  /** Messages that were accepted before; they were not stored again. */
  duplicates?: number;
  rejected?: RejectedMessage[];
}

const STORED = 'Stored, and not before';

/** The route of one call, in full and short. */
const OneMessage = (call: Call, short: string, summary: string) =>
  applyDecorators(
    Post([call, short]),
    HttpCode(200),
    ApiOperation({ summary }),
    ApiBody({ schema: jsonSchema(messageSchema) }),
    ApiResponse({ status: 200, description: STORED }),
  );

const ManyMessages = (paths: string[], summary: string) =>
  applyDecorators(
    Post(paths),
    HttpCode(200),
    ApiOperation({ summary }),
    ApiBody({ schema: jsonSchema(batchSchema) }),
    ApiResponse({ status: 200, description: STORED }),
  );

/** Events as the Segment HTTP specification has them, so that its client libraries work unchanged. */
@ApiTags('intake')
@ForWriters()
@Controller('v1')
export class SegmentController {
  constructor(
    @Inject(Intake) private readonly intake: Intake,
    @Inject(Rejections) private readonly rejections: Rejections,
    @Inject(DecisionWait) private readonly decisions: DecisionWait,
    @Inject(PlaybookLibrary) private readonly library: PlaybookLibrary,
    @Inject(Sealer) private readonly sealer: Sealer,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @OneMessage('track', 't', 'Something a person did')
  track(@Body() body: unknown, @Caller() caller: CallerOf, @Headers('prefer') prefer?: string) {
    return this.one('track', body, caller, prefer);
  }

  @OneMessage('identify', 'i', 'Who a person is')
  identify(@Body() body: unknown, @Caller() caller: CallerOf, @Headers('prefer') prefer?: string) {
    return this.one('identify', body, caller, prefer);
  }

  @OneMessage('page', 'p', 'A page that was seen')
  page(@Body() body: unknown, @Caller() caller: CallerOf, @Headers('prefer') prefer?: string) {
    return this.one('page', body, caller, prefer);
  }

  @OneMessage('screen', 's', 'A screen of an app that was seen')
  screen(@Body() body: unknown, @Caller() caller: CallerOf, @Headers('prefer') prefer?: string) {
    return this.one('screen', body, caller, prefer);
  }

  @OneMessage('group', 'g', 'The company a person belongs to')
  group(@Body() body: unknown, @Caller() caller: CallerOf, @Headers('prefer') prefer?: string) {
    return this.one('group', body, caller, prefer);
  }

  @OneMessage('alias', 'a', 'Two ids of one person')
  alias(@Body() body: unknown, @Caller() caller: CallerOf, @Headers('prefer') prefer?: string) {
    return this.one('alias', body, caller, prefer);
  }

  @ManyMessages(['batch', 'b'], 'Many messages; each is judged alone, and those refused are listed')
  batch(@Body() body: unknown, @Caller() caller: CallerOf, @Headers('prefer') prefer?: string) {
    return this.many(body, { ...this.envelope(caller) }, caller, prefer);
  }

  @ManyMessages(
    ['import'],
    'The same as history: it scores and counts, enters nothing and sends nothing',
  )
  import(@Body() body: unknown, @Caller() caller: CallerOf, @Headers('prefer') prefer?: string) {
    return this.many(body, { ...this.envelope(caller), history: true }, caller, prefer);
  }

  private async many(
    body: unknown,
    about: Envelope,
    caller: CallerOf,
    prefer: string | undefined,
  ): Promise<SegmentAnswer> {
    const checked = check(batchSchema, body);
    if (!checked.ok) throw badRequest(checked.problems);
    const { batch, ...around } = checked.value;
    if (batch.length > LIMITS.batch) throw badRequest([TOO_MANY]);
    const read = batch.map((each) => this.read(each, { ...about, ...around }));
    const rejected = read.flatMap((each, index) => (each.ok ? [] : [rejection(each, index)]));
    await this.keep('POST /v1/batch', caller, rejected);
    const receipts = await this.accept(read);
    await this.waitFor(receipts, prefer);
    const duplicates = receipts.filter(({ duplicate }) => duplicate).length;
    return {
      success: true,
      ...(duplicates > 0 ? { duplicates } : {}),
      ...(rejected.length > 0 ? { rejected } : {}),
    };
  }

  private async one(
    type: Call,
    body: unknown,
    caller: CallerOf,
    prefer: string | undefined,
  ): Promise<SegmentAnswer> {
    const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
    const read = this.read(isObject ? { ...body, type } : body, this.envelope(caller));
    if (!read.ok) {
      await this.keep(`POST /v1/${type}`, caller, [rejection(read, 0)]);
      throw badRequest([read.problem]);
    }
    await this.waitFor(await this.accept([read]), prefer);
    return { success: true };
  }

  private envelope({ source, role }: CallerOf): Envelope {
    return { source, role, received: this.clock.now() };
  }

  private read(raw: unknown, envelope: Envelope): ReadMessage {
    return readMessage({ library: this.library, sealer: this.sealer }, withoutKey(raw), envelope);
  }

  private accept(read: readonly ReadMessage[]): Promise<Receipt[]> {
    return acceptOrTurnAway(
      this.intake,
      read.flatMap((each) => (each.ok ? each.submission : [])),
    );
  }

  private async keep(
    route: string,
    { source }: CallerOf,
    rejected: readonly RejectedMessage[],
  ): Promise<void> {
    await this.rejections.keep(
      rejected.map(({ index: _index, ...rest }) => ({ route, source, ...rest })),
    );
  }

  /** For clients that want to see the effect: tests, demos, people at a terminal. */
  private async waitFor(receipts: readonly Receipt[], prefer: string | undefined): Promise<void> {
    const ms = preferredWait(prefer);
    if (ms === 0) return;
    await Promise.all(
      receipts.flatMap(({ leadId, n }) =>
        leadId === undefined || n === undefined ? [] : this.decisions.wait(leadId, n, ms),
      ),
    );
  }
}

function rejection(
  { problem, messageId }: Extract<ReadMessage, { ok: false }>,
  index: number,
): RejectedMessage {
  const { code, pointer, message } = problem;
  return { index, ...(messageId === undefined ? {} : { messageId }), code, pointer, message };
}

const TOO_MANY: FieldProblem = {
  pointer: '/batch',
  code: 'too-many-events',
  message: `a batch may have ${LIMITS.batch} events at most`,
};

const badRequest = (errors: readonly FieldProblem[]): ProblemException =>
  new ProblemException({
    status: 400,
    code: errors[0]?.code ?? 'invalid',
    message: errors[0]?.message ?? 'The request cannot be read',
    errors,
  });

function withoutKey(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || !('writeKey' in raw)) return raw;
  const { writeKey: _key, ...rest } = raw;
  return rest;
}
