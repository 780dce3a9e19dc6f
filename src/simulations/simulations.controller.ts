import { Body, Controller, Delete, Get, Headers, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';

import { MOST_TURNS } from '../../engine/simulate/refusal.js';
import type { Clock } from '../../activities/ports.js';
import { Caller } from '../access/caller.js';
import type { Caller as CallerOf } from '../access/roles.js';
import { CLOCK } from '../config/tokens.js';
import { Sealer } from '../crypto/sealer.js';
import { Database } from '../database/database.js';
import { requireBody } from '../http/check-body.js';
import { jsonSchema } from '../http/json-schema.js';
import { notFound, ProblemException } from '../http/problem.js';
import { languageOf } from '../insights/language.js';
import { noLead } from '../insights/query.js';
import { survivorOf } from '../insights/survivor.js';
import { PlaybookLibrary } from '../playbooks/library.js';
import { askedPlaybook, loadAsked } from './asked-playbook.js';
import { liveOne, type LivedLead } from './one-lead.js';
import { recordHistories, type RecordRange } from './record-histories.js';
import { simulationBody, type SimulationBody } from './simulation-body.js';
import { SimulationRunner } from './simulation-runner.js';
import {
  askSimulation,
  cancelSimulation,
  findSimulation,
  type SimulationView,
} from './simulation-store.js';

/** What a draft would have done: over the record, without touching it. */
@ApiTags('simulations')
@Controller('v1/simulations')
export class SimulationsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Sealer) private readonly sealer: Sealer,
    @Inject(PlaybookLibrary) private readonly library: PlaybookLibrary,
    @Inject(SimulationRunner) private readonly runner: SimulationRunner,
    @Inject(CLOCK) private readonly clock: Clock,
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
    const { db } = this.database;
    const asked = await askedPlaybook(body.playbook, 'playbook', this.library);
    const lead = await survivorOf(db, leadId);
    if (lead === undefined) throw noLead();
    const until = this.until(body);
    for await (const history of recordHistories(db, this.sealer, { until, leads: [lead.id] })) {
      const draft = await loadAsked(asked, this.library);
      const lived = liveOne(draft, history, until, languageOf(languages));
      if (lived === 'too-long') throw tooLong();
      return lived;
    }
    throw notFound('The lead had not come in by then');
  }

  private async many(body: SimulationBody, caller: CallerOf): Promise<SimulationView> {
    const { db } = this.database;
    const draft = await askedPlaybook(body.playbook, 'playbook', this.library);
    const asked = {
      draft,
      ...(body.baseline === undefined
        ? {}
        : { baseline: await askedPlaybook(body.baseline, 'baseline', this.library) }),
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

  private until({ history }: SimulationBody): number {
    return history.until === undefined ? this.clock.now() : Date.parse(history.until);
  }

  private async view(id: string): Promise<SimulationView> {
    const isId = z.uuid().safeParse(id).success;
    const found = isId ? await findSimulation(this.database.db, id) : undefined;
    if (found === undefined) throw notFound('No simulation has this id');
    return found;
  }
}

const tooLong = (): ProblemException =>
  new ProblemException({
    status: 422,
    code: 'too-long',
    message: `This lead would take more than ${MOST_TURNS} turns: see what wakes it so often`,
  });

const tooMany = (): ProblemException =>
  new ProblemException({
    status: 429,
    code: 'too-many-simulations',
    message: 'Ten simulations are waiting already: cancel one, or come back later',
  });
