import type { Clock } from '../../activities/ports.js';
import { counts } from '../../engine/playbook/relevance.js';
import { type Address, addressesOf, reachOf } from '../consent/reach.js';
import { recordConsent } from '../consent/record-consent.js';
import { suppressedAmong } from '../consent/suppression.js';
import type { Sealer } from '../crypto/sealer.js';
import type { Trx } from '../database/database.js';
import { identityPlace, type IdentityKey } from '../leads/identity-key.js';
import { type LeadDraft, loadDrafts, saveDrafts } from '../leads/lead-draft.js';
import { claimKeys, mergeRecords } from '../leads/merge-records.js';
import { notePossibleDuplicates } from '../leads/possible-duplicates.js';
import type { Profiles } from '../leads/profile.js';
import { survivorsOf } from '../leads/survivors.js';
import type { PlaybookLibrary } from '../playbooks/library.js';
import { type Accepted, noteAccepted, noteKnown, noteRepeats } from './accepted.js';
import { sortByBrowser, type SortedByBrowser } from './browsers.js';
import { Group } from './group.js';
import type { Inbox, Placed } from './inbox.js';
import { lookUp, ownersOf } from './lookup.js';
import { Placer, plainLead } from './place.js';
import { receiptsOf } from './receipts.js';
import { type Sifted, sift } from './repeats.js';
import type { Receipt, Submission } from './submission.js';
import { fileVisitorEvents, holdBrowsers, takePast } from './visitors.js';

export interface TakeInParts {
  sealer: Sealer;
  clock: Clock;
  inbox: Inbox;
  profiles: Profiles;
  library: PlaybookLibrary;
  /** Channels this installation can send on. */
  reachable: ReadonlySet<string>;
}

/** Another transaction was quicker with a message id or a key. Nothing is wrong: roll back and look again. */
export class Raced extends Error {
  override readonly name = 'Raced';
}

const ALL_CHANNELS: ReadonlySet<string> = new Set(['email', 'sms', 'wecom']);

/**
 * Takes in the submissions of any number of requests in one transaction: finds whom they are about, writes what they
 * change, numbers them and owes the rings. Statements work on sets; their number does not grow with the submissions. If
 * the process dies before the commit nothing has happened and nobody was answered; after it, the relay finds the rings.
 */
export class TakeIn {
  constructor(private readonly parts: TakeInParts) {}

  /**
   * @param careful look for repeats of message ids first. Without that a repeat is found when it cannot be stored, and
   *   everything is thrown away: repeats are rare, and a look at every id costs as much as storing it.
   * @returns a receipt for each submission, in their order. Throws `Raced` when the caller must try again, carefully.
   */
  async run(trx: Trx, submissions: readonly Submission[], careful: boolean): Promise<Receipt[]> {
    const now = this.parts.clock.now();
    const { sifted, owners } = await this.look(trx, submissions, careful);
    const sorted = await this.sort(trx, sifted.fresh, owners, now);
    const group = await this.open(trx, sorted, owners, now);
    const placer = new Placer(this.parts.library, group);
    for (const submission of sorted.placed) placer.place(submission);
    await this.save(trx, group);
    const placed = await this.parts.inbox.append(trx, group.inputs);
    await this.note(trx, sifted, sorted, group, placed);
    return receiptsOf(submissions, sifted, sorted, group, placed);
  }

  /** What the record knows of the message ids and keys; and the present playbooks, since what rings depends on them. */
  private async look(trx: Trx, submissions: readonly Submission[], careful: boolean) {
    const { library } = this.parts;
    const messages = submissions.flatMap(({ source, messageId, recentId }) => [
      ...(careful || recentId !== undefined ? [{ source, messageId }] : []),
      ...(recentId === undefined ? [] : [{ source, messageId: recentId }]),
    ]);
    const found = await lookUp(trx, messages, distinctKeys(submissions));
    if (found.mark !== library.mark()) await library.refresh();
    return { sifted: sift(submissions, found.repeats), owners: found.leads };
  }

