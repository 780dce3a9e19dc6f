import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { pino } from 'pino';
import { sentence } from '../../../engine/explain/sentence.js';
import { decide, newLead, totalScore, wakeUp } from '../../../engine/index.js';
import { compile } from '../../../engine/playbook/compile.js';
import type { Note } from '../../../engine/trace.js';
import { Sealer } from '../../../src/crypto/sealer.js';
import type { Database } from '../../../src/database/database.js';
import { Inbox } from '../../../src/ingest/inbox.js';
import { appendPage } from '../../../src/jobs/append-page.js';
import { JobRunner } from '../../../src/jobs/job-runner.js';
import { Advancer } from '../../../src/lifecycle/advance.js';
import { PlaybookLibrary } from '../../../src/playbooks/library.js';
import { bundleOf } from '../../../src/playbooks/bundle/bundle.js';
import { publishInside } from '../../../src/playbooks/publish-inside.js';
import { documentOf } from '../../support/playbook/small.js';
import { MovableClock, openRecord } from '../lifecycle/lead-fixture.js';
import { NEW, NIGHT, OLD, placed, yamlOf, type Placed } from './long-journey.js';

const AT_EACH = 50;
const IDS = OLD.map((step) => /id: ([\w-]+)/.exec(step)?.[1] ?? '');
const inside = {
  default: 'pin',
  journeys: { nurture: { do: 'migrate', steps: { 'pause-6': 'rest' } } },
} as const;

let database: Database;
let close: () => Promise<void>;
let library: PlaybookLibrary;
const crowd = new Map<string, Placed>();

beforeAll(async () => {
  ({ database, close } = await openRecord());
  library = new PlaybookLibrary(database.db);
  const parts = { db: database.db, library };
  await publishInside(parts, {
    bundle: bundleOf(documentOf(yamlOf(OLD)), new Map()),
    by: 'test',
    inside: PINNED,
  });
  const document = documentOf(yamlOf(OLD));
  const places = placed(compile(document, 1), IDS);
  for (let n = 0; n < AT_EACH; n++) for (const place of places) crowd.set(randomUUID(), place);
  await settle();
});
afterAll(() => close());

describe('a thousand leads at every step of a journey of twenty', () => {
  test('come to a new version of it, none lost, none stuck, none mailed twice, and each can say why', async () => {
    const { db } = database;
    const document = documentOf(yamlOf(NEW));
    const published = await publishInside(
      { db, library },
      { bundle: bundleOf(document, new Map()), by: 'test', inside },
    );
    expect(published.inside.journeys['nurture']).toMatchObject({ inside: 1_000, moved: 1_000 });
    await runJob('job' in published ? (published.job ?? '') : '');
    await everyone((lead) => lead.turn());
    expect(await standing()).toEqual({ gone: 0, old: 0 });

    await everyone((lead) => lead.assign());
    await everyone((lead) => lead.toTheEnd());
    expect(await unfinished()).toEqual([]);
    expect(await mailedTwice()).toEqual([]);
    expect(await unexplained()).toEqual([]);
  }, 600_000);
});

const PINNED = { default: 'pin', journeys: {} } as const;
const sealer = new Sealer(Buffer.alloc(32, 1));

/** Their rows, as the decisions before would have left them. */
async function settle(): Promise<void> {
  const rows = [...crowd].map(([id, { state }]) => {
    const at = new Date(state.clock);
    const wake = wakeUp(state, library.latest('long'));
    return {
      id,
      playbook: 'long',
      playbook_version: 1,
      stage: state.stage,
      tier: state.tier,
      consumed: state.consumed,
      revision: 1,
      last_now: at,
      last_input_at: at,
      state: JSON.stringify({ ...state, lead: id }),
      wakes_at: wake === undefined ? null : new Date(wake.at),
    };
  });
  await database.db.insertInto('lead').values(rows).execute();
  const counters = rows.map(({ id, consumed }) => ({ lead_id: id, last_n: consumed }));
  await database.db.insertInto('lead_counter').values(counters).execute();
}

