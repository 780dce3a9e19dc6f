import type { SendCommand } from '../../engine/command.js';
import type { JsonObject } from '../../engine/json.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import type { Clock } from '../../activities/ports.js';
import type { Sealer } from '../crypto/sealer.js';
import type { Trx } from '../database/database.js';
import type { MessageTable } from '../database/tables.js';
import type { TrackedAddresses } from '../tracking/tracked-addresses.js';
import type { Profile, Profiles } from '../leads/profile.js';
import { addressIndex, addressOn } from './address.js';
import { messageBody, type Senders } from './message-body.js';
import type { MessageBody } from './providers/mail-provider.js';
import type { Template } from './templates/template.js';
import type { TemplateLibrary } from './templates/template-library.js';
import { localesFor, type TemplateSet } from './templates/template-set.js';
import { type Insertable, sql } from 'kysely';
import { type Draw, drawCode } from '../coupons/coupon-codes.js';
import { couponWords } from '../coupons/coupon-words.js';
import { repWords } from '../sales/rep-names.js';

export interface RecordedSend {
  leadId: string;
  revision: number;
  commandId: string;
  command: SendCommand;
  playbook: Pick<Playbook, 'locale' | 'name' | 'version' | 'currency' | 'timeZone'>;
  test: boolean;
}

export interface RecorderParts {
  templates: Pick<TemplateLibrary, 'of'>;
  sealer: Sealer;
  addresses: TrackedAddresses;
  senders: Senders;
  clock: Clock;
  profiles: Pick<Profiles, 'readAll'>;
}

/** A lead without a profile: messages to it fail for want of an address. */
const NOBODY: Profile = { personal: {}, attributes: {}, sources: [] };

/** Sealed values are bound to their place, so that one cannot be put into another message's row. */
export const bodyPlace = (messageId: string): string => `message/${messageId}/body`;
export const toPlace = (messageId: string): string => `message/${messageId}/to`;

/**
 * Makes the messages of a decision, within the decision's own transaction: text and recipient are those of that moment
 * and never change again, so that every attempt sends the same bytes. What cannot be made (no such template, no
 * address) is a message that has failed already; the delivery tells the engine. It never throws for that, since a
 * broken template must not stop a lead.
 */
export class MessageRecorder {
  constructor(private readonly parts: RecorderParts) {}

  async record(trx: Trx, items: readonly RecordedSend[]): Promise<void> {
    const leads = [...new Set(items.map(({ leadId }) => leadId))];
    const profiles = await this.parts.profiles.readAll(trx, leads);
    const reps = await repWords(trx, this.parts.sealer, repsOf(items));
    const rows: Insertable<MessageTable>[] = [];
    for (const item of items) {
      const profile = profiles.get(item.leadId) ?? NOBODY;
      const code = await codeOf(trx, item);
      const templates = await this.templatesOf(trx, item);
      const rep = reps.get(item.command.rep ?? '');
      rows.push(this.rowOf(item, { profile, rep, code, templates }));
    }
    if (rows.length > 0) await trx.insertInto('message').values(rows).execute();
  }

  /**
   * The text of a message that waited for a code, once the pool has one: from then on it is like any other.
   * @returns nothing while the pool is empty
   */
  async complete(trx: Trx, item: RecordedSend): Promise<Buffer | undefined> {
    const code = await codeOf(trx, item);
    if (code === undefined) return undefined;
    const profiles = await this.parts.profiles.readAll(trx, [item.leadId]);
    const reps = await repWords(trx, this.parts.sealer, repsOf([item]));
    const rep = reps.get(item.command.rep ?? '');
    const profile = profiles.get(item.leadId) ?? NOBODY;
    const templates = await this.templatesOf(trx, item);
    const row = this.rowOf(item, { profile, rep, code, templates });
    await sql`
      update message set body_sealed = ${row.body_sealed}, links = ${row.links}::jsonb, locale = ${row.locale},
        template_hash = ${row.template_hash}, waits_for_pool = null
      where id = ${item.commandId}`.execute(trx);
    return row.body_sealed;
  }

  private templatesOf(trx: Trx, { playbook, command }: RecordedSend): Promise<TemplateSet> {
    const { name, version } = playbook;
    return this.parts.templates.of(trx, { name, version: command.version ?? version });
  }

