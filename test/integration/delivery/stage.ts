import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { AssignCommand, NotifyCommand, SendCommand } from '../../../engine/command.js';
import type { Calendar, Playbook } from '../../../engine/playbook/playbook.js';
import { Sealer } from '../../../src/crypto/sealer.js';
import { type Database, openDatabase } from '../../../src/database/database.js';
import { completion } from '../../../src/delivery/complete-message.js';
import { Deliverer } from '../../../src/delivery/deliver.js';
import { Channels } from '../../../src/delivery/providers/channels.js';
import type { MailProvider } from '../../../src/delivery/providers/mail-provider.js';
import { MessageRecorder } from '../../../src/delivery/record-message.js';
import { compileTemplate } from '../../../src/delivery/templates/template.js';
import { readTemplateFile } from '../../../src/delivery/templates/template-file.js';
import { TemplateSet } from '../../../src/delivery/templates/template-set.js';
import { Inbox } from '../../../src/ingest/inbox.js';
import type { Profile } from '../../../src/leads/profile.js';
import { TicketRecorder } from '../../../src/sales/tickets.js';
import { LinkTokens } from '../../../src/tracking/link-token.js';
import { TrackedAddresses } from '../../../src/tracking/tracked-addresses.js';
import { freshDatabase } from '../../support/servers/fresh-database.js';

const MAIL = `---
subject: "{{ lead.name }}，您好"
links: { demo: "https://example.com/demo" }
---
<mjml><mj-body><mj-section><mj-column><mj-text>您好 {{ lead.name }}</mj-text>
<mj-button href="{{ links.demo }}">预约演示</mj-button></mj-column></mj-section></mj-body></mjml>`;
const TEXT = '---\n---\n{{ lead.name }}，您好，退订 {{ unsubscribeUrl }}';
const COUPON =
  '---\n---\n{{ coupon.code }} 满 {{ coupon.minOrder }} 减 {{ coupon.off }}，至 {{ coupon.until }}';
const HOT = `---
subject: "{{ lead.name }} 需要联系"
links: { desk: "https://desk.example.com" }
---
{{ rep.name }}，请在 {{ ticket.contactDue }} 前联系 {{ lead.name }} {{ lead.phone }}：{{ ticket.reason }} {{ links.desk }}`;
/** Renders for ever: a template that is broken for this lead. */
const ENDLESS = '---\nsubject: x\n---\n{% for i in (1..100000000) %}{{ i }}{% endfor %}';

/** Monday to Friday, 09:00 to 18:00. */
const working: Calendar = {
  name: 'working',
  always: false,
  timeZone: 'Asia/Shanghai',
  week: Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, [[540, 1080]]])),
  closed: [],
  open: [],
  spread: 900_000,
};
const anytime: Calendar = { ...working, name: 'anytime', always: true };

const workingTime = {
  within: { length: 600_000, unit: 'ms', counts: 'open' },
  calendar: 'working',
} as const;
const sales: Playbook['sales'] = {
  queues: { sales: { strategy: 'round-robin' }, service: { strategy: 'sticky-then-least-open' } },
  sla: { contact: workingTime, feedback: workingTime },
  feedback: ['invalid', 'interested', 'won', 'lost'],
};

export const playbook = {
  calendars: { working, anytime },
  name: 'p',
  version: 1,
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
  sales,
  locale: { default: 'zh-CN', fallback: 'en' },
};

/** Friday 2026-11-27 10:00 in Shanghai. */
export const FRIDAY_TEN = Date.UTC(2026, 10, 27, 2);

/** Everything around a delivery that is real: database, templates, sealing; only time and the lead are made up. */
export class Stage {
  now = FRIDAY_TEN;
  profile: Profile = {
    personal: { name: '王芳', email: 'wang@example.com', phone: '+8613800138000' },
    attributes: { company: 'Acme' },
    sources: [],
    locale: 'zh-CN',
  };
  readonly clock = { now: () => this.now, real: (ms: number) => ms };
  readonly inbox: Inbox;
  readonly addresses: TrackedAddresses;
  readonly tokens: LinkTokens;
  readonly recorder: MessageRecorder;

  private constructor(
    readonly database: Database,
    readonly sealer: Sealer,
    private readonly drop: () => Promise<void>,
    readonly templates: { of(): Promise<TemplateSet> },
  ) {
    this.inbox = new Inbox(sealer, this.clock);
    this.tokens = new LinkTokens((kind, value) => sealer.index(kind, value));
    this.addresses = new TrackedAddresses('https://mail.example.com', this.tokens);
    this.recorder = new MessageRecorder({
      templates,
      sealer,
      addresses: this.addresses,
      senders: {
        marketing: 'Leadloom <news@example.com>',
        operational: 'Leadloom <service@example.com>',
      },
      clock: this.clock,
      profiles: { readAll: async (_trx, ids) => new Map(ids.map((id) => [id, this.profile])) },
    });
  }

  static async open(): Promise<Stage> {
    const fresh = await freshDatabase();
    const files = {
      'coupon/zh-CN.txt': COUPON,
      'hot/zh-CN.txt': HOT,
      'case/zh-CN.mjml': MAIL,
      'case/zh-CN.txt': TEXT,
      'endless/en.txt': ENDLESS,
    };
    const templates = await Promise.all(
      Object.entries(files).map(async ([path, content]) =>
        compileTemplate(readTemplateFile(path, content)),
      ),
    );
    const database = await openDatabase({ url: fresh.url });
    return new Stage(database, new Sealer(randomBytes(32)), async () => fresh.drop(), {
      of: async () => new TemplateSet(templates),
    });
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.drop();
  }

