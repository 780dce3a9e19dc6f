import { sql } from 'kysely';
import type { Input, InputBody } from '../../engine/input.js';
import type { Enrolment, LeadState } from '../../engine/lead-state.js';
import { PARKED } from '../alerts/alert.js';
import type { Trx } from '../database/database.js';
import type { Inbox } from '../ingest/inbox.js';
import { messageIdOf } from '../jobs/lead-job.js';
import { movesAbove } from '../jobs/moves.js';
import { actOn } from '../playbooks/affected.js';
import type { LeadRow } from './lead-row.js';

/**
 * The record's side of a merge, in the winner's own turn; both rows are locked. What the loser had open becomes the
 * winner's, its unread inputs follow the winner's own, and its row is closed. Answers the loser's state for the engine to
 * unite, or nothing when the loser was taken over before.
 *
 * References of messages and tickets count from 1 in every lead: the loser's get its id as a suffix, in the record and in
 * the state alike, so that what a provider reports about an old message still finds it.
 */
export async function takeOver(
  trx: Trx,
  inbox: Inbox,
  winner: LeadRow,
  loser: LeadRow,
): Promise<LeadState | undefined> {
  if (loser.status === 'erased' || isTakenOver(loser)) return undefined;
  // Another lead has it, or will with a merge of its own; but not one that has itself become this one meanwhile.
  if (loser.mergedInto !== null && (await survivorOf(trx, loser.mergedInto)) !== winner.id)
    return undefined;
  await moveOpenWork(trx, winner.id, loser.id);
  const consumed = await moveUnread(trx, inbox, winner.id, loser);
  await close(trx, winner.id, loser.id, consumed);
  if (loser.state !== null) await tellOfMoves(trx, inbox, winner, loser.state);
  return loser.state === null ? undefined : withSuffix(loser.state, suffixOf(loser.id));
}

/** Intake marks a loser as merged; the winner's turn, which takes it over, also puts it to rest, without a state. */
const isTakenOver = (lead: LeadRow): boolean =>
  lead.status === 'merged' && lead.state === null && lead.resting;

export const suffixOf = (leadId: string): string => `~${leadId.slice(0, 8)}`;

