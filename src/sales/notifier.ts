import { sql } from 'kysely';
import type { CommandResult } from '../../activities/ports.js';
import { TryAgain } from '../../activities/try-again.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import type { Sealer } from '../crypto/sealer.js';
import type { Db } from '../database/database.js';
import { endCommand, postpone } from '../delivery/open-command.js';
import type { Channels } from '../delivery/providers/channels.js';
import type { MessageBody, SendResult } from '../delivery/providers/mail-provider.js';
import type { TemplateLibrary } from '../delivery/templates/template-library.js';
import type { Profiles } from '../leads/profile.js';
import { type Alert, raiseAlert } from '../alerts/alert.js';
import { nameUuid } from '../lifecycle/command-id.js';
import { bytesOf, type Notice, readNotice } from './notice.js';
import { noticeBody, type NoticeParts } from './notice-body.js';
import { repPlace } from './rep-seed.js';

export interface NotifierParts {
  db: Db;
  sealer: Sealer;
  channels: Channels;
  templates: Pick<TemplateLibrary, 'of'>;
  profiles: Pick<Profiles, 'read'>;
  playbooks: {
    get(name: string, version: number): Promise<Pick<Playbook, 'locale' | 'timeZone'>>;
  };
  /** `Name <address>` the mails to reps come from. */
  sender: string;
}

/** A notice as it stands in the record. */
interface Recorded {
  id: string;
  channel: string;
  body: MessageBody;
  /** Seconds since it was first recorded, real time. */
  age: number;
}

interface Person {
  id?: string;
  name: string;
  email?: string;
}

/** Providers forget idempotency keys after 24 h; nobody wants yesterday's news anyway. */
const GIVEN_UP_AFTER = 23 * 3600;

const noticePlace = (id: string): string => `notice/${id}/body`;

/**
 * Tells a person of ours something, on every channel asked for. The notice is recorded first, on all channels, under ids
 * that follow from the command; so whenever a process dies, the next attempt finds the same texts and ids, and each
 * channel takes each of them once. The desk shows its notice from the record; that is why a mail that cannot be sent
 * holds nobody up.
 */
export class Notifier {
  constructor(private readonly parts: NotifierParts) {}

  readonly notify = async (commandId: string): Promise<CommandResult> => {
    const notice = await readNotice(this.parts.db, commandId);
    if (notice === undefined) return { news: false, outcome: 'gone' };
    if (notice.done) return { news: false, outcome: notice.outcome ?? 'done' };
    const person = this.personOf(notice);
    const recorded = await this.recordAll(commandId, notice, person);
    for (const one of recorded) await this.hand(commandId, notice, one, person);
    const outcome = recorded.map(({ channel }) => channel).join('+') || 'nobody';
    await this.parts.db.transaction().execute(async (trx) => endCommand(trx, commandId, outcome));
    return { news: false, outcome };
  };

  private personOf({ ticket }: Notice): Person {
    const rep = ticket?.rep;
    if (!rep) return { name: '' };
    const open = (hex: string, column: 'name' | 'email') =>
      this.parts.sealer.open(bytesOf(hex), repPlace(rep.id, column)).toString('utf8');
    return {
      id: rep.id,
      name: open(rep.name, 'name'),
      ...(rep.email === null ? {} : { email: open(rep.email, 'email') }),
    };
  }

  private async recordAll(commandId: string, notice: Notice, person: Person): Promise<Recorded[]> {
    const { db, sealer, profiles, playbooks, sender } = this.parts;
    const { name } = notice.playbook;
    const version = notice.command.version ?? notice.playbook.version;
    const profile = await profiles.read(db, notice.leadId);
    const playbook = await playbooks.get(name, version);
    const templates = await this.parts.templates.of(db, { name, version });
    const parts = { notice, profile, playbook, templates, sender, repName: person.name };
    const rows = notice.command.channels.flatMap((channel) => {
      const body = this.reaches(channel, notice, person) && soundBody({ ...parts, channel });
      if (!body) return [];
      const id = nameUuid(commandId, channel);
      return [{ id, channel, body: sealer.sealJson(body, noticePlace(id)) }];
    });
    if (rows.length === 0) await raiseAlert(db, untold(commandId, notice));
    return this.record(notice, person, rows);
  }

  /** What stood there before, from an attempt that died, is what counts. */
  private async record(
    { leadId, ticket, command }: Notice,
    person: Person,
    rows: readonly { id: string; channel: string; body: Buffer }[],
  ): Promise<Recorded[]> {
    const { db, sealer } = this.parts;
    const ids = rows.map(({ id }) => id);
    await sql`
      insert into notice (id, lead_id, ticket_id, rep_id, channel, template, body_sealed)
      select v.id, ${leadId}, ${ticket?.id ?? null}, ${person.id ?? null}, v.channel, ${command.template}, v.body
      from unnest(${ids}::uuid[], ${rows.map(({ channel }) => channel)}::text[],
        ${rows.map(({ body }) => body)}::bytea[]) as v (id, channel, body)
      on conflict (id) do nothing`.execute(db);
    const { rows: kept } = await sql<{ id: string; channel: string; body: Buffer; age: number }>`
      select id, channel, body_sealed as body, extract(epoch from now() - created_at)::float8 as age
      from notice where id = any(${ids}::uuid[]) order by channel`.execute(db);
    return kept.map(({ body, ...row }) => ({
      ...row,
      body: sealer.openJson<MessageBody>(body, noticePlace(row.id)),
    }));
  }

  private reaches(channel: string, { test }: Notice, person: Person): boolean {
    if (channel === 'desk') return true;
    if (channel === 'email' && person.email === undefined) return false;
    return person.id !== undefined && this.parts.channels.providerFor(channel, test) !== undefined;
  }

  private async hand(
    commandId: string,
    { test, leadId }: Notice,
    { id, channel, body, age }: Recorded,
    person: Person,
  ): Promise<void> {
    const provider = this.parts.channels.providerFor(channel, test);
    const to = channel === 'email' ? person.email : person.name;
    if (provider === undefined || to === undefined) return;
    const result = await provider.send({ id, channel, to, body });
    if (result.result === 'accepted') return;
    if (mayRepeat(result) && age < GIVEN_UP_AFTER) {
      await postpone(this.parts.db, commandId, result.retryInMs);
      throw new TryAgain(result.reason, result.retryInMs);
    }
    await raiseAlert(this.parts.db, unsent(id, leadId, channel, result.reason));
  }
}

/** Nothing where the template runs away on this lead's data: another try would find the same. */
function soundBody(parts: NoticeParts): MessageBody | undefined {
  try {
    return noticeBody(parts);
  } catch {
    return undefined;
  }
}

function mayRepeat(
  result: SendResult,
): result is Extract<SendResult, { result: 'later' | 'unknown' }> {
  return result.result === 'later' || result.result === 'unknown';
}

function untold(commandId: string, { leadId, command }: Notice): Alert {
  return {
    kind: 'notice-untold',
    leadId,
    subject: commandId,
    detail: `Nobody could be told ${command.template} (${command.journey}/${command.step})`,
    whatToDo: `Give the template ${command.template} a text that renders for this lead, or the queue somebody who can be reached`,
  };
}

function unsent(id: string, leadId: string, channel: string, reason: string): Alert {
  return {
    kind: 'notice-unsent',
    leadId,
    subject: id,
    detail: `A notice by ${channel} was not sent: ${reason}`,
    whatToDo: 'The desk shows it; check why the provider did not take it',
  };
}
