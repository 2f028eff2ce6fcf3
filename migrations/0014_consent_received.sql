-- Which consents came in since a moment: what was worked out over many customers asks that before it is told again.
-- Statements are only ever added, so blocks follow the time they came in, and this index costs their writing nothing.
create index consent_received on consent using brin (received_at) with (pages_per_range = 16);
