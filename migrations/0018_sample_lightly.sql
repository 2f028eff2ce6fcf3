-- The months of events and of the audit log are looked at lightly. They grow all the time, so autovacuum gathers their
-- statistics again and again, every twenty seconds under load: from 30,000 rows of each, which keeps one of two cores
-- busy for a quarter of a second (17 ms from 3,000) while views wait for it. Rows are found by index there, whatever
-- the statistics say. A new partition does not inherit this: whoever makes one calls the function (store/partitions.ts).
create function sample_lightly(part regclass) returns void language plpgsql as $$
begin
  execute (
    select format('alter table %s %s', part, string_agg(format('alter column %I set statistics 10', attname), ', '))
    from pg_attribute where attrelid = part and attnum > 0 and not attisdropped);
end
$$;

select sample_lightly(inhrelid::regclass) from pg_inherits where inhparent in ('event'::regclass, 'access'::regclass);
