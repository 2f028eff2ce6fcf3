-- The rows of a snapshot are written with format, not with concat, which takes every comma between values for a value too:
-- it looks for the way to write each when a statement starts, and goes that way for each in every row (2.4 us for an
-- event, 1.1 with format). format looks where a type differs from the one before it, so JSON is cast to text. Like concat
-- it writes nothing for null. Whether somebody had times on shared devices is one question to the index.
-- Same name, same parameters and same text as the function of 0017: processes of either version get along.
create or replace function snapshots(
  asked uuid[],                -- identifiers, in the order of their places
  records_max integer,         -- of a customer
  newest_max integer,          -- events of a customer
  notable_max integer,         -- further events of a customer, if she has that many newest ones
  objects_max integer,         -- of a record
  passed_on text[]             -- namespaces whose values go from one person to another
) returns text language plpgsql stable as $snapshots$
declare
  windows_max constant integer := 1000;         -- of a customer
  memberships_max constant integer := 50;       -- of a record
  account_records_max constant integer := 50;   -- of an account
  news_max constant integer := 200;             -- of an identifier
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  -- who is asked for: place and customer
  q_places integer[]; q_customers uuid[]; q_own boolean[]; q_answered integer;
  -- her records
  m_places integer[]; m_homes bigint[]; m_records uuid[]; m_shared boolean[]; m_first timestamptz[];
  -- her times on shared devices
  w_places integer[]; w_homes bigint[]; w_records uuid[]; w_owners uuid[]; w_from timestamptz[]; w_to timestamptz[];
  -- accounts she belongs to
  p_places integer[]; p_homes bigint[]; p_records uuid[];
  -- spans of time whose events are hers
  s_places integer[]; s_homes bigint[]; s_records uuid[]; s_shared boolean[]; s_from timestamptz[]; s_to timestamptz[];
  -- whose the events read are, and who may have more of them
  e_places integer[]; f_places integer[];
  -- when the first of these spans begins
  since timestamptz; w_since timestamptz;
  x_ambiguous text; x_records text; x_windows text; x_identifiers text; x_traits text; x_computed text;
  x_windowed text; x_consents text; x_newest text; x_notable text; x_objects text; x_memberships text;
  x_accounts text; x_bearing text; x_owed text;
