import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type JsonSchema, playbookJsonSchema } from '../../engine/playbook/json-schema.js';
import { Public } from '../access/public.js';

/** The language of playbooks for editors, which send no key: `# yaml-language-server: $schema=.../v1/playbooks/schema`. */
@Public()
@ApiTags('playbooks')
@Controller('v1/playbooks/schema')
export class PlaybookSchemaController {
  readonly #schema = playbookJsonSchema();

  @Get()
  @Header('content-type', 'application/schema+json; charset=utf-8')
  @Header('cache-control', 'public, max-age=3600')
  @ApiOperation({ summary: 'The JSON Schema of playbooks, for editors that complete and check' })
  schema(): JsonSchema {
    return this.#schema;
  }
}