async function survivorOf(trx: Trx, leadId: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    with recursive chain as (
      select id, merged_into from lead where id = ${leadId}
      union select l.id, l.merged_into from lead l join chain c on l.id = c.merged_into
    )
    select id from chain where merged_into is null`.execute(trx);
  return rows[0]?.id;
}

async function moveOpenWork(trx: Trx, winner: string, loser: string): Promise<void> {
  const ref = sql`ref || ${suffixOf(loser)}`;
  await sql`
    with commands as (
      update command set lead_id = ${winner}, ref = ${ref} where lead_id = ${loser} and done_at is null
    ),
    tickets as (update ticket set lead_id = ${winner}, ref = ${ref} where lead_id = ${loser}),
    notices as (update notice set lead_id = ${winner} where lead_id = ${loser}),
    codes as (update coupon_code set lead_id = ${winner} where lead_id = ${loser}),
    -- What both were given once stays with each: nobody has it a second time.
    grants as (
      update benefit_grant g set lead_id = ${winner} where lead_id = ${loser} and (once is not null or not exists (
        select from benefit_grant o
        where o.lead_id = ${winner} and o.playbook = g.playbook and o.benefit = g.benefit and o.once is null
      ))
    )
    update message set lead_id = ${winner}, ref = ${ref} where lead_id = ${loser}`.execute(trx);
}

/** Appends the loser's unread inputs to the winner's inbox. Answers the loser's last number: all of it is read now. */
async function moveUnread(trx: Trx, inbox: Inbox, winner: string, loser: LeadRow): Promise<number> {
  // Both counters, in id order. An intake that is about to append to the loser waits here, and then appends to the winner.
  await sql`select 1 from lead_counter where lead_id in (${winner}, ${loser.id}) order by lead_id for update`.execute(
    trx,
  );
  let consumed = loser.consumed;
  for (let more = true; more;) {
    const page = await inbox.read(trx, loser.id, consumed, { rows: 500, bytes: 1_000_000 });
    ({ more } = page);
    if (page.inputs.length === 0) break;
    await moveInputs(trx, inbox, winner, loser.id, page.inputs);
    consumed = page.inputs.at(-1)?.n ?? consumed;
  }
  await sql`update lead_counter set merged_into = ${winner} where lead_id = ${loser.id}`.execute(
    trx,
  );
  return consumed;
}

/**
 * A job that tells leads of a publication passes over a loser and may have told the winner before: the winner is told
 * again, of every version that runs it takes over have not met. What met it already is left alone.
 */
async function tellOfMoves(
  trx: Trx,
  inbox: Inbox,
  winner: LeadRow,
  { enrolments, clock }: LeadState,
): Promise<void> {
  if (enrolments.length === 0) return;
  const oldest = Math.min(...enrolments.map(({ version }) => version));
  const moves = (await movesAbove(trx, winner.playbook, oldest)).filter(({ control }) =>
    enrolments.some(
      ({ version, journey }) => version < control.to && actOn(control.inside, journey) !== 'pin',
    ),
  );
  const arrivals = moves.map(({ id, control }) => {
    const body = { kind: 'control', control } as const;
    const input = { id: messageIdOf(id), occurredAt: Math.max(clock, winner.lastNow), body };
    return { leadId: winner.id, input, source: 'job', rings: true };
  });
  await inbox.append(trx, arrivals);
}

async function moveInputs(
  trx: Trx,
  inbox: Inbox,
  winner: string,
  loser: string,
  inputs: readonly Input[],
) {
  const numbers = inputs.map(({ n }) => n);
  const { rows } = await sql<{ n: number; source: string; rings: boolean }>`
    select n::float8 as n, source, rings from inbox
    where lead_id = ${loser} and n = any(${numbers}::bigint[])`.execute(trx);
  const byNumber = new Map(rows.map((row) => [row.n, row]));
  const arrivals = inputs.map(({ n, at: _at, ...input }) => {
    const { source = 'merge', rings = true } = byNumber.get(n) ?? {};
    const body = renamedBody(input.body, (ref) => ref + suffixOf(loser));
    return { leadId: winner, input: { ...input, body }, source, rings };
  });
  const placed = await inbox.append(trx, arrivals);
  await sql`
    with moved as (
      select * from unnest(${numbers}::bigint[], ${placed.map(({ n }) => n)}::bigint[]) as m (before, after)
    ), past as (
      update accepted a set lead_id = ${winner}, n = moved.after from moved
      where a.fate = 'visitor' and a.lead_id = ${loser} and a.n = moved.before
    )
    update accepted a set lead_id = ${winner}, n = moved.after
    from moved join inbox i on i.lead_id = ${loser} and i.n = moved.before
    where a.source = i.source and a.message_id = i.message_id`.execute(trx);
}

/** The loser's run is rung once more: it sees `closed` and ends. Whatever had parked it is no matter any more. */
async function close(trx: Trx, winner: string, loser: string, consumed: number): Promise<void> {
  await sql`
    with rung as (
      insert into ring (lead_id, n, names) values (${loser}, ${consumed}, '{merged}')
      on conflict (lead_id) do update set signalled_at = null, leased_until = null, names = '{merged}'
    ), calmed as (
      update alert set resolved_at = now() where kind = ${PARKED} and subject = ${loser} and resolved_at is null
    )
    update lead set status = 'merged', merged_into = ${winner}, state = null, wakes_at = null, wakes_because = null,
      resting = true, consumed = ${consumed}, parked_reason = null, parked_at = null
    where id = ${loser}`.execute(trx);
}

/** The state with every reference renamed, as the rows are. */
export function withSuffix(state: LeadState, suffix: string): LeadState {
  const rename = (ref: string): string => ref + suffix;
  return {
    ...state,
    sends: state.sends.map((send) => ({ ...send, ref: rename(send.ref) })),
    messages: state.messages.map((message) => ({ ...message, ref: rename(message.ref) })),
    enrolments: state.enrolments.map((enrolment) => renamed(enrolment, rename)),
    ...(state.withdrawn ? { withdrawn: state.withdrawn.map(rename) } : {}),
  };
}

function renamed(enrolment: Enrolment, rename: (ref: string) => string): Enrolment {
  const { at } = enrolment;
  if (at.wait === 'assigned' || at.wait === 'granted')
    return { ...enrolment, at: { ...at, ref: rename(at.ref) } };
  if (at.wait !== 'time' && at.wait !== 'event') return enrolment;
  const { after, called } = at;
  const underWay = {
    ...(after === undefined ? {} : { after: rename(after) }),
    ...(called === undefined ? {} : { called: { ...called, ref: rename(called.ref) } }),
  };
  return { ...enrolment, at: { ...at, ...underWay } };
}

/** What is not read yet of a message, a ticket or a benefit names it as the loser did. */
function renamedBody(body: InputBody, rename: (ref: string) => string): InputBody {
  if (body.kind === 'outcome') return { ...body, ref: rename(body.ref) };
  if (body.kind !== 'event' || !/^(message|ticket|benefit)\./.test(body.name)) return body;
  const { ref } = body.properties;
  if (typeof ref !== 'string') return body;
  return { ...body, properties: { ...body.properties, ref: rename(ref) } };
}
