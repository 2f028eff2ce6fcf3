// The floor of a view: one hand-written statement that reads the same rows by the same driver. No consent, no
// ranking, no words, no audit.
import pg from 'pg'
import { latencyOf, perSecond } from './statistics.ts'
import type { BenchWorld } from './world.ts'

const CONNECTIONS = 8
const EVENTS_NEWEST = 40
const OBJECTS_MAX = 40

const READ = `with who as materialized (
    select r.customer from record_identifier i join record r on r.home = i.home and r.id = i.record
    where i.identifier = $1 limit 1),
  mem as materialized (
    select r.* from member m join record r on r.home = m.home and r.id = m.record
    where m.customer = (select customer from who))
  select
    (select json_agg(json_build_array(id, source, namespace, key, customer, first_at)) from mem)::text as records,
    (select json_agg(json_build_array(i.record, i.namespace, i.value, i.first_at))
       from mem m join record_identifier i on i.home = m.home and i.record = m.id)::text as identifiers,
    (select string_agg(t.state, ',') from mem m join trait_state t on t.home = m.home and t.record = m.id)::text as traits,
    (select string_agg(c.state, ',') from mem m join computed_state c on c.home = m.home and c.record = m.id)::text as computed,
    (select json_agg(json_build_array(c.id, c.purpose, c.channel, c.state, c.effective_at, c.expires_at))
       from mem m join consent c on c.home = m.home and c.record = m.id)::text as consents,
    (select json_agg(json_build_array(e.id, e.record, e.occurred_at, e.type, e.name, e.kind, e.channel, e.notable, e.properties)) from (
       select e.* from mem m cross join lateral (select * from event e where e.home = m.home and e.record = m.id
         order by e.occurred_at desc, e.id desc limit ${EVENTS_NEWEST}) e
       order by e.occurred_at desc limit ${EVENTS_NEWEST}) e)::text as events,
    (select json_agg(json_build_array(o.type, o.id, o.status, o.changed_at, o.state)) from mem m
       cross join lateral (select * from object o where o.home = m.home and o.record = m.id
         order by o.open desc, o.changed_at desc limit ${OBJECTS_MAX}) o)::text as objects`

export interface ReadFloor {
  readonly readsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Reads customers by user id on 8 connections, as the view benchmark asks for them. */
export async function readFloor(
  world: BenchWorld,
  userIds: readonly string[],
  warmUp: number,
): Promise<ReadFloor> {
  const identifiers = await identifiersOf(world, userIds)
  const clients = Array.from({ length: CONNECTIONS }, () => new pg.Client(world.databaseUrl))
  await Promise.all(clients.map((client) => client.connect()))
  await readAll(clients, identifiers.slice(0, warmUp))
  const { latencies, seconds } = await readAll(clients, identifiers)
  await Promise.all(clients.map((client) => client.end()))
  const readsPerSecond = perSecond(latencies.length, seconds)
  world.say(`floor: ${readsPerSecond} reads/s`)
  return { readsPerSecond, ...latencyOf(latencies) }
}

async function identifiersOf(
  { pool }: BenchWorld,
  userIds: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ value: string; identifier: string }>(
    `select distinct value, identifier from record_identifier where namespace = 'user_id' and value = any($1)`,
    [[...new Set(userIds)]],
  )
  const byUser = new Map(rows.map((row) => [row.value, row.identifier]))
  return userIds.map((userId) => {
    const identifier = byUser.get(userId)
    if (identifier !== undefined) return identifier
    throw new Error(`Customer ${userId} was never stored`)
  })
}

async function readAll(clients: readonly pg.Client[], identifiers: readonly string[]) {
  const latencies: number[] = []
  let next = 0
  const work = async (client: pg.Client): Promise<void> => {
    for (let id = identifiers[next++]; id !== undefined; id = identifiers[next++]) {
      const sentAt = performance.now()
      await client.query({ name: 'floor', text: READ, values: [id] })
      latencies.push(performance.now() - sentAt)
    }
  }
  const startedAt = performance.now()
  await Promise.all(clients.map(work))
  return { latencies, seconds: (performance.now() - startedAt) / 1000 }
}
