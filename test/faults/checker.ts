import type { Accepted } from './load.js';

/**
 * Compares what clients were promised with what the record and the mail provider hold. It shares no code with the
 * product: plain SQL, and the log of the mock.
 */
export interface Evidence {
  accepted: readonly Accepted[];
  query: <Row extends object>(sql: string) => Promise<Row[]>;
  mockUrl: string;
}

interface Mail {
  to: string | string[];
  subject: string;
  idempotencyKey?: string;
}

/** Every broken promise, a line each; nothing lost, doubled or stuck: none. */
export async function brokenPromises(evidence: Evidence): Promise<string[]> {
  const findings = await Promise.all([
    lostEvents(evidence),
    ...Object.entries(MUST_BE_EMPTY).map(([promise, sql]) => violations(evidence, promise, sql)),
    mails(evidence),
  ]);
  return findings.flat();
}

async function lostEvents({ accepted, query }: Evidence): Promise<string[]> {
  const rows = await query<{ message_id: string; copies: string; stored: string }>(`
    select a.message_id, count(*) as copies, count(i.n) as stored
    from accepted a left join inbox i on i.lead_id = a.lead_id and i.n = a.n
    group by a.message_id`);
  const stored = new Map(rows.map((row) => [row.message_id, row]));
  return accepted.flatMap(({ messageId }) => {
    const row = stored.get(messageId);
    if (row === undefined) return [`${messageId} was accepted and is not there`];
    if (row.copies !== '1') return [`${messageId} is there ${row.copies} times`];
    return row.stored === '1' ? [] : [`${messageId} is in ${row.stored} inboxes`];
  });
}

async function violations({ query }: Evidence, promise: string, sql: string): Promise<string[]> {
  const rows = await query(sql);
  return rows.map((row) => `${promise}: ${JSON.stringify(row)}`);
}

/** Each query finds what breaks the promise it is named by. */
const MUST_BE_EMPTY: Record<string, string> = {
  'numbers have no gaps': `
    select lead_id, count(*), max(n) from inbox group by lead_id having count(*) <> max(n) or min(n) <> 1`,
  'the counter is the last number': `
    select c.lead_id, c.last_n from lead_counter c
    where c.last_n <> (select coalesce(max(n), 0) from inbox i where i.lead_id = c.lead_id)`,
  'every ringing input is consumed': `
    select i.lead_id, i.n, i.name from inbox i join lead l on l.id = i.lead_id where i.rings and i.n > l.consumed`,
  'revisions have no gaps': `
    select l.id, l.revision, count(d.*) from lead l left join decision d on d.lead_id = l.id
    group by l.id having count(d.*) <> l.revision or coalesce(max(d.revision), 0) <> l.revision`,
  'each input is decided once, in order': `
    select lead_id, revision, from_n, to_n from (
      select *, coalesce(lag(to_n) over (partition by lead_id order by revision), 0) as before from decision
    ) d where from_n <> before + 1 or to_n < before`,
  'the record of a lead is that of its last decision': `
    select l.id, l.consumed, d.to_n from lead l join decision d on d.lead_id = l.id and d.revision = l.revision
    where l.consumed <> d.to_n or l.state <> d.state_after`,
  'the score is the sum of its entries': `
    select l.id, l.score, (select coalesce(sum(points), 0) from score_entry s where s.lead_id = l.id) as entries
    from lead l where l.score <> greatest(0, (select coalesce(sum(points), 0) from score_entry s where s.lead_id = l.id))`,
  'nothing scores twice': `
    select lead_id, rule, count(*) from score_entry group by lead_id, rule having count(*) > 1`,
  'every command of a decision is written, once': `
    select d.lead_id, d.revision from decision d where jsonb_array_length(d.commands) <>
      (select count(*) from command c where c.lead_id = d.lead_id and c.revision = d.revision)`,
  'no command is left open': `
    select id, lead_id, kind, attempts from command where done_at is null`,
  'no ring is left owed or unanswered': `select lead_id, n, signalled_at from ring`,
  'no lead is parked': `select id, parked_reason from lead where parked_reason is not null`,
  'every send has its message, and every message its send': `
    select coalesce(c.id, m.id) as id from (select id from command where kind = 'send') c
    full join message m on m.id = c.id where c.id is null or m.id is null`,
  'every message has found its end': `
    select id, status, reason from message where status not in ('sent', 'delivered')`,
  'no journey sends a step twice': `
    select lead_id, journey, step, count(*) from message group by lead_id, journey, step having count(*) > 1`,
  'every A lead has one ticket in sales, and a person': `
    select l.id, count(t.*), count(t.rep_id) from lead l left join ticket t on t.lead_id = l.id and t.queue = 'sales'
    where l.tier = 'A' group by l.id having count(t.*) <> 1 or count(t.rep_id) <> 1`,
  'an assignment is told to the engine once': `
    select t.id from ticket t
    where (select count(*) from inbox i where i.lead_id = t.lead_id and i.name = 'ticket.assigned') <> 1`,
  'nobody is told twice': `
    select lead_id, template, channel, count(*) from notice group by lead_id, template, channel having count(*) > 1`,
};

async function mails({ query, mockUrl }: Evidence): Promise<string[]> {
  const { data } = (await (await fetch(`${mockUrl}/mock/accepted`)).json()) as { data: Mail[] };
  const sent = await query<{ id: string }>(
    `select id from message where channel = 'email' and status in ('sent', 'delivered', 'doubt')`,
  );
  const keys = data.flatMap(({ idempotencyKey }) => idempotencyKey ?? []);
  const people = data.map(({ to, subject }) => `${String(to)} ${subject}`);
  const known = await query<{ id: string }>('select id from message union select id from notice');
  return [
    ...repeated(keys).map((key) => `the provider accepted ${key} twice`),
    ...repeated(people).map((mail) => `somebody got twice: ${mail}`),
    ...sent.filter(({ id }) => !keys.includes(id)).map(({ id }) => `the provider never saw ${id}`),
    ...keys
      .filter((key) => !known.some(({ id }) => id === key))
      .map((key) => `the provider got ${key}, which the record does not know`),
  ];
}

const repeated = (values: readonly string[]): string[] =>
  [...new Set(values)].filter((value) => values.indexOf(value) !== values.lastIndexOf(value));

/** Whether nothing is under way any more. */
export async function isQuiet({ query }: Pick<Evidence, 'query'>): Promise<boolean> {
  const rows = await query<{ busy: boolean }>(`
    select exists (select from ring) or exists (select from command where done_at is null)
      or exists (select from inbox i join lead l on l.id = i.lead_id
        where i.rings and i.n > l.consumed and l.parked_reason is null) as busy`);
  return rows[0]?.busy === false;
}
