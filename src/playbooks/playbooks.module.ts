import { Module } from '@nestjs/common';
import { DraftsController } from './drafts/drafts.controller.js';
import { Drafts } from './drafts/drafts.js';
import { PlaybookSchemaController } from './playbook-schema.controller.js';
import { PlaybooksController } from './playbooks.controller.js';
import { TemplatesController } from './templates/templates.controller.js';
import { Templates } from './templates/templates.js';
import { VersionsController } from './versions.controller.js';

/** Publishing of playbooks, and what becomes of their versions. */
@Module({
  controllers: [
    PlaybookSchemaController,
    PlaybooksController,
    VersionsController,
    DraftsController,
    TemplatesController,
  ],
  providers: [Drafts, Templates],
})
export class PlaybooksModule {}
