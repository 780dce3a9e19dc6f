import { randomUUID } from 'node:crypto';
import type { Facts } from '../../engine/input.js';
import type { JsonObject } from '../../engine/json.js';
import type { Playbook } from '../../engine/playbook/playbook.js';
import { rings } from '../../engine/playbook/relevance.js';
import { mergeValues } from '../leads/given-values.js';
import type { IdentityKey } from '../leads/identity-key.js';
import { type LeadDraft, newLeadDraft } from '../leads/lead-draft.js';
import { resolve } from '../leads/resolve.js';
import type { PlaybookLibrary } from '../playbooks/library.js';
import type { DraftInput, Group } from './group.js';
import type { Given, Submission } from './submission.js';
import type { VisitorPast } from './visitors.js';

const SOURCES_KEPT = 20;

/**
 * Whether a submission can only add an event to one lead that is known already: nearly all can, and need nothing but the
 * lead's id.
 *
 * @returns that lead's id
 */
export function plainLead(
  { who, given }: Submission,
  owners: ReadonlyMap<string, string>,
): string | undefined {
  if (given || who.leadId !== undefined) return undefined;
  const [first, ...others] = who.keys.map(({ id }) => owners.get(id));
  return others.every((owner) => owner === first) ? first : undefined;
}

/** Finds out whom a submission is about and what it changes, and writes that into the group. */
export class Placer {
  private readonly live: readonly Playbook[];

  constructor(
    private readonly library: PlaybookLibrary,
    private readonly group: Group,
  ) {
    this.live = library.live();
  }

  place(submission: Submission): void {
    const plain = plainLead(submission, this.group.owners);
    if (plain !== undefined) {
      this.add(plain, submission, false);
      return;
    }
    const { who } = submission;
    if (who.leadId !== undefined) this.edit(who.leadId, submission);
    else this.join(who, submission);
  }

  /** An edit names its lead. */
  private edit(leadId: string, submission: Submission): void {
    const lead = this.group.drafts.get(leadId);
    if (!lead) {
      this.group.unknown.push(submission);
      return;
    }
    this.rename(lead, submission.who.keys);
    const { news, facts } = this.give(lead, submission);
    this.add(lead.id, submission, news, facts);
  }

  /** Keys that an edit gives a lead. One that leads to another lead stays there, and a person is asked. */
  private rename(lead: LeadDraft, keys: readonly IdentityKey[]): void {
    const free = keys.filter(({ id }) => !this.group.owners.has(id));
    this.group.claim(lead, free);
    for (const key of keys) {
      const otherId = this.group.owners.get(key.id);
      if (otherId === undefined || otherId === lead.id) continue;
      this.group.duplicates.push({ leadId: lead.id, otherId, reason: 'same-address' });
    }
  }

  private join(
    { keys, same = false }: { keys: readonly IdentityKey[]; same?: boolean },
    submission: Submission,
  ): void {
    const name = submission.given?.values['name'];
    const found = resolve({
      keys,
      same,
      leadOf: (key) => this.group.draftOf(key),
      ...(typeof name === 'string' ? { name } : {}),
    });
    const known = found.leadId === undefined ? undefined : this.group.drafts.get(found.leadId);
    const lead = known ?? this.create(submission);
    for (const loserId of found.merge) this.merge(lead, loserId);
    for (const { otherId, reason } of found.duplicates) {
      this.group.duplicates.push({ leadId: lead.id, otherId, reason });
    }
    this.group.claim(lead, found.claim);
    const past = this.group.takePast(found.claim);
    const { news, facts } = this.give(lead, submission, past?.traits);
    const isNews = news || !known || found.claim.length > 0 || past !== undefined;
    const input = this.add(lead.id, submission, isNews, facts);
    if (past) addPast(input, past);
  }

