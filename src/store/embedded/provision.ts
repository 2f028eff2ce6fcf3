// What a new cluster is given before Alidade uses it: the trigram extension, the role that Alidade
// works as, and its database.
// The database comes last and from a template that has the rest, so that its existence alone says
// that everything is there, however a start was cut short.

import pg from 'pg'

/** Owner of the database, but no superuser and bound by row security. */
export const APP_ROLE = 'alidade'
export const APP_DATABASE = 'alidade'

export type Connection = {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
}

/** Idempotent: one query when there is nothing to do. */
export async function provision(admin: Connection, appPassword: string): Promise<void> {
  await withClient({ ...admin, database: 'postgres' }, async (client) => {
    const { hasRole, hasDatabase } = await findMissing(client)
    if (hasDatabase) return
    if (!hasRole) await createRole(client, appPassword)
    await withClient({ ...admin, database: 'template1' }, async (template) => {
      await template.query('create extension if not exists pg_trgm')
    })
    await client.query(`create database ${APP_DATABASE} owner ${APP_ROLE}`)
  })
}

/** A URL for the same connection; the socket's directory stands where a host name would. */
export function connectionUrl(connection: Connection): string {
  const [user, password, host, database] = [
    connection.user,
    connection.password,
    connection.host,
    connection.database,
  ].map(encodeURIComponent)
  return `postgres://${user}:${password}@${host}:${connection.port}/${database}`
}

async function findMissing(
  client: pg.Client,
): Promise<{ readonly hasRole: boolean; readonly hasDatabase: boolean }> {
  const { rows } = await client.query<{ hasRole: boolean; hasDatabase: boolean }>(
    `select exists (select from pg_roles where rolname = $1) as "hasRole",
            exists (select from pg_database where datname = $2) as "hasDatabase"`,
    [APP_ROLE, APP_DATABASE],
  )
  return rows[0] ?? { hasRole: false, hasDatabase: false }
}

async function createRole(client: pg.Client, password: string): Promise<void> {
  await client.query(
    `create role ${APP_ROLE} login nosuperuser nobypassrls nocreatedb nocreaterole
       password ${client.escapeLiteral(password)}`,
  )
}

async function withClient(
  connection: Connection,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client(connection)
  // Without a listener a connection cut by a dying server would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    await work(client)
  } finally {
    await client.end()
  }
}
