-- Where the webhooks of journeys go, by the name that playbooks call it. The address is sealed too: many carry a token.
create table webhook_endpoint (
  name          text primary key,
  url_sealed    bytea not null,
  secret_sealed bytea not null,
  created_at    timestamptz not null default now()
);
-- Calls that wait for an endpoint are looked for when it is made.
create index command_webhook on command ((payload ->> 'endpoint')) where done_at is null and kind = 'webhook';
