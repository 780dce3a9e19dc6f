-- The ledger of grants: a benefit once for each key, or once for a lead where no key tells grants apart.
create table benefit_grant (
  -- That of its command.
  id         uuid primary key,
  lead_id    uuid not null,
  playbook   text not null,
  benefit    text not null,
  once       text,
  journey    text not null,
  granted_at timestamptz not null
);
create unique index benefit_grant_once on benefit_grant (playbook, benefit, once) where once is not null;
create unique index benefit_grant_of_lead on benefit_grant (playbook, benefit, lead_id) where once is null;
create index benefit_grant_by_lead on benefit_grant (lead_id);

-- How much of a limited benefit is given. The lock of its row puts leads that want the last piece one after the other.
create table benefit_stock (
  playbook text not null,
  benefit  text not null,
  granted  int not null default 0,
  primary key (playbook, benefit)
);

-- Codes of coupons, loaded into a pool or made when they are drawn. A message draws one, for good.
create table coupon_code (
  pool        text collate "C" not null,
  code        text collate "C" not null,
  loaded_at   timestamptz not null default now(),
  coupon      text,
  lead_id     uuid,
  message_id  uuid unique,
  drawn_at    timestamptz,
  valid_until timestamptz,
  primary key (pool, code)
);
create index coupon_code_free on coupon_code (pool, loaded_at, code) where message_id is null;
create index coupon_code_by_lead on coupon_code (lead_id) where lead_id is not null;

-- The pool from which a message still has to draw: it was empty when the message was made.
alter table message add column waits_for_pool text;