  /** Unknown browsers are held still and looked up again: one of them may have become known a moment ago. */
  private async sort(
    trx: Trx,
    fresh: readonly Submission[],
    owners: Map<string, string>,
    now: number,
  ): Promise<SortedByBrowser> {
    const first = sortByBrowser(fresh, owners, now);
    const filing = first.filed.map(({ event }) => event.key);
    if (filing.length === 0 && first.linked.length === 0) return first;
    await holdBrowsers(trx, filing, first.linked);
    const meanwhile = await ownersOf(trx, distinct([...filing, ...first.linked]));
    for (const [id, lead] of meanwhile) owners.set(id, lead);
    return meanwhile.size === 0 ? first : sortByBrowser(fresh, owners, now);
  }

  private async open(
    trx: Trx,
    { filed, placed, linked }: SortedByBrowser,
    owners: Map<string, string>,
    now: number,
  ): Promise<Group> {
    const { sealer, library, profiles } = this.parts;
    await fileVisitorEvents(
      trx,
      sealer,
      filed.map(({ event }) => event),
    );
    const pasts = await takePast(trx, sealer, linked, (name) => counts(library.live(), name));
    const complex = placed.filter((submission) => plainLead(submission, owners) === undefined);
    const edited = complex.flatMap(({ who }) => who.leadId ?? []);
    const survivors = await survivorsOf(trx, edited);
    const matched = complex.flatMap(({ who }) =>
      who.keys.flatMap(({ id }) => owners.get(id) ?? []),
    );
    const ids = [...new Set([...matched, ...survivors.values()])];
    const drafts = await loadDrafts(trx, ids, profiles, library);
    for (const [id, survivor] of survivors) {
      const draft = drafts.get(survivor);
      if (draft) drafts.set(id, draft);
    }
    return new Group(owners, drafts, pasts, now);
  }

  private async save(trx: Trx, group: Group): Promise<void> {
    const { profiles, sealer } = this.parts;
    const touched = group.touched();
    await this.tellReach(trx, touched, group);
    await saveDrafts(trx, touched, profiles);
    await mergeRecords(trx, group.merges);
    const keys = [...group.claims.values()].map(({ leadId, key: { kind, index, value } }) => {
      return { leadId, kind, index, sealed: sealer.seal(value, identityPlace(kind)) };
    });
    if ((await claimKeys(trx, keys)) < keys.length) throw new Raced('a key was claimed meanwhile');
    await recordConsent(trx, group.consent);
    await notePossibleDuplicates(trx, group.duplicates);
  }

  /** Leads whose addresses changed: their newest input tells the engine which channels reach them now. */
  private async tellReach(trx: Trx, touched: readonly LeadDraft[], group: Group): Promise<void> {
    const moved = touched.filter(({ isMoved }) => isMoved);
    const addresses = new Map<LeadDraft, Address[]>(
      moved.map((lead) => [lead, addressesOf(this.parts.sealer, lead.profile.personal)]),
    );
    const suppressed = await suppressedAmong(trx, [...addresses.values()].flat());
    for (const [lead, own] of addresses) {
      const draft = group.inputs.findLast(({ leadId }) => leadId === lead.id);
      const reachable = lead.test ? ALL_CHANNELS : this.parts.reachable;
      if (draft)
        draft.input.facts = { ...draft.input.facts, reach: reachOf(own, reachable, suppressed) };
    }
  }

  private async note(
    trx: Trx,
    sifted: Sifted,
    { filed }: SortedByBrowser,
    group: Group,
    placed: readonly Placed[],
  ): Promise<void> {
    const accepted: Accepted[] = filed.map(({ submission }) => ({ submission, fate: 'visitor' }));
    const known: { source: string; messageId: string; leadId: string; n: number }[] = [];
    group.inputs.forEach(({ submission, past, rings }, index) => {
      const { leadId, n } = placed[index] as Placed;
      if (submission)
        accepted.push({ submission, fate: rings ? 'rings' : 'irrelevant', leadId, n });
      for (const message of past?.messages ?? []) known.push({ ...message, leadId, n });
    });
    if ((await noteAccepted(trx, accepted)) < accepted.length) {
      throw new Raced('a message id was used meanwhile');
    }
    await noteKnown(trx, known);
    await noteRepeats(trx, sifted.repeated);
  }
}

const distinctKeys = (submissions: readonly Submission[]): IdentityKey[] =>
  distinct(submissions.flatMap(({ who }) => who.keys));

const distinct = (keys: readonly IdentityKey[]): IdentityKey[] => [
  ...new Map(keys.map((key) => [key.id, key])).values(),
];
