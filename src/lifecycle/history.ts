import { sql } from 'kysely';
import type { SendCommand } from '../../engine/command.js';
import {
  beginRetelling,
  endRetelling,
  retell,
  retellSends,
} from '../../engine/recompute/retell.js';
import type { Input, NotRetold, Retold } from '../../engine/input.js';
import type { LeadState } from '../../engine/lead-state.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import type { Trx } from '../database/database.js';
import type { Inbox } from '../ingest/inbox.js';
import { enrich } from './enrichment.js';
import { suffixOf, withSuffix } from './merge-leads.js';
import { guarded, Poison } from './poison.js';

/** Inputs of one lead that are told at most: some seconds of work, and a turn has five. */
const MOST = 20_000;
const AT_ONCE = { rows: 500, bytes: 4_000_000 };
const DECISIONS = 200;
/** Leads that have become one; more are a bug. */
const MOST_LOSERS = 50;

export interface Told {
  leadId: string;
  /** Inputs before this number. */
  before: number;
  /** Merges among the inputs that are decided together with the one that asks. */
  united?: readonly number[];
  /** The moment the score is asked for, epoch ms of the engine's clock. */
  at: number;
}

/**
 * What the rules of a playbook make of all that a lead has done, from its inbox and its decisions, a page at a time. The
 * past of a lead that was merged into it is told where the merge was.
 */
export async function retellHistory(
  trx: Trx,
  inbox: Inbox,
  playbook: Playbook,
  { leadId, before, at, united = [] }: Told,
): Promise<Retold | NotRetold> {
  const telling = new Telling(trx, inbox, playbook);
  try {
    const listener = await telling.of(leadId, before, united);
    return endRetelling(listener, playbook, at);
  } catch (error) {
    if (error instanceof Untellable) return { refused: error.why };
    throw error;
  }
}

class Untellable extends Error {
  override readonly name = 'Untellable';
  constructor(readonly why: NotRetold['refused']) {
    super(why);
  }
}

class Telling {
  private told = 0;
  private losers = 0;

  constructor(
    private readonly trx: Trx,
    private readonly inbox: Inbox,
    private readonly playbook: Playbook,
  ) {}

  /** @param before inputs from this number on are not told */
  async of(leadId: string, before: number, also: readonly number[]): Promise<LeadState> {
    const united = new Set([...(await unitedLosers(this.trx, leadId)), ...also]);
    let listener = beginRetelling(leadId, this.playbook);
    let n = 0;
    for await (const { to, sends } of decisions(this.trx, leadId, before)) {
      for (; n < to;) [listener, n] = await this.page(leadId, listener, n, to, united);
      listener = retellSends(listener, sends, this.playbook);
    }
    return listener;
  }

  /** Tells some inputs after number `after`, up to `to`. Answers how far it came. */
  private async page(
    leadId: string,
    listener: LeadState,
    after: number,
    to: number,
    united: ReadonlySet<number>,
  ): Promise<[LeadState, number]> {
    const inputs = (await this.read(leadId, after)).filter(({ n }) => n <= to);
    const last = inputs.at(-1)?.n ?? after;
    // Numbers have no gaps; what is missing was let go of.
    if (inputs.length === 0 || last - after !== inputs.length) throw new Untellable('incomplete');
    this.told += inputs.length;
    if (this.told > MOST) throw new Untellable('too-long');
    const whole: Input[] = [];
    for (const input of inputs)
      whole.push(united.has(input.n) ? await this.withLoser(input) : input);
    return [retell(listener, whole, this.playbook), last];
  }

  private async withLoser(input: Input): Promise<Input> {
    if (input.body.kind !== 'merge') return input;
    const { loserId } = input.body;
    this.losers += 1;
    if (this.losers > MOST_LOSERS) throw new Untellable('too-long');
    const loser = await this.of(loserId, Infinity, []);
    return enrich(input, withSuffix(loser, suffixOf(loserId)));
  }

  /** An input that cannot be opened any more is as good as gone; the lead itself is well. */
  private async read(leadId: string, after: number): Promise<Input[]> {
    try {
      return (await guarded('history', () => this.inbox.read(this.trx, leadId, after, AT_ONCE)))
        .inputs;
    } catch (error) {
      throw error instanceof Poison ? new Untellable('incomplete') : error;
    }
  }
}

/** Numbers of the merges that took a lead over; others came too late and did nothing. */
async function unitedLosers(trx: Trx, leadId: string): Promise<number[]> {
  const { rows } = await sql<{ n: number }>`
    select jsonb_object_keys(enriched)::float8 as n from decision
    where lead_id = ${leadId} and enriched is not null`.execute(trx);
  return rows.map(({ n }) => n);
}

interface Decided {
  to: number;
  sends: SendCommand[];
}

/** What was decided, in order, as far as it sent something; at the end, the last input of all. */
async function* decisions(trx: Trx, leadId: string, before: number): AsyncGenerator<Decided> {
  let revision = 0;
  let to = 0;
  for (;;) {
    const { rows } = await sql<Decided & { revision: number }>`
      select revision::float8 as revision, to_n::float8 as to,
        jsonb_path_query_array(commands, '$[*] ? (@.kind == "send")') as sends
      from decision where lead_id = ${leadId} and revision > ${revision}
      order by revision limit ${DECISIONS}`.execute(trx);
    for (const row of rows) {
      to = Math.max(to, row.to);
      if (row.sends.length > 0) yield row;
    }
    revision = rows.at(-1)?.revision ?? revision;
    if (rows.length < DECISIONS) break;
  }
  // Inputs that arrived with the one that asks are not decided yet.
  yield { to: before === Infinity ? to : before - 1, sends: [] };
}
