import { randomUUID } from 'node:crypto';

import type { Command, SendCommand } from '../../../engine/command.js';
import type { Input, InputBody } from '../../../engine/input.js';
import type { LeadState } from '../../../engine/lead-state.js';
import type { Note } from '../../../engine/trace.js';
import { Sealer } from '../../../src/crypto/sealer.js';
import { openDatabase, type Database, type Db } from '../../../src/database/database.js';
import { Inbox } from '../../../src/ingest/inbox.js';
import { identify } from '../../../src/lifecycle/commands.js';
import { lockLead } from '../../../src/lifecycle/lead-row.js';
import { writeDecision } from '../../../src/lifecycle/write-decision.js';
import { freshDatabase, type FreshDatabase } from '../../support/servers/fresh-database.js';

/** Mon 2026-11-30 10:00 in Shanghai. */
export const MONDAY = Date.parse('2026-11-30T02:00:00Z');
export const HOUR = 3_600_000;

/** A record as intake and the loop write it, one fact at a time, in a database of its own. */
export class LeadRecord {
  now = MONDAY;
  readonly sealer = new Sealer(Buffer.alloc(32, 1));
  readonly inbox = new Inbox(this.sealer, { now: () => this.now, real: (ms) => ms });

  private constructor(
    private readonly database: Database,
    private readonly fresh: FreshDatabase,
  ) {}

  static async open(): Promise<LeadRecord> {
    const fresh = await freshDatabase();
    return new LeadRecord(await openDatabase({ url: fresh.url, poolSize: 4 }), fresh);
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.fresh.drop();
  }

  get db(): Db {
    return this.database.db;
  }

  async lead(facts: { tier?: string; stage?: string; test?: boolean } = {}): Promise<string> {
    const id = randomUUID();
    const [last_now, last_input_at] = [new Date(this.now), new Date(this.now)];
    const row = { playbook: 'p', playbook_version: 1, stage: 'lead', tier: 'C', ...facts };
    await this.db
      .insertInto('lead')
      .values({ id, last_now, last_input_at, ...row })
      .execute();
    await this.db.insertInto('lead_counter').values({ lead_id: id }).execute();
    return id;
  }

  /** An input that was accepted at the door. */
  async arrives(
    leadId: string,
    name: string,
    more: { rings?: boolean; messageId?: string; source?: string } = {},
  ): Promise<number> {
    const { rings = true, messageId = randomUUID(), source = 'web' } = more;
    const body: InputBody = { kind: 'event', name, properties: { page: '/x' } };
    const input = { id: messageId, occurredAt: this.now, body };
    const [placed] = await this.db
      .transaction()
      .execute((trx) => this.inbox.append(trx, [{ leadId, input, source, rings }]));
    const accepted_at = new Date(this.now);
    const fate = rings ? 'rings' : 'irrelevant';
    const accepted = { source, message_id: messageId, fate, accepted_at, body_hash: Buffer.of(1) };
    const { n = 0 } = placed ?? {};
    await this.db
      .insertInto('accepted')
      .values({ ...accepted, lead_id: leadId, n })
      .execute();
    return n;
  }

  /** The lead's next decision: consumes all that is unread. Messages of its sends are written with it. */
  async decides(
    leadId: string,
    what: { trace?: (inputs: Input[]) => Note[]; commands?: Command[]; state?: Partial<LeadState> },
  ): Promise<number> {
    const { trace = inputNotes, commands = [], state } = what;
    return this.db.transaction().execute(async (trx) => {
      const lead = await lockLead(trx, leadId);
      if (lead === undefined) throw new Error('no such lead');
      const { inputs } = await this.inbox.read(trx, leadId, lead.consumed, {
        rows: 50,
        bytes: 1e6,
      });
      const after = { tier: lead.tier, stage: lead.stage, ...state } as LeadState;
      const revision = lead.revision + 1;
      const identified = identify(commands, lead, revision);
      await writeDecision(trx, {
        lead,
        revision,
        now: this.now,
        until: this.now,
        from: lead.consumed + 1,
        to: inputs.at(-1)?.n ?? lead.consumed,
        more: false,
        playbook: { name: 'p', version: 1, timeZone: 'Asia/Shanghai' },
        decision: { state: after, commands, ledger: [], trace: trace(inputs) },
        commands: identified,
        score: 0,
        wake: undefined,
        lastInputAt: this.now,
        enriched: undefined,
      });
      for (const { id, command } of identified) {
        if (command.kind === 'send') await this.message(trx, leadId, id, revision, command);
        if (command.kind === 'assign') {
          const { ref, queue, journey, step, reason } = command;
          const ticket = { ref, queue, journey, step, reason, status: 'waiting' as const };
          const created_at = new Date(this.now);
          await trx
            .insertInto('ticket')
            .values({ id, lead_id: leadId, created_at, ...ticket })
            .execute();
        }
      }
      return revision;
    });
  }

  private async message(trx: Db, lead_id: string, id: string, revision: number, send: SendCommand) {
    const { ref, journey, step, template, channel, category } = send;
    const row = { id, lead_id, ref, revision, journey, step, template, channel, category };
    const rest = {
      template_hash: 'h',
      locale: 'en',
      window_name: 'working',
      body_sealed: Buffer.of(1),
    };
    const [due_at, expires_at] = [new Date(send.at), new Date(send.expiresAt)];
    await trx
      .insertInto('message')
      .values({ ...row, ...rest, due_at, expires_at, status: 'queued' })
      .execute();
  }
}

export const inputNotes = (inputs: Input[]): Note[] =>
  inputs.map(({ n, id, at, body }) => ({
    at,
    note: 'input',
    n,
    id,
    name: body.kind === 'event' ? body.name : body.kind,
  }));

export const send = (ref: string, at: number): SendCommand => ({
  kind: 'send',
  ref,
  journey: 'nurture',
  step: 'case',
  template: 'case-study',
  channel: 'email',
  category: 'marketing',
  window: 'working',
  at,
  expiresAt: at + 72 * HOUR,
  entry: {},
  lead: {},
});
