import type { InputBody } from '../../engine/input.js';
import type { Json, JsonObject } from '../../engine/json.js';
import type { IdentityKey } from '../leads/identity-key.js';

/**
 * One thing a client sent, checked and in our own words: all that the intake transaction needs of it. A capture, an event,
 * an identify call and an edit by a person differ in nothing else.
 */
export interface Submission {
  /** Who sent it: the name of the API key, or of the part of the product. */
  source: string;
  /** Unique per source for 90 days. */
  messageId: string;
  /** Another id under which the same capture stands when it came within the last minute. */
  recentId?: string;
  /** Of what was sent, to tell a repeat from another thing under the same id (`content-hash.ts`). */
  bodyHash: Buffer;
  /** Epoch ms of the engine's clock. */
  occurredAt: number;
  /** The time as the client said it, where it was too far ahead to be believed. */
  saidAt?: string;
  /** Scores and counts, but enters no journey and sends nothing. */
  history?: boolean;
  /** A new lead of it is a test lead: outbox only, out of reports. */
  test?: boolean;
  /** Playbook of a lead that is made by this; the default otherwise. */
  playbook?: string;
  /**
   * Whoever these keys lead to (`same`: the client says that all of them are one person), or a known lead by its id, with
   * the keys an edit gives it.
   */
  who: Who;
  body: Extract<InputBody, { kind: 'event' | 'update' | 'control' }>;
  given?: Given;
}

export type Who =
  | { leadId: string; keys: readonly IdentityKey[] }
  | { leadId?: never; keys: readonly IdentityKey[]; same?: boolean };

/** What a client says about the person. */
export interface Given {
  /** Attributes as given, personal ones normalised; `null` removes one. */
  values: JsonObject;
  tags?: { add?: string[]; remove?: string[] };
  consent?: GivenConsent[];
  locale?: string;
  timeZone?: string;
  /** How the lead came here: channel, campaign, UTM tags. Goes into the profile, not to the engine. */
  origin?: Json;
}

export interface GivenConsent {
  channel: string;
  purpose: string;
  granted: boolean;
  by: 'lead' | 'person' | 'provider' | 'import';
  /** The words that were shown. */
  wording?: string;
}

/** What became of a submission that was accepted; it is committed. */
export interface Receipt {
  messageId: string;
  /** Was accepted before: nothing was stored this time. */
  duplicate: boolean;
  /** A duplicate that says something else than what was accepted first. */
  differs?: boolean;
  /** Absent for an event of a visitor nobody knows yet. */
  leadId?: string;
  /** Number within the lead. */
  n?: number;
  status: 'created' | 'joined' | 'visitor' | 'unknown-lead';
}
