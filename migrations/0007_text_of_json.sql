-- Bodies and states are written by this program alone, as the JSON texts that are hashed and compared, and read by
-- it as texts. The type json made PostgreSQL read each of them once more only to check it: a quarter of the work of
-- storing an event.
alter table event alter column properties type text using properties::text,
  alter column payload type text using payload::text;
alter table trait_state alter column state type text using state::text;
alter table computed_state alter column state type text using state::text;
alter table bearing_state alter column state type text using state::text;
alter table object alter column state type text using state::text;
alter table device_sighting alter column runs type text using runs::text;