  private rowOf(item: RecordedSend, known: Known): Insertable<MessageTable> {
    const { command, commandId: id } = item;
    const { profile, templates } = known;
    const { sealer, clock } = this.parts;
    const locales = localesFor(profile.locale, item.playbook.locale);
    const template = templates.find(command.template, command.channel, locales);
    const to = recipientOf(item, profile);
    const made = this.make(item, known, template);
    const waits = command.coupon !== undefined && known.code === undefined && !command.withhold;
    const reason = to === undefined ? 'no-address' : made.reason;
    return {
      id,
      lead_id: item.leadId,
      ref: command.ref,
      revision: item.revision,
      journey: command.journey,
      enrolment_key: command.key ?? null,
      step: command.step,
      template: command.template,
      template_hash: template?.hash ?? '',
      locale: template?.locale ?? locales[0] ?? '',
      channel: command.channel,
      category: command.category,
      purpose: command.purpose ?? null,
      window_name: command.window,
      to_index: to === undefined ? null : addressIndex(sealer, command.channel, to),
      to_sealed: to === undefined ? null : sealer.seal(to, toPlace(id)),
      body_sealed: sealer.sealJson(made.body, bodyPlace(id)),
      links: JSON.stringify(template?.links ?? {}),
      ...standing(command, reason),
      waits_for_pool: waits ? (command.coupon?.pool ?? null) : null,
      due_at: new Date(command.at),
      expires_at: new Date(command.expiresAt),
      created_at: new Date(clock.now()),
    };
  }

  private make(
    item: RecordedSend,
    { profile, rep, code }: Known,
    template: Template | undefined,
  ): { body: MessageBody; reason?: string } {
    const { command, commandId, playbook } = item;
    if (template === undefined) return { body: { text: '' }, reason: 'no-template' };
    const lead = leadVariables(profile, command.lead);
    const leadLocale = profile.locale ?? playbook.locale.default;
    const { senders, addresses } = this.parts;
    try {
      const body = messageBody({
        id: commandId,
        command,
        template,
        lead,
        leadLocale,
        currency: playbook.currency,
        rep,
        coupon: couponOf(item, code, template.locale),
        senders,
        addresses,
      });
      return { body };
    } catch (error) {
      // A template that runs away on this lead's data. Its message may quote that data, so only its kind is kept.
      return { body: { text: '' }, reason: `template-broken: ${nameOf(error)}` };
    }
  }
}

/** What is looked up for a message before it is made. */
interface Known {
  profile: Profile;
  rep: JsonObject | undefined;
  /** Of its coupon; absent: it has none, or the pool is empty. */
  code: string | undefined;
  templates: TemplateSet;
}

function repsOf(items: readonly RecordedSend[]): string[] {
  return [...new Set(items.flatMap(({ command }) => command.rep ?? []))];
}

/** A message that is withheld from a holdout shows no code: it would be lost. */
async function codeOf(trx: Trx, item: RecordedSend): Promise<string | undefined> {
  const draw = drawOf(item);
  return draw === undefined || item.command.withhold === true ? undefined : drawCode(trx, draw);
}

function drawOf({ commandId, leadId, command }: RecordedSend): Draw | undefined {
  const { coupon: terms, at } = command;
  return terms && { messageId: commandId, leadId, at, terms };
}

function couponOf(item: RecordedSend, code: string | undefined, locale: string) {
  const draw = drawOf(item);
  return draw && couponWords(draw, code ?? '', locale, item.playbook.timeZone);
}

/** Of a lead in a holdout the message is kept as it would have gone out, so that what comes after it compares. */
function standing({ withhold }: SendCommand, reason: string | undefined) {
  if (withhold === true) return { status: 'withheld', reason: reason ?? 'holdout' };
  return { status: reason === undefined ? 'queued' : 'failed', reason: reason ?? null };
}

/** What a text may say of a lead. The engine's reading of an attribute (`manufacturing`) goes before the raw one (`制造业`). */
export function leadVariables(
  profile: Pick<Profile, 'attributes' | 'personal'>,
  known: JsonObject,
): JsonObject {
  return { ...profile.attributes, ...known, ...profile.personal };
}

function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error
    ? String(error.name)
    : typeof error;
}

/** Where the message goes. The site needs no address: it shows a message to whoever it knows as this lead. */
function recipientOf({ command, leadId }: RecordedSend, { personal }: Profile): string | undefined {
  return command.channel === 'onsite' ? leadId : addressOn(command.channel, personal);
}
