-- The record. Times are timestamptz, ids uuid; columns named *_sealed hold AES-256-GCM values (key id in the value),
-- columns named *_index hold blind indexes (HMAC) for look-up. Nothing else in here is personal.

create table lead (
  id              uuid primary key,
  status          text not null default 'active' check (status in ('active', 'merged', 'erased')),
  merged_into     uuid references lead (id),
  playbook        text not null,
  -- Rises when the record is restored behind Temporal's history; part of every command id.
  epoch           int not null default 0,
  revision        bigint not null default 0,
  -- Number of the last input decided.
  consumed        bigint not null default 0,
  -- Never goes back: every decision's `now` is at least this.
  last_now        timestamptz not null,
  state           jsonb,
  stage           text not null,
  tier            text not null,
  score           numeric not null default 0,
  playbook_version int not null,
  wakes_at        timestamptz,
  wakes_because   text,
  last_input_at   timestamptz not null,
  -- Said `resting` to a run: the sweeper passes it over until an input rings.
  resting         boolean not null default false,
  parked_reason   text,
  parked_at       timestamptz,
  test            boolean not null default false,
  created_at      timestamptz not null default now()
);
create index lead_wakes on lead (wakes_at) where status = 'active' and parked_reason is null and wakes_at is not null;
create index lead_by_tier on lead (tier, created_at desc, id) where status = 'active';
create index lead_by_age on lead (created_at desc, id) where status = 'active';
create index lead_merged on lead (merged_into) where merged_into is not null;
create index lead_parked on lead (parked_at) where parked_reason is not null;

-- A narrow row of its own, so that intake never locks the state row. Several are always locked in id order.
create table lead_counter (
  lead_id   uuid primary key references lead (id),
  last_n    bigint not null default 0,
  last_at   timestamptz not null default '-infinity',
  -- Silent inputs in a row; the 40th rings.
  silent    int not null default 0,
  -- Set when a merge has taken over this lead's unread inputs: from then on they go to that lead. It stands here, and
  -- not on `lead` alone, because whoever waits for this lock reads this row anew and no other.
  merged_into uuid references lead (id)
) with (fillfactor = 70);

-- Names, addresses and what else is personal, one sealed JSON object a lead, and the raw attributes as last given.
create table profile (
  lead_id       uuid primary key references lead (id),
  personal_sealed bytea,
  attributes    jsonb not null default '{}',
  locale        text,
  time_zone     text,
  sources       jsonb not null default '[]',
  updated_at    timestamptz not null default now()
);

-- email, phone, userId, wecomId, anonymousId, external:<type> -> one lead. A visitor's anonymousId has no lead yet.
create table identity (
  kind        text collate "C" not null,
  value_index bytea not null,
  lead_id     uuid not null references lead (id),
  value_sealed bytea not null,
  created_at  timestamptz not null default now(),
  primary key (kind, value_index)
);
create index identity_of_lead on identity (lead_id);

-- What the next advance reads. Partitioned by month of arrival; the partitions are made ahead by `ensure_partitions`.
create table inbox (
  lead_id     uuid not null,
  n           bigint not null,
  arrived_at  timestamptz not null,
  occurred_at timestamptz not null,
  message_id  text not null,
  source      text not null,
  name        text not null,
  -- The engine's Input, sealed: properties may hold anything.
  input_sealed bytea not null,
  size        int not null,
  rings       boolean not null,
  primary key (lead_id, n, arrived_at)
) partition by range (arrived_at);
create table inbox_default partition of inbox default;

create function ensure_partitions(months_ahead int) returns void language plpgsql as $$
declare
  first date := date_trunc('month', now())::date;
  month date;
begin
  for i in 0..months_ahead loop
    month := (first + make_interval(months => i))::date;
    -- A scaled clock may have put rows of a month to come into the default partition; they stay there.
    if to_regclass(format('inbox_%s', to_char(month, 'YYYYMM'))) is null
       and not exists (select from inbox_default where arrived_at >= month and arrived_at < month + interval '1 month') then
      execute format('create table inbox_%s partition of inbox for values from (%L) to (%L)',
        to_char(month, 'YYYYMM'), month, (month + interval '1 month')::date);
    end if;
  end loop;
end $$;

