-- News about the company's own situation, as it came: measurements, constraints, incidents, promises. Of one id the
-- newest `at` holds, whatever came first. The fingerprint keeps the same news from being written twice.
create table situation_update (
  seq bigint generated always as identity primary key,
  received_at timestamptz not null default now(),
  at timestamptz not null,
  kind text not null check (kind in ('signal', 'constraint', 'incident', 'commitment')),
  id text not null,
  subject uuid,                      -- of commitments: the identifier under which whom we owe it is found
  actor text not null,
  fingerprint uuid not null unique,
  body json not null
);
create index situation_of_subject on situation_update (subject, at desc) where subject is not null;
create index situation_newest on situation_update (kind, at desc) where subject is null;

-- What people confirmed or corrected is what the language model learns from.
create index event_lesson on event (occurred_at)
  where name in ('Objective Confirmed', 'Objective Corrected');
