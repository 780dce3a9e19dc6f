import { sql } from 'kysely';
import type { GrantCommand } from '../../engine/command.js';
import type { Clock } from '../../activities/ports.js';
import type { Trx } from '../database/database.js';
import type { Inbox } from '../ingest/inbox.js';
import { type Alert, raiseAlert, resolveAlert } from '../alerts/alert.js';

export interface RecordedGrant {
  leadId: string;
  commandId: string;
  playbook: string;
  command: GrantCommand;
}

type Verdict = 'granted' | 'already' | 'stock';

/**
 * The ledger of grants, within the transaction of the decision that asks: row, stock and answer are there together or not
 * at all. The answer is an input of the lead, which its run takes in its very next turn.
 */
export class GrantLedger {
  constructor(
    private readonly inbox: Pick<Inbox, 'append'>,
    private readonly clock: Clock,
  ) {}

  async judge(trx: Trx, items: readonly RecordedGrant[]): Promise<void> {
    const verdicts = new Map<RecordedGrant, Verdict>();
    // Stocks are locked in the order of their names, whatever a decision asks for first.
    for (const item of items.toSorted((a, b) => (a.command.benefit < b.command.benefit ? -1 : 1))) {
      verdicts.set(item, await verdictOn(trx, item));
    }
    const occurredAt = this.clock.now();
    const answers = items.map((item) => {
      const { leadId, commandId, command } = item;
      const why = verdicts.get(item) ?? 'stock';
      const { ref, benefit, once } = command;
      const about = { ref, benefit, ...(once === undefined ? {} : { key: once }) };
      const body =
        why === 'granted'
          ? ({ kind: 'event', name: 'benefit.granted', properties: about } as const)
          : ({ kind: 'event', name: 'benefit.refused', properties: { ...about, why } } as const);
      const input = { id: `grant/${commandId}`, occurredAt, body };
      return { leadId, input, source: 'benefits', rings: true };
    });
    await this.inbox.append(trx, answers);
    await leaveRinging(trx, items);
  }
}

/** The run turns again by itself: nobody need ring for the answer, unless the run is lost and the sweeper finds it. */
async function leaveRinging(trx: Trx, items: readonly RecordedGrant[]): Promise<void> {
  const leads = [...new Set(items.map(({ leadId }) => leadId))];
  await sql`
    update ring set signalled_at = now(), leased_until = null
    where lead_id = any(${leads}::uuid[])`.execute(trx);
}

async function verdictOn(trx: Trx, item: RecordedGrant): Promise<Verdict> {
  const { benefit, stock } = item.command;
  if (stock === undefined) return (await enter(trx, item)) ? 'granted' : 'already';
  const granted = await lockStock(trx, item);
  if (granted >= stock) {
    if (await isEntered(trx, item)) return 'already';
    await raiseAlert(trx, emptyAlert(item, stock));
    return 'stock';
  }
  if (!(await enter(trx, item))) return 'already';
  await sql`
    update benefit_stock set granted = granted + 1
    where playbook = ${item.playbook} and benefit = ${benefit}`.execute(trx);
  await resolveAlert(trx, OUT_OF_STOCK, subjectOf(item));
  return 'granted';
}

/** Waits for whoever is giving the same benefit at this moment, and then sees what they gave. */
async function lockStock(trx: Trx, { playbook, command: { benefit } }: RecordedGrant) {
  await sql`
    insert into benefit_stock (playbook, benefit) values (${playbook}, ${benefit})
    on conflict (playbook, benefit) do nothing`.execute(trx);
  const { rows } = await sql<{ granted: number }>`
    select granted from benefit_stock where playbook = ${playbook} and benefit = ${benefit} for update`.execute(
    trx,
  );
  return rows[0]?.granted ?? 0;
}

/** Whether it was not there yet. */
async function enter(trx: Trx, { commandId, leadId, playbook, command }: RecordedGrant) {
  const { benefit, once, journey, at } = command;
  const { numAffectedRows } = await sql`
    insert into benefit_grant (id, lead_id, playbook, benefit, once, journey, granted_at)
    values (${commandId}, ${leadId}, ${playbook}, ${benefit}, ${once ?? null}, ${journey}, ${new Date(at)})
    on conflict do nothing`.execute(trx);
  return numAffectedRows === 1n;
}

async function isEntered(trx: Trx, { leadId, playbook, command }: RecordedGrant): Promise<boolean> {
  const { benefit, once } = command;
  const { rows } = await sql`
    select from benefit_grant where playbook = ${playbook} and benefit = ${benefit}
      and ${once === undefined ? sql`once is null and lead_id = ${leadId}` : sql`once = ${once}`}
    limit 1`.execute(trx);
  return rows.length > 0;
}

const OUT_OF_STOCK = 'benefit-out-of-stock';
const subjectOf = ({ playbook, command }: RecordedGrant) => `${playbook}/${command.benefit}`;

function emptyAlert(item: RecordedGrant, stock: number): Alert {
  const { benefit } = item.command;
  return {
    kind: OUT_OF_STOCK,
    leadId: item.leadId,
    subject: subjectOf(item),
    detail: `All ${stock} of the benefit ${benefit} are given; leads that ask for it are refused`,
    whatToDo: `Raise the stock of ${benefit} in a new version of the playbook ${item.playbook}; those refused stay so until somebody enrols them again`,
  };
}