-- One row per accepted message id and source, kept for 90 days. `lead_id` and `n` are null for a visitor's event.
create table accepted (
  -- Ids are compared as bytes: every event is, and no language has a say in it.
  source      text collate "C" not null,
  message_id  text collate "C" not null,
  lead_id     uuid,
  n           bigint,
  body_hash   bytea not null,
  -- Why it does not ring: `irrelevant`; or `visitor`.
  fate        text not null,
  accepted_at timestamptz not null,
  repeats     int not null default 0,
  primary key (source, message_id)
);
create index accepted_age on accepted using brin (accepted_at);
-- Only for visitors' events, which share the number of the input that took them in: the others are found by their
-- inbox row, and one index less is felt by every event.
create index accepted_past on accepted (lead_id, n) where fate = 'visitor';

-- Events of visitors nobody knows yet: no workflow. They go into the capture that makes them known.
create table visitor_event (
  anonymous_index bytea not null,
  id          bigint generated always as identity,
  message_id  text not null,
  source      text not null,
  name        text not null,
  occurred_at timestamptz not null,
  arrived_at  timestamptz not null,
  event_sealed bytea not null,
  primary key (anonymous_index, id)
);

-- A ring that is owed. `signalled_at` set: one is outstanding, no second goes until the next advance has committed.
create table ring (
  lead_id      uuid primary key,
  -- Highest number that rings.
  n            bigint not null,
  asked_at     timestamptz not null default now(),
  signalled_at timestamptz,
  leased_until timestamptz,
  attempts     int not null default 0,
  -- For the reader of Temporal's history.
  names        text[] not null default '{}'
);
create index ring_open on ring (asked_at) where signalled_at is null;

