import { Module } from '@nestjs/common';

/** Publishing of playbooks. */
@Module({})
export class PlaybooksModule {}
