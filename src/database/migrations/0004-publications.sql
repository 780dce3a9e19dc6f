-- What a publication meant for the leads inside, and the end of a version's life.
alter table playbook_version
  -- What was chosen, journey by journey: pin, migrate or exit.
  add column inside jsonb,
  -- How many leads stood where when it was published, and what it meant for them.
  add column effect jsonb,
  -- The older version whose content this is again.
  add column restores int,
  add column retired_at timestamptz,
  add column retired_by text;
