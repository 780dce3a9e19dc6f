-- Simulations asked for over HTTP. One runs at a time. Whoever runs it says so again and again (`seen_at`): one that
-- nobody has spoken of for long has lost its process. Nothing personal is in a question or a result.
create table simulation (
  id         uuid primary key,
  question   jsonb not null,
  status     text not null default 'waiting'
             check (status in ('waiting', 'running', 'done', 'cancelled', 'failed', 'interrupted')),
  leads      bigint not null default 0,
  events     bigint not null default 0,
  -- Leads there are in all, once that is counted.
  of_leads   bigint,
  result     jsonb,
  reason     text,
  asked_by   text not null,
  asked_at   timestamptz not null default now(),
  started_at timestamptz,
  seen_at    timestamptz,
  ended_at   timestamptz
);
create unique index simulation_running on simulation ((true)) where status = 'running';
create index simulation_waiting on simulation (asked_at) where status = 'waiting';
