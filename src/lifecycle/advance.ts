import { sql } from 'kysely';
import type { Advance, AdvanceOutcome, AdvanceRequest, Clock } from '../../activities/ports.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import { faultPoint } from '../config/fault.js';
import type { Db, Trx } from '../database/database.js';
import { lockLeads } from './lead-row.js';
import type { LeadRow } from './lead-row.js';
import { present } from './outcome.js';
import type { Special } from './outcome.js';
import { BEHIND, parkLead } from './park.js';
import { Poison } from './poison.js';
import { rest, shouldRest } from './resting.js';
import { settleRingAlone } from './ring-queue.js';
import { TurnTaker } from './turn.js';
import type { Missing, TurnParts } from './turn.js';

export interface AdvanceParts extends TurnParts {
  db: Db;
  clock: Clock;
}

/** What one attempt works with, besides what it finds in the record. */
interface Plan {
  rows: number;
  /** Losers of merges, locked together with the lead. */
  losers: readonly string[];
  versions: ReadonlyMap<number, Playbook>;
}
/** The attempt wrote nothing: it needs more at hand. */
interface Lacking extends Missing {
  playbook: string;
}

const BYTES = 65_536;
const firstPlan: Plan = { rows: 50, losers: [], versions: new Map() };

/**
 * The rule of advance: one transaction, the lead's row locked, the cases of the table in `docs/architecture.md` in that
 * order. It refuses by answering (`closed`, `parked`, `resting`); it throws only when infrastructure is broken, and then
 * nothing was written. A process that dies before the commit has done nothing; one that dies after it is asked again with
 * the same `expected`, and answers what the record says.
 */
export class Advancer {
  private readonly turns: TurnTaker;

  constructor(private readonly parts: AdvanceParts) {
    this.turns = new TurnTaker(parts);
  }

  readonly advance: Advance = async (request) => {
    let plan = firstPlan;
    for (;;) {
      const answer = await this.attempt(request, plan);
      if (!(answer instanceof Poison) && !('losers' in answer)) return this.timed(answer);
      plan = await this.next(plan, answer);
    }
  };

  private async attempt(
    request: AdvanceRequest,
    plan: Plan,
  ): Promise<AdvanceOutcome | Lacking | Poison> {
    const { db } = this.parts;
    try {
      const answer = await db.transaction().execute((trx) => this.answer(trx, request, plan));
      faultPoint('after-advance-commit');
      return answer;
    } catch (error) {
      if (!(error instanceof Poison)) throw error;
      // Inputs before a bad one are decided one by one; the lead is parked when the bad one comes first.
      if (plan.rows > 1) return error;
      return db.transaction().execute((trx) => this.park(trx, request.leadId, error.message));
    }
  }

  private async next(plan: Plan, answer: Lacking | Poison): Promise<Plan> {
    if (answer instanceof Poison) return { ...plan, rows: 1 };
    const versions = new Map(plan.versions);
    for (const version of answer.versions)
      versions.set(version, await this.parts.playbooks.get(answer.playbook, version));
    return { ...plan, losers: answer.losers, versions };
  }

  /** The table. */
  private async answer(
    trx: Trx,
    request: AdvanceRequest,
    plan: Plan,
  ): Promise<AdvanceOutcome | Lacking> {
    const { leadId, expected } = request;
    const locked = await lockLeads(trx, [leadId, ...plan.losers]);
    const lead = locked.get(leadId);

    if (lead === undefined || lead.status !== 'active') {
      await sql`delete from ring where lead_id = ${leadId}`.execute(trx);
      return this.present(lead, { closed: true, did: 'closed' });
    }
    if (expected !== undefined && expected > lead.revision)
      return this.park(trx, leadId, `${BEHIND}: at ${lead.revision}, history knows ${expected}`);
    if (lead.parked !== null) return this.present(lead, { parked: lead.parked, did: 'parked' });
    if (expected === lead.revision - 1)
      return this.present(lead, {
        more: true,
        did: `revision ${lead.revision} was decided already`,
      });

    const page = await this.parts.inbox.read(trx, leadId, lead.consumed, {
      rows: plan.rows,
      bytes: BYTES,
    });
    const now = Math.max(this.parts.clock.now(), lead.lastNow, page.inputs.at(-1)?.at ?? 0);
    const due = lead.wakesAt !== null && lead.wakesAt <= now;
    if (page.inputs.length > 0 || due) {
      // A run that is further behind adopts the present like a new one.
      const fresh = request.fresh || expected !== lead.revision;
      const latest = this.parts.playbooks.latest(lead.playbook);
      const found = { lead, locked, page, now, fresh, latest, versions: plan.versions };
      const missing = this.turns.missing(found, plan.losers);
      return missing ? { ...missing, playbook: lead.playbook } : this.turns.take(trx, found);
    }
    await settleRingAlone(trx, leadId, lead.consumed);
    if (!shouldRest(lead, now)) return this.present(lead, { did: 'nothing was due' });
    await rest(trx, lead);
    return this.present(lead, { resting: true, did: 'rests' });
  }

  private present(lead: LeadRow | undefined, special: Special): AdvanceOutcome {
    return present(lead, special, this.parts.playbooks);
  }

  private async park(trx: Trx, leadId: string, reason: string): Promise<AdvanceOutcome> {
    const lead = (await lockLeads(trx, [leadId])).get(leadId);
    const parked = lead?.parked ?? reason;
    await parkLead(trx, leadId, parked);
    return this.present(lead, { parked, did: 'parked' });
  }

  /** The timer runs in real time, from the moment of the answer. */
  private timed(outcome: AdvanceOutcome): AdvanceOutcome {
    const { clock } = this.parts;
    if (outcome.wakesAt === undefined) return outcome;
    return {
      ...outcome,
      wakesIn: Math.max(0, Math.ceil(clock.real(outcome.wakesAt - clock.now()))),
    };
  }
}
