import { sql } from 'kysely';

import type { Language } from '../../engine/explain/explanation.js';
import { sentence } from '../../engine/explain/sentence.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import type { Sealer } from '../crypto/sealer.js';
import type { Db } from '../database/database.js';
import { openInput } from '../ingest/inbox.js';
import { openVisit } from '../ingest/visitors.js';
import type { PlaybookLibrary } from '../playbooks/library.js';
import type { Narrator } from './timeline-entry.js';

/** Words for what the record holds of leads, each note in the playbook version it was decided with. */
export class Narration {
  constructor(
    private readonly db: Db,
    private readonly sealer: Sealer,
    private readonly playbooks: PlaybookLibrary,
  ) {}

  async of(leadIds: readonly string[], language: Language): Promise<Narrator> {
    const versions = await this.versions(leadIds);
    return {
      say: (note, { playbook, playbook_version: version }) => {
        const known = versions.get(`${playbook}@${version}`);
        return known === undefined ? note.note : sentence(note, known, language);
      },
      open: (row) => openInput(this.sealer, { ...row, at: row.arrived_at.getTime() }),
      openVisit: (row) => openVisit(this.sealer, row.event_sealed),
    };
  }

  /** Every version these leads were ever decided with: words are made without waiting. */
  private async versions(leadIds: readonly string[]): Promise<Map<string, Playbook>> {
    const { rows } = await sql<{ playbook: string; version: number }>`
      select distinct playbook, playbook_version as version from decision
      where lead_id = any(${leadIds}::uuid[])`.execute(this.db);
    const loaded = rows.map(async ({ playbook, version }) => {
      const compiled = await this.playbooks.get(playbook, version);
      return [`${playbook}@${version}`, compiled] as const;
    });
    return new Map(await Promise.all(loaded));
  }
}
