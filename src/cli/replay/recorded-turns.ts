import { sql } from 'kysely';

import type { Command } from '../../../engine/command.js';
import type { Input } from '../../../engine/input.js';
import type { LeadState } from '../../../engine/lead-state.js';
import type { Note } from '../../../engine/trace.js';
import type { Sealer } from '../../crypto/sealer.js';
import type { Db } from '../../database/database.js';
import { openInput } from '../../ingest/inbox.js';
import { readConsumed, type InputRow } from '../../insights/timeline-rows.js';
import { enrich, type Enriched } from '../../lifecycle/enrichment.js';
import { withCounts } from '../../lifecycle/past-counts.js';
import type { RecordedTurn } from './turn.js';

const AT_ONCE = 50;

interface TurnRow {
  lead_id: string;
  revision: number;
  decided_at: Date;
  until_at: Date;
  from_n: number;
  to_n: number;
  playbook: string;
  playbook_version: number;
  state_after: LeadState;
  commands: Command[];
  trace: Note[];
  enriched: Enriched | null;
}

/** Every turn of a lead from the record, first to last, with the inputs it read. */
export async function* recordedTurns(
  db: Db,
  sealer: Sealer,
  leadId: string,
): AsyncGenerator<RecordedTurn> {
  let before: LeadState | undefined;
  let revision = 0;
  for (;;) {
    const rows = await readPage(db, leadId, revision);
    const inputs = await readConsumed(db, rows);
    for (const row of rows) {
      const own = inputs.filter((input) => input.revision === row.revision);
      yield turnOf(row, before, inputsOf(own, row.enriched, sealer));
      before = row.state_after;
    }
    revision = rows.at(-1)?.revision ?? revision;
    if (rows.length < AT_ONCE) return;
  }
}

async function readPage(db: Db, leadId: string, after: number): Promise<TurnRow[]> {
  const { rows } = await sql<TurnRow>`
    select lead_id, revision, decided_at, until_at, from_n, to_n, playbook, playbook_version, state_after, commands,
      trace, enriched
    from decision where lead_id = ${leadId}::uuid and revision > ${after}
    order by revision limit ${AT_ONCE}`.execute(db);
  return rows;
}

function turnOf(row: TurnRow, before: LeadState | undefined, inputs: Input[]): RecordedTurn {
  return {
    lead: row.lead_id,
    revision: row.revision,
    now: row.decided_at.getTime(),
    until: row.until_at.getTime(),
    inputs,
    missing: Math.max(0, row.to_n - row.from_n + 1 - inputs.length),
    playbook: { name: row.playbook, version: row.playbook_version },
    before: before && withCounts(before, row.enriched),
    after: row.state_after,
    commands: row.commands,
    trace: row.trace,
  };
}

/** What an input needed beyond the inbox (a loser's row, which is closed since; a history) is kept with the decision. */
function inputsOf(rows: InputRow[], enriched: Enriched | null, sealer: Sealer): Input[] {
  return rows.map((row) =>
    enrich(openInput(sealer, { ...row, at: row.arrived_at.getTime() }), enriched?.[row.n]),
  );
}