  private create(submission: Submission): LeadDraft {
    const { playbook: asked, test = false } = submission;
    const playbook =
      (asked === undefined ? undefined : this.library.find(asked)) ?? this.library.default();
    const lead = newLeadDraft(playbook, this.group.now, test);
    this.group.drafts.set(lead.id, lead);
    this.group.created.add(submission);
    return lead;
  }

  private merge(winner: LeadDraft, loserId: string): void {
    const loser = this.group.drafts.get(loserId);
    if (!loser) throw new Error('A lead that merges is loaded');
    this.group.merge(winner, loser);
    const body = { kind: 'merge', loserId } as const;
    const input = { id: `merge-${randomUUID()}`, occurredAt: this.group.now, body };
    this.group.inputs.push({ leadId: winner.id, input, source: 'merge', rings: true });
  }

  /** Writes what is given into the lead, and tells what of it the engine learns. */
  private give(lead: LeadDraft, { given, ...submission }: Submission, traits?: JsonObject) {
    const facts: Facts = {};
    const values = { ...traits, ...given?.values };
    const merged = mergeValues(lead.profile, values, lead.playbook);
    if (Object.keys(merged.attributes).length > 0) facts.attributes = merged.attributes;
    const isElsewhere = given ? this.giveWords(lead, given, facts, submission) : false;
    const name = lead.profile.personal.name;
    if (typeof name === 'string') lead.name = name;
    lead.isMoved ||= merged.isMoved;
    lead.isChanged ||= merged.isChanged || isElsewhere || given?.origin !== undefined;
    const news =
      merged.isChanged || isElsewhere || facts.consent !== undefined || facts.tags !== undefined;
    return { facts, news };
  }

  /** Tags, consent, language and origin. Answers whether language or time zone changed. */
  private giveWords(
    lead: LeadDraft,
    given: Given,
    facts: Facts,
    { source }: Pick<Submission, 'source'>,
  ): boolean {
    const { profile } = lead;
    if (given.tags) facts.tags = given.tags;
    if (given.consent && given.consent.length > 0) {
      facts.consent = given.consent.map(({ wording: _wording, ...change }) => change);
      const record = { leadId: lead.id, at: this.group.now, source };
      this.group.consent.push(...given.consent.map((change) => ({ ...record, ...change })));
    }
    if (given.origin !== undefined) profile.sources = kept([...profile.sources, given.origin]);
    const { locale, timeZone } = given;
    const isElsewhere =
      (locale !== undefined && locale !== profile.locale) ||
      (timeZone !== undefined && timeZone !== profile.timeZone);
    if (locale !== undefined) profile.locale = facts.locale = locale;
    if (timeZone !== undefined) profile.timeZone = facts.timeZone = timeZone;
    return isElsewhere;
  }

  private add(
    leadId: string,
    submission: Submission,
    news: boolean,
    facts: Facts = {},
  ): DraftInput {
    const { messageId: id, occurredAt, saidAt, history, body, source } = submission;
    const input: DraftInput = {
      leadId,
      submission,
      source,
      rings: news || this.wakes(body),
      input: {
        id,
        occurredAt,
        ...(saidAt === undefined ? {} : { saidAt }),
        ...(history ? { history } : {}),
        ...(Object.keys(facts).length > 0 ? { facts } : {}),
        body,
      },
    };
    this.group.inputs.push(input);
    return input;
  }

  private wakes(body: Submission['body']): boolean {
    if (body.kind === 'control') return true;
    return body.kind === 'event' && rings(this.live, body.name, body.properties);
  }
}

function addPast(draft: DraftInput, past: VisitorPast): void {
  draft.past = past;
  if (past.events.length > 0) draft.input.past = past.events;
  if (past.leftOut > 0) draft.input.pastLeftOut = past.leftOut;
}

/** The first origin and the newest. */
const kept = <T>(sources: readonly T[]): T[] =>
  sources.length <= SOURCES_KEPT
    ? [...sources]
    : [...sources.slice(0, 1), ...sources.slice(1 - SOURCES_KEPT)];
