// What a batch changes of keys, questions and second thoughts.
import type { KeysRow, MatchWrites } from '../../engine/ports/match.ts'
import type { Ask } from '../wire/ask.ts'
import { instant, quote, recordset } from '../wire/rows.ts'
import { numbers } from './neighbours.ts'
import { keysOf } from './partitions.ts'

/** The writes go out together; each list is one statement. */
export async function writeMatches(ask: Ask, writes: MatchWrites, at: number): Promise<void> {
  const sent: Promise<unknown>[] = []
  const send = (name: string, sql: string, count: number, text: () => string): void => {
    if (count > 0) sent.push(ask(name, sql, [text()]))
  }
  if (writes.goneKeys.length > 0) {
    sent.push(ask('match_drop_keys', DROP_KEYS, columnsOf(writes.goneKeys)))
  }
  for (const [version, rows] of Map.groupBy(writes.keys, ({ model }) => Math.abs(model))) {
    sent.push(ask(`match_put_keys_${version}`, putKeys(version), columnsOf(rows)))
  }
  send('match_put_reviews', PUT_REVIEWS, writes.reviews.length, () =>
    recordset(
      writes.reviews,
      (q) =>
        `{"i":"${q.id}","t":${instant(q.at)},"e":"${q.entity}","a":"${q.recordA}","b":"${q.recordB}","ha":"${q.homeA}","hb":"${q.homeB}","s":${Math.fround(q.bits)},"w":${quote(q.because)},"m":${q.model}}`,
    ),
  )
  send('match_drop_reviews', DROP_REVIEWS, writes.goneReviews.length, () =>
    recordset(writes.goneReviews, (id) => `{"i":"${id}"}`),
  )
  send('match_put_dirty', PUT_DIRTY, writes.dirty.length, () =>
    recordset(
      writes.dirty,
      (d) => `{"r":"${d.id}","h":"${d.home}","e":"${d.entity}","t":${instant(at)}}`,
    ),
  )
  send('match_clean', CLEAN, writes.clean.length, () =>
    recordset(writes.clean, (record) => `{"r":"${record}"}`),
  )
  await Promise.allSettled(sent)
  await Promise.all(sent)
}

const columnsOf = (rows: readonly KeysRow[]): readonly string[] => [
  numbers(rows.map(({ model }) => model)),
  numbers(rows.map(({ number }) => number)),
  `{${rows.map(({ keys }) => `"{${keys.join()}}"`).join()}}`,
]

/** One row for each key; a record's come together, which is less to send and to read. */
const KEYS = `select x.m, k, x.n from unnest($1::bigint[], $2::bigint[], $3::text[]) as x(m, n, ks)
  cross join lateral unnest(x.ks::bigint[]) as k`
/**
 * Straight into the model's partition: finding it for each row costs more than the row. In the order of the index, which
 * takes a third off the whole: one key's neighbours stand where it stands.
 */
const putKeys = (version: number): string =>
  `insert into ${keysOf(version)} (model, key, number) ${KEYS} order by k`
const DROP_KEYS = `delete from match_key d using (${KEYS}) as x(m, k, n)
  where d.model = x.m and d.key = x.k and d.number = x.n`
/** What a person answered stays answered; a question that is asked again takes the newest weight. */
const PUT_REVIEWS = `insert into match_review as d (id, at, entity, record_a, record_b, home_a, home_b, bits, because, model)
  select i, t, e, a, b, ha, hb, s, w, m from json_to_recordset($1)
    as x(i uuid, t timestamptz, e text, a uuid, b uuid, ha bigint, hb bigint, s real, w text, m bigint)
  on conflict (id) do update set bits = excluded.bits, because = excluded.because, model = excluded.model,
    state = 'open' where d.state in ('open', 'gone')`
const DROP_REVIEWS = `update match_review d set state = 'gone' from json_to_recordset($1) as x(i uuid)
  where d.id = x.i and d.state = 'open'`
const PUT_DIRTY = `insert into match_dirty (record, home, entity, at)
  select r, h, e, t from json_to_recordset($1) as x(r uuid, h bigint, e text, t timestamptz) on conflict do nothing`
const CLEAN = `delete from match_dirty d using json_to_recordset($1) as x(r uuid) where d.record = x.r`
