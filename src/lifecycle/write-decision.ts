import { sql } from 'kysely';
import type { LedgerEntry } from '../../engine/trace.js';
import type { Decision, WakeUp } from '../../engine/decision.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import type { Trx } from '../database/database.js';
import type { IdentifiedCommand } from './commands.js';
import type { Enriched } from './enrichment.js';
import type { LeadRow } from './lead-row.js';
import { settleRing } from './ring-queue.js';

/** One turn of a lead, decided and about to be written. Times are epoch ms of the engine's clock. */
export interface Turn {
  lead: LeadRow;
  revision: number;
  now: number;
  until: number;
  /** Numbers of the inputs consumed; `from` is above `to` when a deadline alone was due. */
  from: number;
  to: number;
  more: boolean;
  playbook: Pick<Playbook, 'name' | 'version' | 'timeZone'>;
  decision: Decision;
  commands: IdentifiedCommand[];
  score: number;
  wake: WakeUp | undefined;
  lastInputAt: number;
  enriched: Enriched | undefined;
}

/**
 * Writes a decision and everything that follows from it, in one statement: the decision, its score entries and commands,
 * the lead's row, and the ring that asked for it. The ring goes when all it rang for is consumed; otherwise it is owed
 * again, unless the run turns at once anyway (`more`).
 */
export async function writeDecision(trx: Trx, turn: Turn): Promise<void> {
  const { lead, revision, decision } = turn;
  const at = (ms: number | null) => sql`to_timestamp(${ms}::float8 / 1000)`;
  const { stage, tier } = decision.state;
  await sql`/* prepared */
    with given as materialized (select ${json(decision.state)} as state),
    decided as (
      insert into decision (lead_id, revision, decided_at, until_at, from_n, to_n, more, playbook, playbook_version,
        state_after, commands, trace, enriched)
      select ${lead.id}::uuid, ${revision}::bigint, ${at(turn.now)}, ${at(turn.until)}, ${turn.from}::bigint, ${turn.to}::bigint,
        ${turn.more}::boolean, ${turn.playbook.name}::text, ${turn.playbook.version}::int, given.state,
        ${json(decision.commands)}, ${json(decision.trace)}, ${json(turn.enriched)} from given
    ),
    scored as (
      insert into score_entry (lead_id, revision, index, rule, dimension, points, n, cause, scored_at, playbook_version)
      select ${lead.id}::uuid, ${revision}::bigint, e.index, e.rule, e.dimension, e.points, e.n, e.cause, to_timestamp(e.at / 1000),
        ${turn.playbook.version}::int
      from jsonb_to_recordset(${json(numbered(decision.ledger))}) as e
        (index int, rule text, dimension text, points numeric, n bigint, cause text, at float8)
    ),
    ordered as (
      insert into command (id, lead_id, revision, index, ref, kind, payload, created_at, done_at, outcome)
      select c.id, ${lead.id}::uuid, ${revision}::bigint, c.index, c.ref, c.kind, c.payload, ${at(turn.now)},
        case when c.outcome is not null then ${at(turn.now)} end, c.outcome
      from jsonb_to_recordset(${json(rows(turn.commands))}) as c
        (id uuid, index int, ref text, kind text, payload jsonb, outcome text)
    ),
    ${settleRing(lead.id, turn.to, turn.more)}
    update lead set revision = ${revision}, consumed = ${turn.to}, last_now = ${at(turn.now)},
      state = given.state, stage = ${stage}, tier = ${tier}, score = ${turn.score},
      playbook_version = ${turn.playbook.version}, last_input_at = ${at(turn.lastInputAt)}, resting = false,
      wakes_at = ${at(turn.wake?.at ?? null)}, wakes_because = ${turn.wake?.because ?? null}
    from given where id = ${lead.id}`.execute(trx);
}

/** Nothing becomes NULL. */
const json = (value: unknown) => sql`${JSON.stringify(value) ?? null}::jsonb`;

const numbered = (ledger: readonly LedgerEntry[]) =>
  ledger.map((entry, index) => ({ ...entry, index }));

const rows = (commands: readonly IdentifiedCommand[]) =>
  commands.map(({ id, index, outcome, command }) => ({
    id,
    index,
    outcome,
    ref: command.ref,
    kind: command.kind,
    payload: command,
  }));
