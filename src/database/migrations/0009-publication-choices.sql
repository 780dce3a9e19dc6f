-- A source may have been handed in with a password in its address, and stood in the place of who published.
update playbook_version set
  published_by = regexp_replace(published_by, '^(?!ssh://[a-z0-9_.-]+@)([a-z][a-z0-9+.-]*://)[^/?#]*@', '\1', 'i'),
  source = jsonb_set(source, '{repo}',
    to_jsonb(regexp_replace(regexp_replace(source ->> 'repo', '^(?!ssh://[a-z0-9_.-]+@)([a-z][a-z0-9+.-]*://)[^/?#]*@', '\1', 'i'), '[?#].*$', '')))
  where source ? 'repo';
update lead_job set
  asked_by = regexp_replace(asked_by, '^(?!ssh://[a-z0-9_.-]+@)([a-z][a-z0-9+.-]*://)[^/?#]*@', '\1', 'i')
  where kind = 'migrate' and asked_by like '%@%';

-- What was chosen for the leads inside a version, each time somebody chose: with its publication, and whenever the same
-- content was published again with another word on them.
create table inside_choice (
  id        bigint generated always as identity primary key,
  name      text not null,
  version   int not null,
  -- Journey by journey: pin, migrate or exit.
  inside    jsonb not null,
  -- How many leads stood where at that time, and what it meant for them.
  effect    jsonb not null,
  -- The job that tells them; none where everyone finishes on their version.
  job       uuid,
  chosen_by text not null,
  chosen_at timestamptz not null default now(),
  foreign key (name, version) references playbook_version (name, version)
);
create index inside_choice_by_version on inside_choice (name, version, id);
insert into inside_choice (name, version, inside, effect, job, chosen_by, chosen_at)
  select name, version, inside, effect,
    (select id from lead_job j where j.kind = 'migrate' and j.subject = name || '@' || version order by asked_at limit 1),
    published_by, published_at
  from playbook_version where inside is not null and effect is not null
  order by published_at;
alter table playbook_version drop column inside, drop column effect;

alter table lead_job
  -- A job that waits for the turns under way: when a starter first saw it, which is after it was asked for and committed.
  add column seen_at timestamptz,
  -- Set some seconds later: the transactions that have to be over are those before this one.
  add column turns_before xid8;
update lead_job set parameters = parameters - 'afterTransaction' || '{"afterTurns": true}'
  where status = 'waiting' and parameters ? 'afterTransaction';
create index lead_job_by_subject on lead_job (kind, subject, asked_at desc);
