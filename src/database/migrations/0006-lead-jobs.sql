-- Work over many leads: one control input for each lead of a selection. The job's own row is where it resumes, so that a
-- lead has its input if and only if the cursor is past it: both are written in one transaction.
create table lead_job (
  id          uuid primary key,
  kind        text not null,
  -- With `kind` the identity: an open job of the same two is not begun a second time.
  subject     text not null,
  -- Which leads, and what each is given.
  parameters  jsonb not null check (octet_length(parameters::text) <= 65536),
  status      text not null default 'waiting'
              check (status in ('waiting', 'running', 'done', 'cancelled', 'failed')),
  -- The last lead that was looked at; they are taken in the order of their ids.
  cursor      uuid not null default '00000000-0000-0000-0000-000000000000',
  scanned     bigint not null default 0,
  appended    bigint not null default 0,
  reason      text,
  asked_by    text not null,
  asked_at    timestamptz not null default now(),
  started_at  timestamptz,
  -- Of the last page; an open job without any for long has lost its workflow.
  moved_at    timestamptz not null default now(),
  ended_at    timestamptz
);
create unique index lead_job_open on lead_job (kind, subject) where status in ('waiting', 'running');
create index lead_job_by_age on lead_job (asked_at desc, id);

-- Rings that were brought and are not answered yet: the relay and the sweeper look at them all the time.
create index ring_rung on ring (signalled_at) where signalled_at is not null;
