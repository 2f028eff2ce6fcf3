-- What a record says of who it is of, kept beside it because joining asks: a mailbox or a telephone does not join
-- records that say they are of different people. Records from before say it after `alidade rebuild`, or when they
-- next speak of it.
alter table record add column who text not null default '';
