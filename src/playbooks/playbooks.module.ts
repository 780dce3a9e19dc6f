import { Module } from '@nestjs/common';
import { PlaybookSchemaController } from './playbook-schema.controller.js';
import { PlaybooksController } from './playbooks.controller.js';
import { VersionsController } from './versions.controller.js';

/** Publishing of playbooks, and what becomes of their versions. */
@Module({ controllers: [PlaybookSchemaController, PlaybooksController, VersionsController] })
export class PlaybooksModule {}