/** Ended after two pages, as if by a kill, and taken up by two workers at once. */
async function runJob(id: string): Promise<void> {
  const clock = new MovableClock(NIGHT);
  const parts = {
    db: database.db,
    inbox: new Inbox(sealer, clock),
    clock,
    rings: 10_000,
    preview: async () => ({}),
  };
  await appendPage(parts, id);
  await appendPage(parts, id);
  const alive = { beat: () => undefined, stopped: false };
  const runner = () => new JobRunner(parts, pino({ level: 'silent' })).append(id, alive);
  await Promise.all([runner(), runner()]);
  const { rows } = await sql<{ leads: number; inputs: number }>`
    select count(distinct lead_id)::int as leads, count(*)::int as inputs from inbox where message_id = ${`job:${id}`}`.execute(
    database.db,
  );
  expect(rows).toEqual([{ leads: 1_000, inputs: 1_000 }]);
}

/** One lead of the crowd, with a clock of its own. */
class Walker {
  private readonly clock = new MovableClock(NIGHT);
  private readonly inbox = new Inbox(sealer, this.clock);
  private readonly advancer = new Advancer({
    db: database.db,
    clock: this.clock,
    inbox: this.inbox,
    playbooks: library,
    engine: { decide, newLead, totalScore, wakeUp },
    recorders: SILENT,
  });

  constructor(private readonly id: string) {}

  turn() {
    return this.advancer.advance({ leadId: this.id, fresh: true });
  }

  /** The person somebody waits for is found. */
  async assign(): Promise<void> {
    const place = crowd.get(this.id)?.state.enrolments[0]?.at;
    if (place?.wait !== 'assigned') return;
    const properties = { ref: place.ref, ticket: `ticket-${place.ref}`, queue: 'sales', rep: 'r' };
    const body = { kind: 'event', name: 'ticket.assigned', properties } as const;
    const input = { id: randomUUID(), occurredAt: this.clock.now(), body };
    await database.db
      .transaction()
      .execute((trx) =>
        this.inbox.append(trx, [{ leadId: this.id, input, source: 'test', rings: true }]),
      );
    await this.turn();
  }

  async toTheEnd(): Promise<void> {
    for (let turns = 0; turns < 100; turns++) {
      const { wakesAt } = await this.turn();
      if (wakesAt === undefined) return;
      this.clock.set(wakesAt);
    }
  }
}

const SILENT = {
  messages: { record: async () => {} },
  tickets: { record: async () => {}, close: async () => {}, follow: async () => {} },
  grants: { judge: async () => {} },
};

async function everyone(does: (lead: Walker) => Promise<unknown>): Promise<void> {
  const left = [...crowd.keys()];
  const worker = async () => {
    for (let id = left.pop(); id !== undefined; id = left.pop()) await does(new Walker(id));
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

/** Leads that are in no journey although they were not at its end, and leads that follow the old version. */
async function standing() {
  const { rows } = await sql<{ gone: number; old: number }>`
    select count(*) filter (where state -> 'enrolments' = '[]' and state -> 'finished' ->> 'nurture' is null)::int as gone,
      count(*) filter (where state -> 'enrolments' @> '[{"version": 1}]')::int as old
    from lead`.execute(database.db);
  return rows[0];
}

async function unfinished() {
  const { rows } = await sql<{ id: string; at: string }>`
    select id, state -> 'enrolments' as at from lead
    where state -> 'finished' -> 'nurture' ->> 'outcome' is distinct from 'done'
      or state -> 'enrolments' <> '[]' or parked_reason is not null limit 5`.execute(database.db);
  return rows;
}

/** What was sent before the publication counts. */
async function mailedTwice(): Promise<string[]> {
  const { rows } = await sql<{ id: string; sent: string[] }>`
    select lead_id as id, array_agg(payload ->> 'template') as sent from command where kind = 'send'
    group by lead_id`.execute(database.db);
  return rows.flatMap(({ id, sent }) => {
    const all = [...(crowd.get(id)?.sent ?? []), ...sent];
    const twice = all.filter((one, place) => all.indexOf(one) !== place);
    return twice.map((one) => `${crowd.get(id)?.step ?? id}: ${one}`);
  });
}

async function unexplained(): Promise<string[]> {
  const { rows } = await sql<{ id: string; note: Note }>`
    select lead_id as id, note from decision, jsonb_array_elements(trace) note
    where note ->> 'note' = 'version'`.execute(database.db);
  const why = new Map(
    rows.map(({ id, note }) => [id, sentence(note, { timeZone: 'Asia/Shanghai' }, 'en')]),
  );
  return [...crowd].flatMap(([id, { step }]) => {
    const said = why.get(id) ?? 'nothing';
    const start = `“nurture” moved from version 1 step “${step}” to version 2 step “`;
    return said.startsWith(start) && said.includes(', because ') ? [] : [`${step}: ${said}`];
  });
}
