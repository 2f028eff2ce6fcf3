-- Candidate keys are most of what the matcher writes. A record that says something gets a number, so that a row of the
-- index is a key and a number; and each model has a partition of its own, so that it goes at once when it retires.
alter table match_record add column number bigint generated always as identity;
create unique index match_record_numbered on match_record (number);

drop table match_key;
create table match_key (
  model bigint not null,             -- negative: keys under which people of one home meet
  key bigint not null,
  number bigint not null             -- of the record, in match_record
) partition by list (model);
create index match_key_held on match_key (key, number);

-- Their keys are gone, and what they know of columns lacked a part: a model is trained anew.
update match_model set state = 'retired' where state <> 'retired';
