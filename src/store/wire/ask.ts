// How the store puts one question: a named statement, so that PostgreSQL plans it once per connection.
import type pg from 'pg'
import { withClient } from './pool.ts'
import { answerTo } from './query.ts'

export type Ask = <Row extends pg.QueryResultRow>(
  name: string,
  text: string,
  values: readonly unknown[],
) => Promise<Row[]>

/** Of one connection, such as that of a transaction. */
export const askClient =
  (client: pg.PoolClient | pg.Client): Ask =>
  async <Row extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[]) =>
    (await answerTo<Row>(client, { name, text, values: values as unknown[] })).rows

/** Of whichever connection of the pool is free. */
export const askPool =
  (pool: pg.Pool): Ask =>
  (name, text, values) =>
    withClient(pool, (client) => askClient(client)(name, text, values))
