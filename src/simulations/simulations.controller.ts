import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  Inject,
  Param,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { z } from 'zod';

import type { Clock } from '../../activities/ports.js';
import { Caller } from '../access/caller.js';
import type { Caller as CallerOf } from '../access/roles.js';
import { CLOCK, LOGGER } from '../config/tokens.js';
import { Database } from '../database/database.js';
import { requireBody } from '../http/check-body.js';
import { jsonSchema } from '../http/json-schema.js';
import { notFound, ProblemException, unprocessable } from '../http/problem.js';
import { languageOf } from '../insights/language.js';
import { ageCursor } from '../insights/newest-first.js';
import { ApiQueryOf, filter, noLead, pageQuery, readQuery } from '../insights/query.js';
import { survivorOf } from '../insights/survivor.js';
import { PlaybookLibrary } from '../playbooks/library.js';
import type { PlainError } from '../threads/plain-error.js';
import { Threads } from '../threads/threads.js';
import type { AskedPlaybook } from './asked-playbook.js';
import { checkAsked } from './check-asked.js';
import { livedOrRefused } from './one-answer.js';
import type { LivedLead } from './one-lead.js';
import type { RecordRange } from './record-range.js';
import { simulationBody, type GivenPlaybook, type SimulationBody } from './simulation-body.js';
import { SimulationRunner } from './simulation-runner.js';
import {
  askSimulation,
  cancelSimulation,
  findSimulation,
  listSimulations,
  type SimulationView,
} from './simulation-store.js';

/** Ms a request waits for the life of one lead. */
const PATIENCE = 10_000;
/** How far ahead of now a life may go, ms. */
const FARTHEST = 400 * 86_400_000;

const listQuery = z.strictObject({ ...pageQuery(ageCursor), status: filter });

/** What a draft would have done: over the record, without touching it. */
@ApiTags('simulations')
@Controller('v1/simulations')
export class SimulationsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PlaybookLibrary) private readonly library: PlaybookLibrary,
    @Inject(SimulationRunner) private readonly runner: SimulationRunner,
    @Inject(Threads) private readonly threads: Threads,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Try a playbook on the record: one lead at once, many in the background',
  })
  @ApiBody({ schema: jsonSchema(simulationBody) })
  async ask(
    @Body() given: unknown,
    @Caller() caller: CallerOf,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('accept-language') languages?: string,
  ): Promise<LivedLead | SimulationView> {
    const body = requireBody(simulationBody, given);
    if (body.leadId !== undefined) {
      void reply.status(200).header('vary', 'accept-language');
      return this.one(body, body.leadId, languages);
    }
    const view = await this.many(body, caller);
    void reply.status(202).header('location', `/v1/simulations/${view.id}`);
    return view;
  }

  @Get()
  @ApiOperation({ summary: 'Simulations, newest first' })
  @ApiQueryOf(listQuery)
  list(@Query() given: unknown) {
    const { limit, after, status } = readQuery(listQuery, given);
    return listSimulations(this.database.db, status, { limit, after });
  }

  @Get(':id')
  @ApiOperation({ summary: 'How far a simulation is, and what it came to' })
  find(@Param('id') id: string): Promise<SimulationView> {
    return this.view(id);
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Cancel a simulation; what it came to by then stays' })
  async cancel(@Param('id') id: string, @Caller() caller: CallerOf): Promise<SimulationView> {
    await this.view(id);
    await cancelSimulation(this.database.db, id, caller.source);
    return this.view(id);
  }

  private async one(body: SimulationBody, leadId: string, languages?: string): Promise<LivedLead> {
    const until = this.until(body);
    const draft = await this.checked(body.playbook, 'playbook');
    const lead = await survivorOf(this.database.db, leadId);
    if (lead === undefined) throw noLead();
    const asked = { draft, leadId: lead.id, until, language: languageOf(languages) };
    const signal = AbortSignal.timeout(PATIENCE);
    const onBroken = (broken: string, err: PlainError): void =>
      this.log.warn({ err, lead: broken }, 'a lead cannot be lived');
    return livedOrRefused(await this.threads.run('live', asked, { signal, onBroken }));
  }

  private async many(body: SimulationBody, caller: CallerOf): Promise<SimulationView> {
    const { db } = this.database;
    const draft = await this.checked(body.playbook, 'playbook');
    const asked = {
      draft,
      ...(body.baseline === undefined
        ? {}
        : { baseline: await this.checked(body.baseline, 'baseline') }),
      ...(body.outcome === undefined ? {} : { outcomes: body.outcome }),
      range: this.rangeOf(body, 'document' in draft ? draft.document.playbook : draft.name),
    };
    const id = await askSimulation(db, asked, caller.source);
    if (id === undefined) throw tooMany();
    this.runner.wake();
    return this.view(id);
  }

  private rangeOf(body: SimulationBody, name: string): RecordRange {
    const { since, leads } = body.history;
    return {
      until: this.until(body),
      ...(since === undefined ? {} : { since: Date.parse(since) }),
      ...(leads === undefined ? {} : { leads }),
      ...(this.library.find(name) === undefined ? {} : { playbook: name }),
    };
  }

  private checked(given: GivenPlaybook, member: 'playbook' | 'baseline'): Promise<AskedPlaybook> {
    return checkAsked(given, member, { db: this.database.db, library: this.library });
  }

  private until({ history }: SimulationBody): number {
    const now = this.clock.now();
    const until = history.until === undefined ? now : Date.parse(history.until);
    if (until > now + FARTHEST) throw tooFarAhead();
    return until;
  }

  private async view(id: string): Promise<SimulationView> {
    const isId = z.uuid().safeParse(id).success;
    const found = isId ? await findSimulation(this.database.db, id) : undefined;
    if (found === undefined) throw notFound('No simulation has this id');
    return found;
  }
}

const tooFarAhead = (): ProblemException =>
  unprocessable([
    {
      pointer: '/history/until',
      code: 'too-far-ahead',
      message: 'A simulation ends 400 days from now at the latest',
    },
  ]);

const tooMany = (): ProblemException =>
  new ProblemException({
    status: 429,
    code: 'too-many-simulations',
    message: 'Ten simulations are waiting already: cancel one, or come back later',
  });
