-- Work on the matcher that somebody asked for and that takes longer than a call: a training, or the trial of another
-- definition. Beside the ledger: nothing follows from it, and only the newest are kept.
create table identity_job (
  id uuid primary key,
  at timestamptz not null,
  kind text not null check (kind in ('train', 'try')),
  entity text not null check (entity in ('customer', 'account')),
  author text not null,
  state text not null default 'running' check (state in ('running', 'done', 'failed')),
  seen_at timestamptz not null,      -- when the server that runs it was last heard of
  ended_at timestamptz,
  problem text,                      -- why it failed
  report json,                       -- what it came to
  changes json                       -- of a trial: who would merge and who would split, a list
);
create index identity_job_newest on identity_job (at desc, id desc);
