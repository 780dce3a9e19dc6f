import { sql } from 'kysely';

import type { LeadState } from '../../engine/lead-state.js';
import type { Sealer } from '../crypto/sealer.js';
import type { Db } from '../database/database.js';
import type { PlaybookLibrary } from '../playbooks/library.js';
import { LeadSurroundings, type Surroundings } from './lead-surroundings.js';
import { stateView } from './state-view.js';
import type { Survivor } from './survivor.js';

interface Row {
  id: string;
  revision: number;
  playbook: string;
  playbook_version: number;
  state: LeadState | null;
  stage: string;
  tier: string;
  score: number;
  wakes_at: Date | null;
  wakes_because: string | null;
  resting: boolean;
  parked_reason: string | null;
  parked_at: Date | null;
  test: boolean;
  created_at: Date;
  last_input_at: Date;
}

export type LeadProfile = ReturnType<typeof view>;

/** The 360-degree view of a lead, from its row, its state and everything around them. */
export class LeadProfiles {
  private readonly surroundings: LeadSurroundings;

  constructor(
    private readonly db: Db,
    sealer: Sealer,
    private readonly playbooks: PlaybookLibrary,
  ) {
    this.surroundings = new LeadSurroundings(db, sealer);
  }

  async read(lead: Survivor): Promise<LeadProfile> {
    const [row, around] = await Promise.all([this.row(lead.id), this.surroundings.read(lead)]);
    const { playbook: name, playbook_version: version } = row;
    const playbook = await this.playbooks.get(name, version);
    return view(row, stateView(row.state, playbook), around, lead.mergedFrom);
  }

  private async row(leadId: string): Promise<Row> {
    const { rows } = await sql<Row>`
      select id, revision, playbook, playbook_version, state, stage, tier, score, wakes_at, wakes_because, resting,
        parked_reason, parked_at, test, created_at, last_input_at
      from lead where id = ${leadId}::uuid`.execute(this.db);
    const [row] = rows;
    if (row === undefined) throw new Error('A lead vanished while it was read');
    return row;
  }
}

function view(
  row: Row,
  state: ReturnType<typeof stateView>,
  around: Surroundings,
  mergedFrom: readonly string[],
) {
  return {
    id: row.id,
    revision: row.revision,
    playbook: { name: row.playbook, version: row.playbook_version },
    stage: row.stage,
    tier: row.tier,
    score: row.score,
    ...state,
    ...around,
    wakesAt: row.wakes_at?.toISOString() ?? null,
    wakesBecause: row.wakes_because,
    resting: row.resting,
    parked:
      row.parked_reason === null
        ? null
        : { reason: row.parked_reason, since: row.parked_at?.toISOString() ?? null },
    test: row.test,
    createdAt: row.created_at.toISOString(),
    lastInputAt: row.last_input_at.toISOString(),
    mergedFrom,
  };
}
