import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  ParseIntPipe,
  Post,
  Query,
} from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Clock } from '../../activities/ports.js';
import { Caller } from '../access/caller.js';
import type { Caller as CallerOf } from '../access/roles.js';
import { CLOCK } from '../config/tokens.js';
import { Database } from '../database/database.js';
import { requireBody } from '../http/check-body.js';
import { jsonSchema } from '../http/json-schema.js';
import { notFound, ProblemException, unprocessable } from '../http/problem.js';
import type { Page } from '../insights/cursor.js';
import { ApiQueryOf, pageQuery, readQuery } from '../insights/query.js';
import { Threads } from '../threads/threads.js';
import { insideProblems } from './check-inside.js';
import { insideOf } from './inside-body.js';
import { PlaybookLibrary } from './library.js';
import { previewBody } from './playbook-body.js';
import { bundleFor } from './bundle-for.js';
import type { Preview } from './preview/preview.js';
import { seenOrRefused } from './preview/seen-or-refused.js';
import { besides } from './publish-inside.js';
import { type Retired, retireVersion } from './retire.js';
import { versionCursor, type VersionView, versionsOf } from './versions.js';

const versionsQuery = z.strictObject(pageQuery(versionCursor));

/** Ms a request waits for a preview. */
const PATIENCE = 60_000;

/** The life of a version: what publishing it would do, who follows it, and its end. */
@ApiTags('playbooks')
@Controller('v1/playbooks/:name')
export class VersionsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PlaybookLibrary) private readonly library: PlaybookLibrary,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(Threads) private readonly threads: Threads,
  ) {}

  @Get('versions')
  @ApiOperation({ summary: 'Versions, newest first: who, when, and how many follow each' })
  @ApiQueryOf(versionsQuery)
  async versions(@Param('name') name: string, @Query() query: unknown): Promise<Page<VersionView>> {
    const request = readQuery(versionsQuery, query);
    const page = await versionsOf(this.database.db, name, request);
    if (page.data.length === 0 && request.after === undefined) throw noPlaybook();
    return page;
  }

  @Post('preview')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Where leads stand and where each would go by publishing this; changes nothing',
  })
  @ApiBody({ schema: jsonSchema(previewBody) })
  async preview(@Param('name') name: string, @Body() body: unknown): Promise<Preview> {
    const { db } = this.database;
    const { inside: chosen, ...given } = requireBody(previewBody, body);
    const { bundle } = await bundleFor(db, name, given);
    const inside = insideOf(chosen);
    await this.library.refresh();
    const { next, older } = await besides({ db, library: this.library }, bundle);
    const problems = insideProblems(inside, next, older);
    if (problems.length > 0) throw unprocessable(problems);
    const asked = {
      document: bundle.document,
      version: next.version,
      inside,
      now: this.clock.now(),
    };
    const signal = AbortSignal.timeout(PATIENCE);
    return seenOrRefused(await this.threads.run('preview', asked, { signal }));
  }

  @Post('versions/:version/retire')
  @HttpCode(200)
  @ApiOperation({ summary: 'End the life of a version that nobody follows' })
  async retire(
    @Param('name') name: string,
    @Param('version', ParseIntPipe) version: number,
    @Caller() caller: CallerOf,
  ): Promise<{ name: string; version: number; status: 'retired' }> {
    const retired = await retireVersion(this.database.db, name, version, caller.source);
    if (retired.outcome !== 'retired') throw refused(retired);
    await this.library.refresh();
    return { name, version, status: 'retired' };
  }
}

const noPlaybook = () => notFound('No playbook has this name and version');

function refused(retired: Exclude<Retired, { outcome: 'retired' }>): ProblemException {
  switch (retired.outcome) {
    case 'unknown':
      return noPlaybook();
    case 'newest':
      return conflict(
        'newest-version',
        'The newest version is the one that leads enter; publish another one first',
      );
    case 'followed':
      return conflict(
        'still-followed',
        `${retired.followers} runs follow this version; publish again with "inside" to move them, or wait until they have finished`,
      );
    case 'moving':
      return conflict(
        'still-moving',
        `Job ${retired.job} is telling leads to move to this version; wait for it, or cancel it`,
      );
    case 'unread':
      return conflict(
        'still-unread',
        `${retired.leads} leads were told to move to this version and have not done so; release those that are parked`,
      );
    case 'busy':
      return conflict('turns-under-way', 'Turns that began before are under way; try again');
  }
}

const conflict = (code: string, message: string): ProblemException =>
  new ProblemException({ status: 409, code, message });
