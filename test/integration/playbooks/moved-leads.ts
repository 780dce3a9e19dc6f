import type { Clock } from '../../../activities/ports.js';
import { decide, newLead, totalScore, wakeUp } from '../../../engine/index.js';
import { CLOCK } from '../../../src/config/tokens.js';
import { Inbox } from '../../../src/ingest/inbox.js';
import { appendPage, type PageParts, type PageResult } from '../../../src/jobs/append-page.js';
import { JobRunner } from '../../../src/jobs/job-runner.js';
import { Advancer } from '../../../src/lifecycle/advance.js';
import type { Playbooks } from '../../../src/lifecycle/turn.js';
import { sql } from 'kysely';
import { pino } from 'pino';
import { ADMIN_KEY, type Answer, type RunningApi } from '../ingest/running-api.js';

const admin = { headers: { authorization: `Bearer ${ADMIN_KEY}` } };
const silent = {
  messages: { record: async () => {} },
  tickets: { record: async () => {}, close: async () => {}, follow: async () => {} },
  grants: { judge: async () => {} },
};

/** Leads of a playbook whose versions come and go, decided by the real advance, without Temporal. */
export class MovedLeads {
  constructor(private readonly api: RunningApi) {}

  /** `POST`, or `GET` without a body, under `/v1/playbooks/drip`. */
  route(path: string, body?: object): Promise<Answer> {
    const at = `/v1/playbooks/drip${path}`;
    if (body === undefined) return this.api.request(at, admin);
    const files = 'yaml' in body ? { files: TEMPLATES } : {};
    return this.api.post(at, { ...body, ...files }, admin);
  }

  async capture(email: string): Promise<string> {
    const { body } = await this.api.post('/v1/leads', {
      form: 'paper',
      playbook: 'drip',
      fields: { email },
      consent: { granted: true, purpose: 'marketing', text: 'yes', channels: ['email'] },
      source: { channel: 'website' },
    });
    return body.leadId;
  }

  /** Every lead whose ring is owed takes its turn. */
  async settle(playbooks: Playbooks): Promise<void> {
    const advancer = this.advancer(playbooks);
    const owed = await this.api.db.selectFrom('ring').select('lead_id').execute();
    for (const { lead_id: leadId } of owed) await advancer.advance({ leadId, fresh: true });
  }

  runJob(id: string): Promise<{ more: boolean }> {
    const alive = { beat: () => undefined, stopped: false };
    return new JobRunner(this.jobParts(10_000), pino({ level: 'silent' })).append(id, alive);
  }

  /** Tells the first leads that a job comes to, of whom nobody has a ring unanswered. */
  tell(id: string, leads: number): Promise<PageResult> {
    return appendPage(this.jobParts(leads), id);
  }

  private jobParts(rings: number): PageParts {
    const inbox = this.find()(Inbox);
    return { db: this.api.db, inbox, clock: this.clock(), rings, preview: async () => ({}) };
  }

  /** It stands in no journey any more, and has not been through one. */
  async takeOut(leadId: string): Promise<void> {
    await sql`update lead set state = jsonb_set(state, '{enrolments}', '[]') where id = ${leadId}`.execute(
      this.api.db,
    );
  }

  /** Two leads turn out to be one, as intake marks them. */
  async merge(winner: string, loser: string): Promise<void> {
    const input = {
      id: `merge:${loser}`,
      occurredAt: this.clock().now(),
      body: { kind: 'merge', loserId: loser } as const,
    };
    await this.api.db.transaction().execute(async (trx) => {
      await sql`update lead set status = 'merged', merged_into = ${winner} where id = ${loser}`.execute(
        trx,
      );
      await this.find()(Inbox).append(trx, [
        { leadId: winner, input, source: 'test', rings: true },
      ]);
    });
  }

  enrolments(leadId: string) {
    return this.api.db
      .selectFrom('lead')
      .select('state')
      .where('id', '=', leadId)
      .executeTakeFirstOrThrow()
      .then(({ state }) => state?.enrolments ?? []);
  }

  private advancer(playbooks: Playbooks): Advancer {
    return new Advancer({
      db: this.api.db,
      clock: this.clock(),
      inbox: this.find()(Inbox),
      playbooks,
      engine: { decide, newLead, totalScore, wakeUp },
      recorders: silent,
    });
  }

  private clock(): Clock {
    return this.api.app.get<Clock>(CLOCK);
  }

  private find() {
    const { app } = this.api;
    return <T>(token: new (...args: never[]) => T): T => app.get<T>(token, { strict: false });
  }
}

/** A mail at once, a wait, and what else a version has. */
export const drip = (steps: string, more = ''): string => `
schema: 1
playbook: drip
timeZone: Asia/Shanghai
attributes: { email: { type: email, identity: true } }
forms:
  paper:
    required: [email]
    consent: { required: true, purpose: marketing, channels: [email], text: { en: 'Yes.', zh-CN: '同意。' } }
events: { form_submitted: {}, answered: {} }
tiers: [{ id: A, from: 20 }, { id: B, from: 10 }, { id: C, from: 0 }]
journeys:
  nurture:
    enter: { event: form_submitted }
    reentry: never
    steps:
${steps}
${more}
calendars: { anytime: { always: true } }
`;

/** What the mails say, by the id of their step. */
const TEMPLATES = Object.fromEntries(
  ['hello', 'case'].map((id) => [
    `templates/${id}/en.txt`,
    `---\nsubject: ${id}\n---\nHello. {{ unsubscribeUrl }}\n`,
  ]),
);

export const mail = (id: string): string =>
  `      - { id: ${id}, send: { template: ${id}, channel: email, category: marketing, window: anytime } }`;
export const wait = (id: string, time: string): string => `      - { id: ${id}, wait: ${time} }`;
