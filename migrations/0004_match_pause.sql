-- That the matcher stopped linking by itself, because it merged more than anything but a fault explains. A person
-- takes the row away.
create table match_pause (
  entity text primary key check (entity in ('customer', 'account')),
  at timestamptz not null,
  because text not null
);
