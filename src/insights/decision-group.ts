import { sql, type RawBuilder } from 'kysely';

import type { Command } from '../../engine/command.js';
import type { Note } from '../../engine/trace.js';
import type { Db } from '../database/database.js';
import { commandId } from '../lifecycle/command-id.js';

/** A decision as the timeline reads it. */
export interface DecisionRow {
  lead_id: string;
  revision: number;
  decided_at: Date;
  from_n: number;
  to_n: number;
  more: boolean;
  playbook: string;
  playbook_version: number;
  commands: Command[];
  trace: Note[];
  epoch: number;
}

/** Place of a decision in the order of a lead and all that were merged into it: time, lead, revision. */
export type DecisionKey = readonly [decidedAt: number, leadId: string, revision: number];

export type Direction = 'asc' | 'desc';

/** Decisions of the leads in order, beginning with (and including) `from`. */
export async function readDecisions(
  db: Db,
  leadIds: readonly string[],
  page: { from?: DecisionKey | undefined; direction: Direction; limit: number },
): Promise<DecisionRow[]> {
  const { rows } = await sql<DecisionRow>`
    select d.lead_id, d.revision, d.decided_at, d.from_n, d.to_n, d.more, d.playbook, d.playbook_version,
      d.commands, d.trace, l.epoch
    from decision d join lead l on l.id = d.lead_id
    where d.lead_id = any(${leadIds}::uuid[]) ${page.from === undefined ? sql`` : onFrom(page.from, page.direction)}
    order by ${order(page.direction)} limit ${page.limit}`.execute(db);
  return rows;
}

function onFrom([at, leadId, revision]: DecisionKey, direction: Direction): RawBuilder<unknown> {
  const compared = direction === 'asc' ? sql`>=` : sql`<=`;
  const moment = sql`to_timestamp(${at}::float8 / 1000)`;
  return sql`and (d.decided_at, d.lead_id, d.revision) ${compared} (${moment}, ${leadId}::uuid, ${revision})`;
}

const order = (direction: Direction): RawBuilder<unknown> =>
  direction === 'asc'
    ? sql`d.decided_at, d.lead_id, d.revision`
    : sql`d.decided_at desc, d.lead_id desc, d.revision desc`;

/**
 * Ids of the messages and tickets that the decisions asked for. They are computed, not looked up by lead: a merge hands
 * open ones over to the lead that lives on, and a restored record (a higher epoch) decides a revision a second time.
 */
export function commandIdsOf(decision: DecisionRow): string[][] {
  return decision.commands.map((_, index) =>
    Array.from({ length: decision.epoch + 1 }, (_unused, epoch) =>
      commandId(decision.lead_id, epoch, decision.revision, index),
    ),
  );
}