-- Every turn of every lead, for ever explainable.
create table decision (
  lead_id     uuid not null,
  revision    bigint not null,
  decided_at  timestamptz not null,
  until_at    timestamptz not null,
  from_n      bigint not null,
  to_n        bigint not null,
  more        boolean not null,
  playbook    text not null,
  playbook_version int not null,
  state_after jsonb not null,
  commands    jsonb not null,
  trace       jsonb not null,
  -- What the inputs needed beyond the inbox (the loser's state of a merge), by number.
  enriched    jsonb,
  primary key (lead_id, revision)
);

create table score_entry (
  lead_id   uuid not null,
  revision  bigint not null,
  index     int not null,
  rule      text not null,
  dimension text not null,
  points    numeric not null,
  n         bigint,
  cause     text not null,
  scored_at timestamptz not null,
  playbook_version int not null,
  primary key (lead_id, revision, index)
);

-- Commands of decisions. Open until `done_at`; the first advance of every run returns all open ones.
create table command (
  id           uuid primary key,
  lead_id      uuid not null,
  revision     bigint not null,
  index        int not null,
  ref          text not null,
  kind         text not null,
  payload      jsonb not null,
  created_at   timestamptz not null,
  next_attempt_at timestamptz not null default now(),
  leased_until timestamptz,
  attempts     int not null default 0,
  done_at      timestamptz,
  outcome      text
);
create index command_open on command (lead_id) where done_at is null;
create index command_overdue on command (next_attempt_at) where done_at is null;
create unique index command_ref on command (lead_id, ref);

-- One row per send command, made with its body in the decision's transaction; `id` is the command's id.
create table message (
  id            uuid primary key,
  lead_id       uuid not null,
  ref           text not null,
  revision      bigint not null,
  journey       text not null,
  enrolment_key text,
  step          text not null,
  template      text not null,
  template_hash text not null,
  locale        text not null,
  channel       text not null,
  category      text not null,
  purpose       text,
  window_name   text not null,
  to_index      bytea,
  to_sealed     bytea,
  -- Subject, html, text and headers, frozen before the first attempt.
  body_sealed   bytea not null,
  links         jsonb not null default '{}',
  status        text not null default 'queued'
                check (status in ('queued', 'sending', 'sent', 'delivered', 'held', 'cancelled', 'refused', 'expired', 'failed', 'withheld', 'bounced', 'complained', 'doubt')),
  reason        text,
  provider      text,
  provider_id   text,
  due_at        timestamptz not null,
  expires_at    timestamptz not null,
  first_attempt_at timestamptz,
  sent_at       timestamptz,
  opened_at     timestamptz,
  clicked_at    timestamptz,
  created_at    timestamptz not null default now()
);
create index message_of_lead on message (lead_id, created_at desc);
create unique index message_provider on message (provider, provider_id) where provider_id is not null;
create index message_by_age on message (created_at desc, id);
create index message_doubt on message (created_at) where status = 'doubt';

-- Provider events, each once.
create table provider_event (
  provider   text not null,
  event_id   text not null,
  message_id uuid,
  name       text not null,
  received_at timestamptz not null default now(),
  primary key (provider, event_id)
);

create table consent (
  lead_id    uuid not null,
  channel    text not null,
  purpose    text not null,
  granted    boolean not null,
  changed_at timestamptz not null,
  by         text not null,
  wording    text,
  source     text,
  primary key (lead_id, channel, purpose)
);
-- Every change with who, when, how and the wording shown.
create table consent_log (
  id         bigint generated always as identity primary key,
  lead_id    uuid not null,
  channel    text not null,
  purpose    text not null,
  granted    boolean not null,
  changed_at timestamptz not null,
  by         text not null,
  wording    text,
  source     text
);
create index consent_log_of_lead on consent_log (lead_id, id);

-- Addresses that get nothing more; survives the lead.
create table suppression (
  channel    text not null,
  to_index   bytea not null,
  reason     text not null,
  -- `marketing` or `all` (hard bounce, complaint).
  scope      text not null default 'all',
  created_at timestamptz not null default now(),
  primary key (channel, to_index)
);

create table rep (
  id         uuid primary key,
  name_sealed bytea not null,
  email_sealed bytea,
  active     boolean not null default true,
  absent_until timestamptz,
  created_at timestamptz not null default now()
);
create table rep_queue (
  rep_id   uuid not null references rep (id),
  queue    text not null,
  last_assigned_at timestamptz,
  primary key (rep_id, queue)
);

create table ticket (
  id           uuid primary key,
  lead_id      uuid not null,
  ref          text not null,
  queue        text not null,
  journey      text not null,
  step         text not null,
  reason       text not null,
  rep_id       uuid references rep (id),
  status       text not null check (status in ('waiting', 'open', 'contacted', 'closed')),
  created_at   timestamptz not null,
  assigned_at  timestamptz,
  contact_due  timestamptz,
  contacted_at timestamptz,
  feedback_due timestamptz,
  feedback_at  timestamptz,
  result       text,
  closed_at    timestamptz
);
create index ticket_of_lead on ticket (lead_id);
create index ticket_of_rep on ticket (rep_id) where status <> 'closed';
create index ticket_waiting on ticket (created_at) where status = 'waiting';

-- Notices for people: desk, WeCom app, mail.
create table notice (
  id         uuid primary key,
  lead_id    uuid not null,
  ticket_id  uuid,
  rep_id     uuid,
  channel    text not null,
  template   text not null,
  body_sealed bytea not null,
  created_at timestamptz not null default now(),
  read_at    timestamptz
);

create table possible_duplicate (
  lead_id    uuid not null,
  other_id   uuid not null,
  reason     text not null,
  created_at timestamptz not null default now(),
  resolved_at timestamptz,
  resolution text,
  primary key (lead_id, other_id)
);

-- What the door refused: code and pointer, never a value.
create table rejection (
  id          uuid primary key,
  received_at timestamptz not null default now(),
  route       text not null,
  source      text not null,
  message_id  text,
  code        text not null,
  pointer     text,
  message     text not null
);
create index rejection_age on rejection (received_at desc, id);

create table playbook_version (
  name         text not null,
  version      int not null,
  hash         text not null,
  document     jsonb not null,
  status       text not null default 'live' check (status in ('live', 'retired')),
  is_default   boolean not null default false,
  published_at timestamptz not null default now(),
  published_by text not null,
  primary key (name, version)
);
create index playbook_hash on playbook_version (name, hash);

create table api_key (
  id         uuid primary key,
  key_hash   bytea not null unique,
  role       text not null check (role in ('admin', 'write')),
  name       text not null,
  -- Web origins that may use it; `*` for any.
  origins    text[] not null default '{*}',
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);

-- What a person must look at: parked leads, tickets without a rep, doubts, what the sweeper found.
create table alert (
  id         uuid primary key,
  kind       text not null,
  lead_id    uuid,
  subject    text not null,
  detail     text not null,
  what_to_do text not null,
  raised_at  timestamptz not null default now(),
  resolved_at timestamptz
);
create unique index alert_open on alert (kind, subject) where resolved_at is null;