begin
  -- A key shows somebody more surely than a trait does, but for values that are passed on.
  select array_agg(w.place), array_agg(w.customer), array_agg(w.own), count(distinct w.place)
    into q_places, q_customers, q_own, q_answered
    from (
      select a.place::integer, r.customer, bool_or(i.via = 'key' and i.namespace <> all(passed_on)) as own
      from unnest(asked) with ordinality as a(identifier, place)
      cross join lateral (
        select i.home, i.record, i.via, i.namespace from record_identifier i where i.identifier = a.identifier offset 0) i
      join record r on r.home = i.home and r.id = i.record
      group by 1, 2) w;
  if q_places is null then
    return '[[],[],[],[],[],[],[],[],[],[],[],[],[],[]]';
  end if;
  -- Several customers with the same right to one identifier are ambiguous.
  if cardinality(q_places) > q_answered then
    select array_agg(w.place) filter (where w.rank = 1), array_agg(w.customer) filter (where w.rank = 1),
        string_agg(w.place::text, ',') filter (where w.rank = 2 and w.own = w.best)
      into q_places, q_customers, x_ambiguous
      from (
        select w.place, w.customer, w.own, row_number() over best as rank, first_value(w.own) over best as best
        from unnest(q_places, q_customers, q_own) as w(place, customer, own)
        window best as (partition by w.place order by w.own desc, w.customer)) w;
  end if;

  select array_agg(m.place), array_agg(m.home), array_agg(m.id), array_agg(m.shared), array_agg(m.first_at),
      min(m.first_at), string_agg(format('[%s,"%s","%s","%s",%s,%s,%s,"%s",%s,%s,%s]',
          m.place, m.home, encode(uuid_send(m.id), 'hex'), m.entity, to_json(m.source)::text,
          to_json(m.namespace)::text, to_json(m.key)::text, encode(uuid_send(m.customer), 'hex'),
          (date_part('epoch', m.joined_at) * 1000)::bigint, (date_part('epoch', m.first_at) * 1000)::bigint,
          case when m.shared then 'true' else 'false' end), ',')
    into m_places, m_homes, m_records, m_shared, m_first, since, x_records
    from (
      select q.place, r.* from unnest(q_places, q_customers) as q(place, customer)
      cross join lateral (
        select r.home, r.id, r.entity, r.source, r.namespace, r.key, r.customer, r.joined_at, r.first_at, r.shared
        from member m join record r on r.home = m.home and r.id = m.record
        where m.customer = q.customer order by m.record limit records_max) r) m;

  select string_agg(format('[%s,"%s","%s",%s,%s]',
      m.n, encode(uuid_send(i.identifier), 'hex'), i.namespace, to_json(i.value)::text,
      (date_part('epoch', i.first_at) * 1000)::bigint), ',')
    into x_identifiers
    from unnest(m_homes, m_records) with ordinality as m(home, id, n)
    cross join lateral (
      select i.identifier, i.namespace, i.value, i.first_at from record_identifier i
      where i.home = m.home and i.record = m.id and i.identifier <> m.id offset 0) i;

  -- Hardly anybody has any, and to look takes half as long as to read.
  if exists (select 1 from device_window w where w.owner = any(m_records)) then
    select array_agg(w.place), array_agg(w.home), array_agg(w.record), array_agg(w.owner), array_agg(w.from_at), array_agg(w.to_at),
        min(w.from_at), string_agg(format('[%s,"%s","%s","%s",%s,%s]',
            w.place, w.home, encode(uuid_send(w.record), 'hex'), encode(uuid_send(w.owner), 'hex'),
            (date_part('epoch', w.from_at) * 1000)::bigint, (date_part('epoch', w.to_at) * 1000)::bigint), ',')
      into w_places, w_homes, w_records, w_owners, w_from, w_to, w_since, x_windows
      from (
        select q.place, w.* from unnest(q_places) as q(place)
        cross join lateral (
          select w.home, w.record, w.owner, w.from_at, w.to_at
          from unnest(m_places, m_records) as m(place, id)
          cross join lateral (select * from device_window w where w.owner = m.id offset 0) w
          where m.place = q.place order by w.from_at limit windows_max) w) w;
  end if;

  select string_agg(format('[%s,%s]', m.n, t.state), ',') filter (where t.state is not null),
      string_agg(format('[%s,%s]', m.n, b.state), ',') filter (where b.state is not null and not m.shared),
      string_agg(format('[%s,%s]', m.n, c.state), ',') filter (where c.state is not null)
    into x_traits, x_bearing, x_computed
    from unnest(m_homes, m_records, m_shared) with ordinality as m(home, id, shared, n)
    left join trait_state t on t.home = m.home and t.record = m.id
    left join bearing_state b on b.home = m.home and b.record = m.id
    left join computed_state c on c.home = m.home and c.record = m.id and c.owner = nobody;

  if w_places is not null then
    select string_agg(format('[%s,"%s",%s]', w.place, encode(uuid_send(w.record), 'hex'), c.state), ',')
      into x_windowed
      from (select distinct w.* from unnest(w_places, w_homes, w_records, w_owners) as w(place, home, record, owner)) w
      cross join lateral (
        select c.state from computed_state c where c.home = w.home and c.record = w.record and c.owner = w.owner offset 0) c;
  end if;

  select string_agg(json_build_array(m.n, encode(uuid_send(c.id), 'hex'), c.purpose, c.channel, c.state,
        (date_part('epoch', c.effective_at) * 1000)::bigint, (date_part('epoch', c.expires_at) * 1000)::bigint,
        c.text_version)::text, ',')
    into x_consents
    from unnest(m_homes, m_records) with ordinality as m(home, id, n)
    cross join lateral (
      select c.id, c.purpose, c.channel, c.state, c.effective_at, c.expires_at, c.text_version from consent c
      where c.home = m.home and c.record = m.id offset 0) c;

  s_places := m_places; s_homes := m_homes; s_records := m_records; s_shared := m_shared; s_from := m_first;
  s_to := array_fill('infinity'::timestamptz, array[cardinality(m_places)]);
  if w_places is not null then
    s_places := m_places || w_places;
    s_homes := m_homes || w_homes;
    s_records := m_records || w_records;
    s_shared := m_shared || array_fill(false, array[cardinality(w_places)]);
    s_from := m_first || w_from;
    s_to := s_to || w_to;
    since := least(since, w_since);
  end if;

  -- Her newest events. A shared device's own events are those in nobody's window; that is asked above the partitions,
  -- not in each of them.
  select string_agg(format('[%s,%s,"%s","%s",%s,"%s",%s,%s]',
      e.n, (date_part('epoch', e.occurred_at) * 1000)::bigint, encode(uuid_send(e.id), 'hex'), e.type,
      to_json(e.name)::text, e.kind, to_json(e.channel)::text, e.properties), ','), array_agg(e.place)
    into x_newest, e_places
    from (
      select s.n, s.place, e.*, row_number() over (partition by s.place order by e.occurred_at desc, e.id desc) as rank
      from unnest(s_places, s_homes, s_records, s_shared, s_from, s_to) with ordinality
        as s(place, home, record, shared, from_at, to_at, n)
      cross join lateral (
        select * from (
          select e.occurred_at, e.id, e.type, e.name, e.kind, e.channel, e.properties from event e
          where e.home = s.home and e.record = s.record and e.occurred_at >= since
            and e.occurred_at >= s.from_at and e.occurred_at < s.to_at
          order by e.occurred_at desc, e.id desc offset 0) e
        where not s.shared or not exists (
          select 1 from device_window o where o.home = s.home and o.record = s.record
            and e.occurred_at >= o.from_at and e.occurred_at < o.to_at)
        order by e.occurred_at desc, e.id desc limit newest_max) e) e
    where e.rank <= newest_max;
  -- Of whom all events were read, the notable ones are among them.
  if cardinality(e_places) >= newest_max then
    select array_agg(e.place) into f_places from (
      select e.place from unnest(e_places) as e(place) group by e.place having count(*) >= newest_max) e;
  end if;
  if f_places is not null then
    select string_agg(format('[%s,%s,"%s","%s",%s,"%s",%s,%s]',
        e.n, (date_part('epoch', e.occurred_at) * 1000)::bigint, encode(uuid_send(e.id), 'hex'), e.type,
        to_json(e.name)::text, e.kind, to_json(e.channel)::text, e.properties), ',')
      into x_notable
      from unnest(f_places) as q(place)
      cross join lateral (
        select e.*, s.n
        from unnest(s_places, s_homes, s_records, s_shared, s_from, s_to) with ordinality
          as s(place, home, record, shared, from_at, to_at, n)
        cross join lateral (
          select * from (
            select e.occurred_at, e.id, e.type, e.name, e.kind, e.channel, e.properties from event e
            where e.home = s.home and e.record = s.record and e.occurred_at >= since
              and e.occurred_at >= s.from_at and e.occurred_at < s.to_at and e.notable
            order by e.occurred_at desc, e.id desc offset 0) e
          where not s.shared or not exists (
            select 1 from device_window o where o.home = s.home and o.record = s.record
              and e.occurred_at >= o.from_at and e.occurred_at < o.to_at)
          order by e.occurred_at desc, e.id desc limit notable_max) e
        where s.place = q.place order by e.occurred_at desc, e.id desc limit notable_max) e;
  end if;

  select string_agg(format('[%s,"%s","%s",%s,%s,%s,%s,"%s",%s]',
      m.n, encode(uuid_send(o.object), 'hex'), o.type, to_json(o.id)::text, coalesce(to_json(o.status)::text, 'null'),
      case when o.open then 'true' else 'false' end, (date_part('epoch', o.changed_at) * 1000)::bigint,
      encode(uuid_send(o.evidence), 'hex'), o.state), ',')
    into x_objects
    from unnest(m_homes, m_records) with ordinality as m(home, id, n)
    cross join lateral (
      select o.object, o.type, o.id, o.status, o.open, o.changed_at, o.evidence, o.state from object o
      where o.home = m.home and o.record = m.id order by o.open desc, o.changed_at desc limit objects_max) o;

  select array_agg(p.place), array_agg(p.account_home), array_agg(p.account_record),
      string_agg(format('[%s,"%s","%s",%s]',
          p.n, encode(uuid_send(p.account_record), 'hex'), p.account_home,
          (date_part('epoch', p.first_at) * 1000)::bigint), ',')
    into p_places, p_homes, p_records, x_memberships
    from (
      select m.place, m.n, p.* from unnest(m_places, m_homes, m_records) with ordinality as m(place, home, id, n)
      cross join lateral (
        select p.account_record, p.account_home, p.first_at from membership p
        where p.home = m.home and p.record = m.id limit memberships_max) p) p;
  if p_places is not null then
    select string_agg(format('[%s,"%s","%s",%s,%s]',
        p.place, encode(uuid_send(r.id), 'hex'), encode(uuid_send(r.customer), 'hex'), to_json(r.source)::text,
        coalesce(r.state, '{}')), ',')
      into x_accounts
      from unnest(p_places, p_homes, p_records) as p(place, home, record)
      join record a on a.home = p.home and a.id = p.record
      cross join lateral (
        select r.id, r.customer, r.source, t.state from member m join record r on r.home = m.home and r.id = m.record
        left join trait_state t on t.home = r.home and t.record = r.id
        where m.customer = a.customer order by m.record limit account_records_max) r;
  end if;

  -- What we owe her, under any of her identifiers or of her accounts.
  if exists (select 1 from situation_update where subject is not null) then
    select string_agg(format('[%s,"%s",%s,%s,%s,%s]',
        w.place, encode(uuid_send(w.account), 'hex'), to_json(u.id)::text, (date_part('epoch', u.at) * 1000)::bigint,
        u.seq, u.body), ',')
      into x_owed
      from (
        select m.place, i.identifier, null::uuid as account from unnest(m_places, m_homes, m_records) as m(place, home, id)
        join record_identifier i on i.home = m.home and i.record = m.id
        union all
        select p.place, i.identifier, a.customer from unnest(p_places, p_homes, p_records) as p(place, home, record)
        join record a on a.home = p.home and a.id = p.record
        join record_identifier i on i.home = a.home and i.record = a.id) w
      cross join lateral (
        select u.id, u.at, u.seq, u.body from situation_update u
        where u.subject = w.identifier order by u.at desc limit news_max) u;
  end if;

  return concat('[[', x_ambiguous, '],[', x_records, '],[', x_windows, '],[', x_identifiers, '],[', x_traits, '],[',
    x_computed, '],[', x_windowed, '],[', x_consents, '],[', concat_ws(',', x_newest, x_notable), '],[', x_objects,
    '],[', x_memberships, '],[', x_accounts, '],[', x_bearing, '],[', x_owed, ']]');
end
$snapshots$;
