import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Clock } from '../../activities/ports.js';
import type { Problem } from '../../engine/playbook/problem.js';
import { Caller } from '../access/caller.js';
import type { Caller as CallerOf } from '../access/roles.js';
import { CLOCK } from '../config/tokens.js';
import { Database } from '../database/database.js';
import { requireBody } from '../http/check-body.js';
import { jsonSchema } from '../http/json-schema.js';
import { notFound } from '../http/problem.js';
import type { Page } from '../insights/cursor.js';
import { ApiQueryOf, pageQuery, readQuery } from '../insights/query.js';
import { bundleFor, checkOver } from './bundle-for.js';
import { refuseLocked } from './git-lock.js';
import { sourceFrom } from './git-source.js';
import { insideOf } from './inside-body.js';
import { liveCursor, type LiveVersion, liveVersions } from './live-versions.js';
import { PlaybookLibrary } from './library.js';
import { playbookBody, publishBody } from './playbook-body.js';
import { publishInside } from './publish-inside.js';
import { surroundingsOf } from './surroundings.js';

const liveQuery = z.strictObject(pageQuery(liveCursor));

/** Playbooks: what leads follow. A published version never changes. */
@ApiTags('playbooks')
@Controller('v1/playbooks')
export class PlaybooksController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PlaybookLibrary) private readonly library: PlaybookLibrary,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The live versions of all playbooks, by name' })
  @ApiQueryOf(liveQuery)
  list(@Query() query: unknown): Promise<Page<LiveVersion>> {
    return liveVersions(this.database.db, readQuery(liveQuery, query));
  }

  @Get(':name')
  @ApiOperation({ summary: 'The newest version, as its document' })
  async newest(@Param('name') name: string) {
    const found = await this.database.db
      .selectFrom('playbook_version')
      .select(['name', 'version', 'hash', 'document'])
      .where('name', '=', name)
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (!found) throw notFound('No playbook has this name');
    return found;
  }

  @Post('lint')
  @HttpCode(200)
  @ApiOperation({
    summary: 'What is wrong with a playbook and its templates, by file, line and column',
  })
  @ApiBody({ schema: jsonSchema(playbookBody) })
  async lint(@Body() body: unknown): Promise<LintAnswer> {
    const given = requireBody(playbookBody, body);
    const { db } = this.database;
    const surroundings = await surroundingsOf(db, this.clock.now(), given);
    const checked = await checkOver(db, undefined, given, undefined, surroundings);
    return checked.ok
      ? { ok: true, problems: [], warnings: checked.warnings }
      : { ok: false, problems: checked.problems, warnings: checked.warnings };
  }

  @Post(':name/publish')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Publish as the next version, with a word on the leads inside; the same content again is `unchanged`',
  })
  @ApiBody({ schema: jsonSchema(publishBody) })
  async publish(@Param('name') name: string, @Body() body: unknown, @Caller() caller: CallerOf) {
    const { expectedVersion, source, inside, ...given } = requireBody(publishBody, body);
    const { db } = this.database;
    if (source === undefined) await refuseLocked(db, name);
    const surroundings = await surroundingsOf(db, this.clock.now(), given);
    const { warnings, ...meant } = await bundleFor(db, name, given, surroundings);
    const published = await publishInside(
      { db, library: this.library },
      {
        ...meant,
        by: caller.source,
        source: source && sourceFrom(source),
        inside: inside && insideOf(inside),
        expectedVersion,
      },
    );
    return { ...published, warnings };
  }
}

interface LintAnswer {
  ok: boolean;
  problems: Problem[];
  warnings: Problem[];
}
