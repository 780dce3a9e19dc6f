import { randomUUID } from 'node:crypto';
import { freshDatabase } from '../../support/servers/fresh-database.js';
import { openDatabase } from '../../../src/database/database.js';
import type { Database } from '../../../src/database/database.js';
import type { Clock } from '../../../activities/ports.js';
import type { InputBody } from '../../../engine/input.js';
import type { Db, Trx } from '../../../src/database/database.js';
import { GrantLedger } from '../../../src/benefits/grant-ledger.js';
import { Advancer } from '../../../src/lifecycle/advance.js';
import { releaseLead } from '../../../src/lifecycle/park.js';
import type { Playbooks } from '../../../src/lifecycle/turn.js';
import { Inbox } from '../../../src/ingest/inbox.js';
import { Sealer } from '../../../src/crypto/sealer.js';
import { brittleEngine, playbook } from './welcome-playbook.js';

/** Mon 2026-03-02 10:00 in Shanghai, far from every holiday. */
export const MONDAY = Date.parse('2026-03-02T02:00:00Z');
export const DAY = 24 * 3_600_000;

export class MovableClock implements Clock {
  constructor(private at = MONDAY) {}
  now = (): number => this.at;
  real = (engineMs: number): number => engineMs;
  set(at: number): void {
    this.at = at;
  }
  pass(ms: number): void {
    this.at += ms;
  }
}

/** A migrated, empty record of this test file's own. */
export async function openRecord(): Promise<{ database: Database; close: () => Promise<void> }> {
  const fresh = await freshDatabase();
  const database = await openDatabase({ url: fresh.url });
  const close = async () => {
    await database.close();
    await fresh.drop();
  };
  return { database, close };
}

/** Leads in a real record, advanced by the real code. */
export class Leads<Time extends Clock> {
  readonly advancer: Advancer;
  private readonly sealer = new Sealer(Buffer.alloc(32, 1));
  readonly inbox: Inbox;

  constructor(
    readonly db: Db,
    readonly clock: Time,
    private readonly playbooks: Playbooks = { latest: () => playbook, get: async () => playbook },
  ) {
    this.inbox = new Inbox(this.sealer, this.clock);
    this.advancer = new Advancer({
      db,
      clock: this.clock,
      engine: brittleEngine,
      inbox: this.inbox,
      playbooks,
      recorders: {
        messages: { record: async () => {} },
        tickets: { record: async () => {}, close: async () => {}, follow: async () => {} },
        grants: new GrantLedger(this.inbox, this.clock),
      },
    });
  }

  async create(...events: string[]): Promise<string> {
    const id = randomUUID();
    const now = new Date(this.clock.now());
    await this.db
      .insertInto('lead')
      .values({
        id,
        playbook: this.playbooks.latest('').name,
        playbook_version: 1,
        stage: 'lead',
        tier: 'C',
        last_now: now,
        last_input_at: now,
      })
      .execute();
    await this.db.insertInto('lead_counter').values({ lead_id: id }).execute();
    await this.happens(id, ...events);
    return id;
  }

  happens(leadId: string, ...names: string[]): Promise<void> {
    return this.arrive(
      leadId,
      ...names.map((name): InputBody => ({ kind: 'event', name, properties: {} })),
    );
  }

  arrive(leadId: string, ...bodies: InputBody[]): Promise<void> {
    return this.db.transaction().execute((trx) => this.append(trx, leadId, ...bodies));
  }

  /** Within a transaction that is not committed yet. */
  write(trx: Trx, leadId: string, name: string): Promise<void> {
    return this.append(trx, leadId, { kind: 'event', name, properties: {} });
  }

  private async append(trx: Trx, leadId: string, ...bodies: InputBody[]): Promise<void> {
    const occurredAt = this.clock.now();
    const items = bodies.map((body) => ({
      leadId,
      input: { id: randomUUID(), occurredAt, facts: { reach: { email: 'ok' as const } }, body },
      source: 'test',
      rings: true,
    }));
    await this.inbox.append(trx, items);
  }

  /** What a new run asks, and, with `expected`, what it asks from then on. */
  advance(leadId: string, expected?: number) {
    return this.advancer.advance(
      expected === undefined ? { leadId, fresh: true } : { leadId, expected, fresh: false },
    );
  }

  row(leadId: string) {
    return this.db
      .selectFrom('lead')
      .selectAll()
      .where('id', '=', leadId)
      .executeTakeFirstOrThrow();
  }

  decisions(leadId: string) {
    return this.db
      .selectFrom('decision')
      .selectAll()
      .where('lead_id', '=', leadId)
      .orderBy('revision')
      .execute();
  }

  commands(leadId: string) {
    return this.db
      .selectFrom('command')
      .selectAll()
      .where('lead_id', '=', leadId)
      .orderBy('created_at')
      .execute();
  }

  /** The bug is gone, so to say: the input it fell over is harmless now, and the lead is released. */
  async mend(leadId: string, name: string): Promise<void> {
    const page = await this.db
      .transaction()
      .execute((trx) => this.inbox.read(trx, leadId, 0, { rows: 99, bytes: 1e6 }));
    const bad = page.inputs.find(({ body }) => body.kind === 'event' && body.name === name);
    const { n = 0, at: _at, ...input } = bad ?? {};
    const harmless = { ...input, body: { kind: 'event', name: 'mended', properties: {} } };
    await this.db
      .updateTable('inbox')
      .set({ input_sealed: this.sealer.sealJson(harmless, 'inbox') })
      .where('lead_id', '=', leadId)
      .where('n', '=', n)
      .execute();
    await releaseLead(this.db, leadId);
  }

  /** Stands for an activity that has seen a command through. */
  async done(commandId: string): Promise<void> {
    await this.db
      .updateTable('command')
      .set({ done_at: new Date(), outcome: 'sent' })
      .where('id', '=', commandId)
      .execute();
  }

  ring(leadId: string) {
    return this.db.selectFrom('ring').selectAll().where('lead_id', '=', leadId).executeTakeFirst();
  }
}
