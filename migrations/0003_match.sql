-- What the matcher needs to find records that are likely one customer without a common identifier. All but the
-- models and the answers of people in the queue follows from trait_state and can be made again.

-- Trained parameters. A new model is built up beside the active one and takes over when all keys are there.
create table match_model (
  version bigint generated always as identity primary key,
  entity text not null check (entity in ('customer', 'account')),
  at timestamptz not null,
  author text not null,
  state text not null check (state in ('building', 'active', 'retired')),
  records bigint not null,           -- how many there were when it was trained
  body json not null
);

-- What a record says of a person or an organisation, as it is compared.
create table match_record (
  home bigint not null,
  record uuid not null,
  entity text not null,
  said json not null,
  primary key (home, record)
) with (fillfactor = 90);
create index match_record_of on match_record (entity, record);

-- Records that share a key are compared.
create table match_key (
  model bigint not null,
  key bigint not null,
  record uuid not null,
  home bigint not null,
  primary key (model, key, record)
);

-- Records that something happened to: they are looked at again when there is time.
create table match_dirty (
  record uuid primary key,
  home bigint not null,
  entity text not null,
  at timestamptz not null
);
create index match_dirty_oldest on match_dirty (at, record);

-- Pairs that a person is asked about.
create table match_review (
  id uuid primary key,               -- hash of the pair
  at timestamptz not null,
  entity text not null,
  record_a uuid not null,
  record_b uuid not null,
  home_a bigint not null,
  home_b bigint not null,
  bits real not null,
  because text not null,             -- band, limit: why it was not decided
  model bigint not null,
  state text not null default 'open' check (state in ('open', 'same', 'different', 'gone')),
  decided_at timestamptz,
  author text
);
create index match_review_open on match_review (state, bits desc, id);
