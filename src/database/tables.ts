import type { ColumnType, Generated } from 'kysely';
import type { Json, JsonObject } from '../../engine/json.js';
import type { LeadState } from '../../engine/lead-state.js';
import type { Note } from '../../engine/trace.js';
import type { Inside } from '../../engine/versions/inside.js';
import type { Effect } from '../playbooks/effect.js';

/**
 * The tables of `migrations/*.sql` as Kysely sees them. `timestamptz` arrives as a Date, `bigint` and `numeric` as
 * numbers (none of ours passes 2^53), `bytea` as a Buffer; JSON columns are written as `JSON.stringify`ed text.
 */
export interface Tables {
  lead: LeadTable;
  lead_counter: LeadCounterTable;
  profile: ProfileTable;
  identity: IdentityTable;
  inbox: InboxTable;
  accepted: AcceptedTable;
  visitor_event: VisitorEventTable;
  ring: RingTable;
  decision: DecisionTable;
  score_entry: ScoreEntryTable;
  command: CommandTable;
  message: MessageTable;
  provider_event: ProviderEventTable;
  consent: ConsentTable;
  consent_log: ConsentLogTable;
  suppression: SuppressionTable;
  rep: RepTable;
  rep_queue: RepQueueTable;
  ticket: TicketTable;
  notice: NoticeTable;
  possible_duplicate: PossibleDuplicateTable;
  rejection: RejectionTable;
  playbook_version: PlaybookVersionTable;
  inside_choice: InsideChoiceTable;
  playbook_file: PlaybookFileTable;
  bundle_text: BundleTextTable;
  benefit_grant: BenefitGrantTable;
  benefit_stock: BenefitStockTable;
  coupon_code: CouponCodeTable;
  api_key: ApiKeyTable;
  alert: AlertTable;
  lead_job: LeadJobTable;
  simulation: SimulationTable;
  webhook_endpoint: WebhookEndpointTable;
}

type Time = ColumnType<Date, Date | string, Date | string>;
type TimeOrNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type TimeByDefault = ColumnType<Date, Date | string | undefined, Date | string>;
type JsonColumn<T> = ColumnType<T, string, string>;
type JsonOrNull<T> = ColumnType<T | null, string | null | undefined, string | null>;
type JsonByDefault<T> = ColumnType<T, string | undefined, string>;

export interface LeadTable {
  id: string;
  status: Generated<'active' | 'merged' | 'erased'>;
  merged_into: string | null;
  playbook: string;
  epoch: Generated<number>;
  revision: Generated<number>;
  consumed: Generated<number>;
  last_now: Time;
  state: JsonOrNull<LeadState>;
  stage: string;
  tier: string;
  score: Generated<number>;
  playbook_version: number;
  wakes_at: TimeOrNull;
  wakes_because: string | null;
  last_input_at: Time;
  resting: Generated<boolean>;
  parked_reason: string | null;
  parked_at: TimeOrNull;
  test: Generated<boolean>;
  created_at: TimeByDefault;
}

export interface LeadCounterTable {
  lead_id: string;
  last_n: Generated<number>;
  last_at: TimeByDefault;
  silent: Generated<number>;
  merged_into: string | null;
}

export interface ProfileTable {
  lead_id: string;
  personal_sealed: Buffer | null;
  attributes: JsonByDefault<JsonObject>;
  locale: string | null;
  time_zone: string | null;
  sources: JsonByDefault<Json[]>;
  updated_at: TimeByDefault;
}

export interface IdentityTable {
  kind: string;
  value_index: Buffer;
  lead_id: string;
  value_sealed: Buffer;
  created_at: TimeByDefault;
}

export interface InboxTable {
  lead_id: string;
  n: number;
  arrived_at: Time;
  occurred_at: Time;
  message_id: string;
  source: string;
  name: string;
  input_sealed: Buffer;
  size: number;
  rings: boolean;
}

