import { Module } from '@nestjs/common';
import { PlaybooksController } from './playbooks.controller.js';
import { VersionsController } from './versions.controller.js';

/** Publishing of playbooks, and what becomes of their versions. */
@Module({ controllers: [PlaybooksController, VersionsController] })
export class PlaybooksModule {}
