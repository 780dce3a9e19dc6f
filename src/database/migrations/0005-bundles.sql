-- The files a playbook came with: its templates, its lists of holidays and the YAML itself. Each text stands here once,
-- under the SHA-256 of its bytes, however many versions carry it.
create table bundle_text (
  hash   text primary key,
  source text not null check (octet_length(source) <= 524288)
);

-- What a version means never changes, so neither do these rows. `path` is that of the file in Git.
create table playbook_file (
  name    text not null,
  version int not null,
  path    text not null,
  hash    text not null references bundle_text (hash),
  primary key (name, version, path),
  foreign key (name, version) references playbook_version (name, version)
);

alter table playbook_version
  -- False: published before versions carried their files. It is given them at the next start.
  add column bundled boolean not null default false,
  -- { repo, commit }, where it came from Git.
  add column source jsonb;

-- Playbooks in the making. Edited by many, so every change names the revision it was made on.
create table playbook_draft (
  id           uuid primary key,
  playbook     text not null,
  title        text not null,
  -- The version it was begun on; 0 for a playbook that is not published yet.
  base_version int not null,
  revision     int not null default 1,
  -- { yaml } or { document }, as it was handed in; it may be full of mistakes.
  content      jsonb not null,
  -- path -> text, or null for a file that is left out; what is not named is that of the base version.
  files        jsonb not null default '{}',
  -- What the lint said of this revision.
  problems     jsonb not null default '[]',
  warnings     jsonb not null default '[]',
  created_at   timestamptz not null default now(),
  created_by   text not null,
  changed_at   timestamptz not null default now(),
  changed_by   text not null,
  -- Set once: a published draft is closed.
  published_version int,
  published_at timestamptz,
  published_by text,
  idempotency_key text
);
create index playbook_draft_open on playbook_draft (playbook, changed_at desc) where published_version is null;
create unique index playbook_draft_once on playbook_draft (playbook, created_by, idempotency_key)
  where idempotency_key is not null;