export interface AcceptedTable {
  source: string;
  message_id: string;
  lead_id: string | null;
  n: number | null;
  body_hash: Buffer;
  fate: string;
  accepted_at: Time;
  repeats: Generated<number>;
}

export interface VisitorEventTable {
  anonymous_index: Buffer;
  id: Generated<number>;
  message_id: string;
  source: string;
  name: string;
  occurred_at: Time;
  arrived_at: Time;
  event_sealed: Buffer;
}

export interface RingTable {
  lead_id: string;
  n: number;
  asked_at: TimeByDefault;
  signalled_at: TimeOrNull;
  leased_until: TimeOrNull;
  attempts: Generated<number>;
  names: Generated<string[]>;
}

export interface DecisionTable {
  lead_id: string;
  revision: number;
  decided_at: Time;
  until_at: Time;
  from_n: number;
  to_n: number;
  more: boolean;
  playbook: string;
  playbook_version: number;
  state_after: JsonColumn<LeadState>;
  commands: JsonColumn<JsonObject[]>;
  trace: JsonColumn<Note[]>;
  enriched: JsonOrNull<JsonObject>;
}

export interface ScoreEntryTable {
  lead_id: string;
  revision: number;
  index: number;
  rule: string;
  dimension: string;
  points: number;
  n: number | null;
  cause: string;
  scored_at: Time;
  playbook_version: number;
}

export interface CommandTable {
  id: string;
  lead_id: string;
  revision: number;
  index: number;
  ref: string;
  kind: string;
  payload: JsonColumn<JsonObject>;
  created_at: Time;
  next_attempt_at: TimeByDefault;
  leased_until: TimeOrNull;
  attempts: Generated<number>;
  done_at: TimeOrNull;
  outcome: string | null;
}

export interface MessageTable {
  id: string;
  lead_id: string;
  ref: string;
  revision: number;
  journey: string;
  enrolment_key: string | null;
  step: string;
  template: string;
  template_hash: string;
  locale: string;
  channel: string;
  category: string;
  purpose: string | null;
  window_name: string;
  to_index: Buffer | null;
  to_sealed: Buffer | null;
  body_sealed: Buffer;
  links: JsonByDefault<JsonObject>;
  status: Generated<string>;
  reason: string | null;
  provider: string | null;
  provider_id: string | null;
  due_at: Time;
  expires_at: Time;
  first_attempt_at: TimeOrNull;
  sent_at: TimeOrNull;
  opened_at: TimeOrNull;
  clicked_at: TimeOrNull;
  created_at: TimeByDefault;
  waits_for_pool?: string | null;
}

export interface ProviderEventTable {
  provider: string;
  event_id: string;
  message_id: string | null;
  name: string;
  received_at: TimeByDefault;
}

export interface ConsentTable {
  lead_id: string;
  channel: string;
  purpose: string;
  granted: boolean;
  changed_at: Time;
  by: string;
  wording: string | null;
  source: string | null;
}

export interface ConsentLogTable extends ConsentTable {
  id: Generated<number>;
}

export interface SuppressionTable {
  channel: string;
  to_index: Buffer;
  reason: string;
  scope: Generated<'marketing' | 'all'>;
  created_at: TimeByDefault;
}

export interface RepTable {
  id: string;
  name_sealed: Buffer;
  email_sealed: Buffer | null;
  active: Generated<boolean>;
  absent_until: TimeOrNull;
  created_at: TimeByDefault;
}

export interface RepQueueTable {
  rep_id: string;
  queue: string;
  last_assigned_at: TimeOrNull;
}

export interface TicketTable {
  id: string;
  lead_id: string;
  ref: string;
  queue: string;
  journey: string;
  step: string;
  reason: string;
  rep_id: string | null;
  status: 'waiting' | 'open' | 'contacted' | 'closed';
  created_at: Time;
  assigned_at: TimeOrNull;
  contact_due: TimeOrNull;
  contacted_at: TimeOrNull;
  feedback_due: TimeOrNull;
  feedback_at: TimeOrNull;
  result: string | null;
  closed_at: TimeOrNull;
}

