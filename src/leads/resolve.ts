import { type IdentityKey, standsForOne } from './identity-key.js';

/** What is known of a lead when it comes to telling people apart. */
export interface KnownLead {
  id: string;
  /** Epoch ms; the older of two leads lives on. */
  createdAt: number;
  name?: string;
  /** Kinds of the keys that lead to it. */
  kinds: ReadonlySet<string>;
}

/** Two leads that may be one person: for a person to judge. */
export interface PossibleDuplicate {
  leadId: string;
  otherId: string;
  reason: 'names-differ' | 'user-ids-differ' | 'landline' | 'same-address';
}

export interface Resolution {
  /** Whom it is about; absent: a lead that does not exist yet. */
  leadId?: string;
  /** Leads that are now known to be the same and become `leadId`. */
  merge: string[];
  duplicates: { otherId: string; reason: PossibleDuplicate['reason'] }[];
  /** Keys that lead to `leadId` from now on. */
  claim: IdentityKey[];
}

/** Who is behind a request: the keys it carries, the name it gives, and the leads those keys lead to. */
export interface Evidence {
  keys: readonly IdentityKey[];
  name?: string;
  /** Said outright that all keys are one person, the browser too. */
  same?: boolean;
  leadOf: (key: IdentityKey) => KnownLead | undefined;
}

/**
 * Whom a request is about. A shared mail address, mobile number or id joins leads, unless they have two different user
 * ids or two different names: then a person has to judge. A browser (`anonymousId`) is no person: it finds a lead only
 * where nothing speaks against it, and never merges two. A landline finds nobody.
 */
export function resolve(evidence: Evidence): Resolution {
  const strong = evidence.same ? evidence.keys : evidence.keys.filter(standsForOne);
  const found = distinct(strong.flatMap((key) => evidence.leadOf(key) ?? []));
  const subject = found.find((lead) => !whyApart(lead, evidence)) ?? byBrowser(evidence, found);
  const others = found.filter(({ id }) => id !== subject?.id);
  const merge: KnownLead[] = [];
  const duplicates: Resolution['duplicates'] = [];
  for (const other of others) {
    const reason = subject ? whyTwo(subject, other, evidence) : whyApart(other, evidence);
    if (reason) duplicates.push({ otherId: other.id, reason });
    else merge.push(other);
  }
  return {
    ...settle(subject, merge),
    duplicates: [...duplicates, ...sharedLine(evidence, subject)],
    claim: evidence.keys.filter((key) => isClaimed(key, evidence, subject)),
  };
}

/** The oldest of those who are one lives on. */
function settle(subject: KnownLead | undefined, merge: readonly KnownLead[]) {
  if (!subject) return { merge: [] };
  const [survivor, ...losers] = [subject, ...merge].toSorted(
    (a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1),
  ) as [KnownLead, ...KnownLead[]];
  return { leadId: survivor.id, merge: losers.map(({ id }) => id) };
}

/** Whom the browser was last known as, when no stronger key found anybody and nothing speaks against it. */
function byBrowser(evidence: Evidence, found: readonly KnownLead[]): KnownLead | undefined {
  const browser = evidence.keys.find(({ kind }) => kind === 'anonymousId');
  const lead = browser && evidence.leadOf(browser);
  if (!lead || found.length > 0 || whyApart(lead, evidence)) return undefined;
  if (lead.name !== undefined && evidence.name !== undefined) {
    return differ(lead.name, evidence.name) ? undefined : lead;
  }
  const isOther = evidence.keys.some((key) => standsForOne(key) && lead.kinds.has(key.kind));
  return isOther ? undefined : lead;
}

/** Why a request is not about the lead one of its keys leads to. */
function whyApart(
  lead: KnownLead,
  { keys, leadOf }: Evidence,
): PossibleDuplicate['reason'] | undefined {
  const userId = keys.find(({ kind }) => kind === 'userId');
  if (!userId || !lead.kinds.has('userId') || leadOf(userId)?.id === lead.id) return undefined;
  return 'user-ids-differ';
}

/** Why two leads that answered to one request stay two. */
function whyTwo(
  subject: KnownLead,
  other: KnownLead,
  evidence: Evidence,
): PossibleDuplicate['reason'] | undefined {
  if (subject.kinds.has('userId') && other.kinds.has('userId')) return 'user-ids-differ';
  if (whyApart(other, evidence)) return 'user-ids-differ';
  return differ(subject.name ?? evidence.name, other.name) ? 'names-differ' : undefined;
}

/**
 * A key nobody has is claimed. So is the browser of a request that names somebody else than it did last: what follows
 * from it is that person's. A key that leads to another lead stays there; those of merged leads move with them.
 */
function isClaimed(key: IdentityKey, evidence: Evidence, subject: KnownLead | undefined): boolean {
  const owner = evidence.leadOf(key);
  if (!owner) return true;
  return (
    key.kind === 'anonymousId' &&
    owner.id !== subject?.id &&
    evidence.keys.some(({ kind }) => kind !== 'anonymousId')
  );
}

function sharedLine(evidence: Evidence, subject: KnownLead | undefined) {
  const line = evidence.keys.find(({ kind }) => kind === 'landline');
  const owner = line && evidence.leadOf(line);
  if (!owner || owner.id === subject?.id) return [];
  return [{ otherId: owner.id, reason: 'landline' as const }];
}

function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && plain(one) !== plain(other);
}

const plain = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s·.,'-]/g, '');

const distinct = (leads: readonly KnownLead[]): KnownLead[] => [
  ...new Map(leads.map((lead) => [lead.id, lead])).values(),
];
