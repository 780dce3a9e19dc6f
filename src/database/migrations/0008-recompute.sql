-- What a preview has found so far; flat, whatever the number of leads.
alter table lead_job add column result jsonb;

-- Leads that hold triggers back until a person says a word: few, and looked for by confirm, dismiss and the count of them.
create index lead_held on lead (id) where state ? 'held';
