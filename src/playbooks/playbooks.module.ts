import { Module } from '@nestjs/common';
import { PlaybooksController } from './playbooks.controller.js';

/** Publishing of playbooks. */
@Module({ controllers: [PlaybooksController] })
export class PlaybooksModule {}
