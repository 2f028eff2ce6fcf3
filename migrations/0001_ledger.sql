-- The ledger: what happened, what was decided, who looked. Rows are added, never changed; everything in
-- 0002 can be derived from these again (`alidade rebuild`).
-- `home` places all rows of one customer together; it is part of every key, so that the tables can be
-- distributed by it, and it never changes.

create table setting (
  name text primary key,
  value text not null
);

-- Deduplication for ever: a unique key cannot live in a table that is partitioned by time.
create table receipt (
  id uuid primary key,               -- hash of (source, messageId) = the event's id
  fingerprint uuid not null,         -- of the content without what an SDK re-stamps on a retry
  record uuid not null,
  occurred_at timestamptz not null
) with (fillfactor = 95);

-- Later deliveries of a message that was stored already.
create table delivery (
  id uuid not null,
  at timestamptz not null,
  status text not null check (status in ('duplicate', 'conflict')),
  fingerprint uuid not null,
  times integer not null default 1,
  primary key (id, status, fingerprint)
);

create table event (
  home bigint not null,
  record uuid not null,
  occurred_at timestamptz not null,
  id uuid not null,
  received_at timestamptz not null,
  type text not null,
  name text not null,
  kind text not null,
  channel text not null,
  notable boolean not null,
  properties json not null,          -- what a view reads, apart so that it need not be cut out of the payload
  payload json not null,             -- the whole event, enough to derive everything again
  primary key (home, record, occurred_at, id)
) partition by range (occurred_at);
create index event_notable on event (home, record, occurred_at desc) where notable;
create table event_rest partition of event default;

create table link (
  id uuid primary key,
  seq bigint generated always as identity,
  at timestamptz not null,
  record_a uuid not null,
  record_b uuid not null,
  verdict text not null check (verdict in ('same', 'different')),
  basis text not null check (basis in ('rule', 'match', 'person')),
  rule text not null,
  evidence jsonb not null,
  author text not null,
  reason text not null,
  retracts uuid
);
create index link_a on link (record_a);
create index link_b on link (record_b);

create table consent (
  home bigint not null,
  record uuid not null,
  id uuid not null,
  purpose text not null,
  channel text not null,
  state text not null check (state in ('given', 'withdrawn')),
  effective_at timestamptz not null,
  received_at timestamptz not null,
  expires_at timestamptz,
  text_version text,
  text_hash uuid,
  language text,
  method text,
  proof text,
  actor text not null,
  event uuid,
  fingerprint uuid not null,
  primary key (home, record, id)
);

create table consent_text (
  hash uuid primary key,
  text text not null
);

create table access (
  at timestamptz not null,
  id uuid not null,
  actor text not null,
  key_id text not null,
  role text not null,
  purpose text not null,
  lens text not null,
  channel text not null,
  subject uuid,                      -- the customer id as it was shown
  outcome text not null,
  shown integer not null,
  withheld json not null,
  field_set uuid,
  request_id text not null,
  primary key (at, id)
) partition by range (at);
create index access_subject on access (subject, at desc);
create table access_rest partition of access default;

create table definition (
  version bigint primary key,
  at timestamptz not null,
  author text not null,
  body json not null
);

-- Queues and books of the installation itself: no customer rows, local tables in a cluster.
create table set_aside (
  id uuid primary key,
  received_at timestamptz not null,
  code text not null,
  reason text not null,
  source text not null,
  message_id text,
  library text,
  raw text not null,
  trusted boolean not null default false,
  state text not null default 'open' check (state in ('open', 'replayed', 'discarded')),
  handled_at timestamptz
);
create index set_aside_open on set_aside (state, received_at, id);
create index set_aside_message on set_aside (message_id) where message_id is not null;

create table source (
  source text primary key,
  first_at timestamptz not null
);

create table api_key (
  id text primary key,
  secret_hash text not null unique,
  name text not null,
  kind text not null check (kind in ('write', 'read')),
  role text,
  source text,
  scopes json,
  purposes json,
  subjects json,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz
);
