-- Who said that an alert is over, where it did not end by itself.
alter table alert add column resolved_by text;