  get db() {
    return this.database.db;
  }

  async lead({ test = false } = {}): Promise<string> {
    const id = randomUUID();
    await sql`
      with born as (
        insert into lead (id, playbook, last_now, stage, tier, playbook_version, last_input_at, test)
        values (${id}, 'p', now(), 'lead', 'C', 1, now(), ${test})
      )
      insert into lead_counter (lead_id) values (${id})`.execute(this.db);
    await this.consent(id, true);
    return id;
  }

  async consent(leadId: string, granted: boolean, channel = 'email'): Promise<void> {
    await sql`
      insert into consent (lead_id, channel, purpose, granted, changed_at, by)
      values (${leadId}, ${channel}, 'marketing', ${granted}, now(), 'lead')
      on conflict (lead_id, channel, purpose) do update set granted = excluded.granted`.execute(
      this.db,
    );
  }

  /** What a decision would have written for one send; answers the command's id. */
  async message(leadId: string, change: Partial<SendCommand> = {}): Promise<string> {
    const commandId = randomUUID();
    const command: SendCommand = {
      kind: 'send',
      ref: `m${commandId.slice(0, 8)}`,
      journey: 'nurture',
      step: 'case',
      template: 'case',
      channel: 'email',
      category: 'marketing',
      purpose: 'marketing',
      window: 'working',
      at: this.now,
      expiresAt: this.now + 86_400_000,
      entry: {},
      lead: { tier: 'B', company: 'Acme' },
      ...change,
    };
    await this.db.transaction().execute(async (trx) => {
      const item = { leadId, revision: 1, commandId, command, playbook, test: false };
      await this.recorder.record(trx, [item]);
      await this.command(commandId, leadId, command, trx);
    });
    return commandId;
  }

  /** What a decision would have written for an assignment; answers the ticket's id. */
  async ticket(leadId: string, change: Partial<AssignCommand> = {}): Promise<string> {
    const commandId = randomUUID();
    const command: AssignCommand = {
      kind: 'assign',
      ref: `t${commandId.slice(0, 8)}`,
      journey: 'hand-over',
      step: 'ticket',
      queue: 'sales',
      reason: 'A 类线索',
      ifOpen: 'keep',
      at: this.now,
      ...change,
    };
    await this.db.transaction().execute(async (trx) => {
      await new TicketRecorder().record(trx, [{ leadId, commandId, command }]);
      await this.command(commandId, leadId, command, trx);
    });
    return commandId;
  }

  async notification(leadId: string, change: Partial<NotifyCommand> = {}): Promise<string> {
    const commandId = randomUUID();
    const command: NotifyCommand = {
      kind: 'notify',
      ref: `n${commandId.slice(0, 8)}`,
      journey: 'hand-over',
      step: 'tell',
      to: 'assignee',
      channels: ['desk', 'wecom-app', 'email'],
      template: 'hot',
      at: this.now,
      entry: {},
      lead: { tier: 'A' },
      ...change,
    };
    await this.command(commandId, leadId, command);
    return commandId;
  }

  async command(
    id: string,
    leadId: string,
    command: { kind: string; ref: string },
    db: Parameters<ReturnType<typeof sql>['execute']>[0] = this.db,
  ): Promise<void> {
    await sql`
      insert into command (id, lead_id, revision, index, ref, kind, payload, created_at)
      values (${id}, ${leadId}, 1, 0, ${command.ref}, ${command.kind}, ${JSON.stringify(command)}, now())`.execute(
      db,
    );
  }

  deliverer(provider: MailProvider | undefined): Deliverer {
    const channels = new Channels(
      { mail: { provider: 'resend' } },
      provider ?? nobody,
      provider ?? nobody,
    );
    return new Deliverer({
      db: this.db,
      clock: this.clock,
      sealer: this.sealer,
      channels,
      playbooks: { get: async () => playbook },
      inbox: this.inbox,
      completeWithCode: completion(this.db, this.recorder, { get: async () => playbook }),
    });
  }

  /** As if the holder had died long ago. */
  async leaseEnds(commandId: string): Promise<void> {
    await sql`update command set leased_until = now() where id = ${commandId}`.execute(this.db);
  }

  async row(id: string) {
    return this.db.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  }

  async commandRow(id: string) {
    return this.db.selectFrom('command').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  }

  /** The inputs a lead has been given, as the engine will see them. */
  async inputs(leadId: string) {
    const page = await this.db
      .transaction()
      .execute(async (trx) => this.inbox.read(trx, leadId, 0, { rows: 100, bytes: 1_000_000 }));
    return page.inputs;
  }

  async alerts(): Promise<string[]> {
    const rows = await this.db
      .selectFrom('alert')
      .select('kind')
      .where('resolved_at', 'is', null)
      .execute();
    return rows.map(({ kind }) => kind);
  }
}

const nobody: MailProvider = {
  name: 'nobody',
  repeatable: true,
  send: async () => {
    throw new Error('nothing should be sent here');
  },
};
