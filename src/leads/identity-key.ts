import type { Sealer } from '../crypto/sealer.js';
import type { Phone } from './phone.js';

/** Kinds that belong to one person; `external:<type>` is an id of another system. */
export type IdentityKind =
  | 'userId'
  | `external:${string}`
  | 'email'
  | 'phone'
  | 'wecomId'
  /** A phone line shared by many: found by look-up, joins nobody. */
  | 'landline'
  /** A browser: what it did belongs to whoever is known first, and proves nothing about a second person. */
  | 'anonymousId';

/** A value by which a lead may be known. The value itself is stored sealed and found by its blind index. */
export interface IdentityKey {
  kind: IdentityKind;
  /** Normalised: lower-case mail address, E.164 phone, trimmed id. */
  value: string;
  index: Buffer;
  /** `kind:index`, for maps. */
  id: string;
}

export interface KnownBy {
  userId?: string;
  /** By type. */
  externalIds?: { [type: string]: string };
  email?: string;
  phone?: Phone;
  wecomId?: string;
  anonymousId?: string;
}

/** Strongest evidence first: the order in which a lead is chosen where several answer. */
export function identityKeys(sealer: Sealer, known: KnownBy): IdentityKey[] {
  const keys: IdentityKey[] = [];
  const add = (kind: IdentityKind, value: string | undefined): void => {
    if (value !== undefined) keys.push(identityKey(sealer, kind, value));
  };
  add('userId', known.userId);
  for (const [type, id] of Object.entries(known.externalIds ?? {})) add(`external:${type}`, id);
  add('email', known.email);
  if (known.phone) add(known.phone.isLandline ? 'landline' : 'phone', known.phone.e164);
  add('wecomId', known.wecomId);
  add('anonymousId', known.anonymousId);
  return keys;
}

export function identityKey(sealer: Sealer, kind: IdentityKind, value: string): IdentityKey {
  const normal = kind === 'email' ? normalEmail(value) : value.trim();
  const recent = recentOf(sealer);
  const name = `${kind}\0${normal}`;
  const known = recent.get(name);
  if (known) return known;
  const index = sealer.index(kind, normal);
  const key = { kind, value: normal, index, id: `${kind}:${index.toString('hex')}` };
  if (recent.size >= RECENT_AT_MOST) recent.clear();
  recent.set(name, key);
  return key;
}

const RECENT_AT_MOST = 20_000;
const recentKeys = new WeakMap<Sealer, Map<string, IdentityKey>>();

/** Keys made lately: the same people send event after event. */
function recentOf(sealer: Sealer): Map<string, IdentityKey> {
  const known = recentKeys.get(sealer);
  if (known) return known;
  const recent = new Map<string, IdentityKey>();
  recentKeys.set(sealer, recent);
  return recent;
}

/** Mail addresses are compared without case; nothing else of them is changed. */
export const normalEmail = (text: string): string => text.trim().toLowerCase();

/** Whether a key alone makes a lead; a browser waits until somebody is known. */
export const makesLead = ({ kind }: IdentityKey): boolean => kind !== 'anonymousId';

/** Whether a key stands for one person, so that whoever gives it is that lead. */
export const standsForOne = ({ kind }: IdentityKey): boolean =>
  kind !== 'anonymousId' && kind !== 'landline';

/** What a sealed value of a key is bound to. */
export const identityPlace = (kind: string): string => `identity/${kind}`;
