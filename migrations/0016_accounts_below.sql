-- An account's page finds the accounts below it level by level in one statement: by the parent's id that they name,
-- however long that is.
create index record_identifier_parent on record_identifier using hash (value) where namespace = 'parent_group_id';
