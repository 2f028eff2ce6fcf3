-- Search by name, e-mail or number with a typo needs trigrams; the extension is trusted since PostgreSQL 13.
create extension if not exists pg_trgm;

-- Derived state: a fold over the ledger. `alidade rebuild` makes it again and must give the same bytes.

create table record (
  home bigint not null,
  id uuid not null,
  entity text not null,
  source text not null,
  namespace text not null,
  key text not null,
  customer uuid not null,            -- canonical record of the component of accepted links
  joined_at timestamptz not null,
  first_at timestamptz not null,
  shared boolean not null default false,  -- a device of several known people: its time is split by windows
  primary key (home, id)
) with (fillfactor = 90);

-- Which records show which identifier; `record` ids are identifiers of themselves, so every id resolves.
create table record_identifier (
  identifier uuid not null,
  record uuid not null,
  home bigint not null,
  namespace text not null,
  value text not null,
  via text not null,
  first_at timestamptz not null,
  evidence uuid not null,
  primary key (identifier, record)
);
create index record_identifier_of on record_identifier (home, record);

create table member (
  customer uuid not null,
  record uuid not null,
  home bigint not null,
  primary key (customer, record)
);

create table trait_state (
  home bigint not null,
  record uuid not null,
  state json not null,
  primary key (home, record)
) with (fillfactor = 80);

-- owner: null-uuid = the record as a whole; on a shared device the record of the person whose time it is
create table computed_state (
  home bigint not null,
  record uuid not null,
  owner uuid not null,
  state json not null,
  primary key (home, record, owner)
) with (fillfactor = 70);

create table membership (
  home bigint not null,
  record uuid not null,
  account_record uuid not null,
  account_home bigint not null,
  first_at timestamptz not null,
  evidence uuid not null,
  primary key (home, record, account_record)
);
create index membership_account on membership (account_record);

create table object_home (
  object uuid primary key,           -- hash of (type, id)
  home bigint not null
);

create table object (
  home bigint not null,
  object uuid not null,
  type text not null,
  id text not null,
  record uuid not null,              -- owner, from the newest change
  status text,
  open boolean not null,
  changed_at timestamptz not null,
  evidence uuid not null,
  state json not null,
  primary key (home, object)
) with (fillfactor = 80);
create index object_of on object (home, record, open desc, changed_at desc);

create table device_sighting (
  device uuid not null,              -- identifier id
  record uuid not null,              -- the known person's record
  home bigint not null,
  runs json not null,
  primary key (device, record)
);

create table device_window (
  home bigint not null,
  record uuid not null,              -- the device's own record
  owner uuid not null,               -- the person's record
  from_at timestamptz not null,
  to_at timestamptz not null,
  primary key (home, record, from_at)
);
create index device_window_owner on device_window (owner);

create table search_entry (
  home bigint not null,
  record uuid not null,
  field text not null,
  item text not null default '',     -- object id for fields of objects
  value text not null,
  folded text not null,              -- lower case, no accents: what is compared
  primary key (home, record, field, item)
);
create index search_entry_folded on search_entry using gin (folded gin_trgm_ops);
