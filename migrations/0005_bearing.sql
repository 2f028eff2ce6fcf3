-- The bearing: where she stands on her journeys and what she is trying to get done, as each record shows it.
-- A fold over the ledger like trait_state; `alidade rebuild` makes it again and must give the same bytes.
create table bearing_state (
  home bigint not null,
  record uuid not null,
  state json not null,
  primary key (home, record)
) with (fillfactor = 75);

-- What was learned from the ledger as a whole: journeys as they run, how customers put things. Made again by learning.
create table learned (
  name text primary key,
  at timestamptz not null,
  fingerprint text not null,         -- of the definitions it was learned under
  body bytea not null
);
