import type { Input } from '../../engine/input.js';
import type { ConsentRecord } from '../consent/record-consent.js';
import type { IdentityKey } from '../leads/identity-key.js';
import type { LeadDraft } from '../leads/lead-draft.js';
import type { Merge } from '../leads/merge-records.js';
import type { PossibleDuplicate } from '../leads/resolve.js';
import type { Submission } from './submission.js';
import type { VisitorPast } from './visitors.js';

/** An input in the making; facts may still be added to it. */
export interface DraftInput {
  leadId: string;
  input: Omit<Input, 'n' | 'at'>;
  source: string;
  rings: boolean;
  /** What it answers to; a merge answers to nothing. */
  submission?: Submission;
  past?: VisitorPast;
}

/** What one transaction of intake is about to write, in the order of the submissions. Nothing in it has happened yet. */
export class Group {
  readonly inputs: DraftInput[] = [];
  readonly merges: Merge[] = [];
  /** By key id: of two claims to a browser the later one counts. */
  readonly claims = new Map<string, { leadId: string; key: IdentityKey }>();
  duplicates: PossibleDuplicate[] = [];
  readonly consent: ConsentRecord[] = [];
  /** Edits of leads that nobody has. */
  readonly unknown: Submission[] = [];
  /** Submissions that made a lead. */
  readonly created = new Set<Submission>();
  /** Leads that were made and merged within this group. */
  readonly lost: LeadDraft[] = [];

  constructor(
    /** Key id -> lead, with what this group adds. */
    readonly owners: Map<string, string>,
    /** Leads that this group may change, by id. A lead asked for under an id it had before a merge stands under both. */
    readonly drafts: Map<string, LeadDraft>,
    /** What browsers did before, by key id; each is taken once. */
    readonly pasts: Map<string, VisitorPast>,
    /** Epoch ms of the engine's clock. */
    readonly now: number,
  ) {}

  /** The lead a key leads to, if this group may change it. */
  draftOf(key: IdentityKey): LeadDraft | undefined {
    const owner = this.owners.get(key.id);
    return owner === undefined ? undefined : this.drafts.get(owner);
  }

  claim(lead: LeadDraft, keys: readonly IdentityKey[]): void {
    for (const key of keys) {
      this.owners.set(key.id, lead.id);
      lead.kinds.add(key.kind);
      this.claims.set(key.id, { leadId: lead.id, key });
    }
  }

  /** Whatever this group was about to write for the loser, but for its inputs, is the winner's now. */
  merge(winner: LeadDraft, loser: LeadDraft): void {
    this.merges.push({ winnerId: winner.id, loserId: loser.id });
    for (const [id, owner] of this.owners) if (owner === loser.id) this.owners.set(id, winner.id);
    for (const [id, draft] of this.drafts) if (draft === loser) this.drafts.set(id, winner);
    for (const claim of this.claims.values()) rename(claim, loser, winner);
    for (const record of this.consent) rename(record, loser, winner);
    for (const pair of this.duplicates) rename(pair, loser, winner);
    this.duplicates = this.duplicates.filter(({ otherId }) => otherId !== loser.id);
    if (loser.isNew) this.lost.push(loser);
    uniteProfiles(winner, loser);
    for (const kind of loser.kinds) winner.kinds.add(kind);
  }

  takePast(keys: readonly IdentityKey[]): VisitorPast | undefined {
    const browser = keys.find(({ id }) => this.pasts.has(id));
    if (!browser) return undefined;
    const past = this.pasts.get(browser.id);
    this.pasts.delete(browser.id);
    return past;
  }

  /** Every lead to be written, each once. */
  touched(): LeadDraft[] {
    return [...new Set([...this.lost, ...this.drafts.values()])];
  }
}

function rename(entry: { leadId: string }, from: LeadDraft, to: LeadDraft): void {
  if (entry.leadId === from.id) entry.leadId = to.id;
}

/** The winner's own values stay; it gains what only the loser had. */
function uniteProfiles(winner: LeadDraft, loser: LeadDraft): void {
  const { profile } = winner;
  profile.personal = { ...loser.profile.personal, ...profile.personal };
  profile.attributes = { ...loser.profile.attributes, ...profile.attributes };
  profile.sources = [...loser.profile.sources, ...profile.sources];
  if (loser.profile.locale !== undefined) profile.locale ??= loser.profile.locale;
  if (loser.profile.timeZone !== undefined) profile.timeZone ??= loser.profile.timeZone;
  if (loser.name !== undefined) winner.name ??= loser.name;
  winner.isChanged = true;
  winner.isMoved = true;
}