export interface NoticeTable {
  id: string;
  lead_id: string;
  ticket_id: string | null;
  rep_id: string | null;
  channel: string;
  template: string;
  body_sealed: Buffer;
  created_at: TimeByDefault;
  read_at: TimeOrNull;
}

export interface PossibleDuplicateTable {
  lead_id: string;
  other_id: string;
  reason: string;
  created_at: TimeByDefault;
  resolved_at: TimeOrNull;
  resolution: string | null;
}

export interface RejectionTable {
  id: string;
  received_at: TimeByDefault;
  route: string;
  source: string;
  message_id: string | null;
  code: string;
  pointer: string | null;
  message: string;
}

export interface PlaybookVersionTable {
  name: string;
  version: number;
  hash: string;
  document: JsonColumn<JsonObject>;
  status: Generated<'live' | 'retired'>;
  is_default: Generated<boolean>;
  published_at: TimeByDefault;
  published_by: string;
  restores: number | null;
  retired_at: TimeOrNull;
  retired_by: string | null;
  bundled: Generated<boolean>;
  source: JsonOrNull<{ repo: string; commit: string }>;
}

export interface InsideChoiceTable {
  id: Generated<number>;
  name: string;
  version: number;
  inside: JsonColumn<Inside>;
  effect: JsonColumn<Effect>;
  job: string | null;
  chosen_by: string;
  chosen_at: TimeByDefault;
}

export interface PlaybookFileTable {
  name: string;
  version: number;
  path: string;
  hash: string;
}

export interface BundleTextTable {
  hash: string;
  source: string;
}

export interface BenefitGrantTable {
  id: string;
  lead_id: string;
  playbook: string;
  benefit: string;
  once: string | null;
  journey: string;
  granted_at: Time;
}

export interface BenefitStockTable {
  playbook: string;
  benefit: string;
  granted: Generated<number>;
}

export interface CouponCodeTable {
  pool: string;
  code: string;
  loaded_at: TimeByDefault;
  coupon: string | null;
  lead_id: string | null;
  message_id: string | null;
  drawn_at: TimeOrNull;
  valid_until: TimeOrNull;
}

export interface ApiKeyTable {
  id: string;
  key_hash: Buffer;
  role: 'admin' | 'write';
  name: string;
  origins: Generated<string[]>;
  created_at: TimeByDefault;
  revoked_at: TimeOrNull;
}

export interface AlertTable {
  id: string;
  kind: string;
  lead_id: string | null;
  subject: string;
  detail: string;
  what_to_do: string;
  raised_at: TimeByDefault;
  resolved_at: TimeOrNull;
  resolved_by: string | null;
}

export interface LeadJobTable {
  id: string;
  kind: string;
  subject: string;
  parameters: JsonColumn<JsonObject>;
  status: Generated<'waiting' | 'running' | 'done' | 'cancelled' | 'failed'>;
  cursor: Generated<string>;
  scanned: Generated<number>;
  appended: Generated<number>;
  result: JsonOrNull<JsonObject>;
  reason: string | null;
  asked_by: string;
  asked_at: TimeByDefault;
  started_at: TimeOrNull;
  moved_at: TimeByDefault;
  seen_at: TimeOrNull;
  turns_before: string | null;
  ended_at: TimeOrNull;
}

export interface WebhookEndpointTable {
  name: string;
  url_sealed: Buffer;
  secret_sealed: Buffer;
  created_at: TimeByDefault;
}

export interface SimulationTable {
  id: string;
  question: JsonColumn<JsonObject>;
  status: Generated<'waiting' | 'running' | 'done' | 'cancelled' | 'failed' | 'interrupted'>;
  leads: Generated<number>;
  events: Generated<number>;
  of_leads: number | null;
  result: JsonColumn<JsonObject> | null;
  reason: string | null;
  asked_by: string;
  asked_at: TimeByDefault;
  started_at: TimeOrNull;
  seen_at: TimeOrNull;
  ended_at: TimeOrNull;
}
