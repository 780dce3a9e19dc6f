import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { Database } from '../database/database.js';
import { PlaybookLibrary } from '../playbooks/library.js';

/** Whether this process can take in a lead now. */
@Injectable()
export class Readiness {
  constructor(
    @Inject(HealthIndicatorService) private readonly health: HealthIndicatorService,
    @Inject(Database) private readonly database: Database,
    @Inject(PlaybookLibrary) private readonly library: PlaybookLibrary,
  ) {}

  async record() {
    const indicator = this.health.check('record');
    try {
      await this.database.pool.query('select 1');
      return indicator.up();
    } catch {
      return indicator.down('PostgreSQL does not answer');
    }
  }

  playbooks() {
    const indicator = this.health.check('playbooks');
    const live = this.library.live().length;
    return live > 0 ? indicator.up({ live }) : indicator.down('no playbook is published');
  }
}
