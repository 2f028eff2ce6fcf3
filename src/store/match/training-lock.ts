// One training of an entity at a time, over all servers of one database: a lock that ends with its connection, so that
// nobody has to clean up after a server that died.
import pg from 'pg'
import type { Entity } from '../../contract/identifier.ts'
import { faultOf } from '../wire/pool.ts'

const LOCKS: Readonly<Record<Entity, number>> = { customer: 7_210_003, account: 7_210_004 }

/**
 * Runs work while nobody else trains; undefined where somebody does. A connection of its own, since a training takes
 * a minute and the pools are for short work. Where it is lost the work goes on: `activate` tells whether it still counts.
 */
export async function whileNobodyTrains<Result>(
  connection: pg.PoolConfig,
  entity: Entity,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result } | undefined> {
  const client = new pg.Client(connection)
  client.on('error', () => undefined)
  try {
    if (!(await isMine(client, entity))) return undefined
    return { result: await work() }
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function isMine(client: pg.Client, entity: Entity): Promise<boolean> {
  try {
    await client.connect()
    const { rows } = await client.query<{ mine: boolean }>(
      'select pg_try_advisory_lock($1) as mine',
      [LOCKS[entity]],
    )
    return rows[0]?.mine === true
  } catch (error) {
    throw faultOf(error)
  }
}
