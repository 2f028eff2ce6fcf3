-- What was said under an idempotency key: the same call again counts once, and another under the same key is told so.
-- Keys belong to the caller who chose them, so two callers never meet.
create table idempotency_key (
  id uuid primary key,       -- hash of the caller's key and the key of the call
  content uuid not null,     -- hash of what was said
  at timestamptz not null    -- when it came first
);
