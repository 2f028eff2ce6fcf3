// The command line of the benchmarks: which one, how big, on which server.
import { parseArgs } from 'node:util'

export interface BenchOptions {
  /** nothing on standard error, one line of JSON on standard output */
  readonly json: boolean
  /** small sizes: under a minute */
  readonly quick: boolean
  /** a server whose role may create databases; absent: the embedded PostgreSQL */
  readonly databaseUrl: string | undefined
  readonly customers: number | undefined
  readonly events: number | undefined
  readonly connections: number | undefined
  /** records of customers-multi (identity, identity-speed); undefined: the usual sizes */
  readonly size: number | undefined
  /** names of the sets to run (identity, identity-speed); undefined: all that are present */
  readonly sets: readonly string[] | undefined
  /** folder for CPU profiles of the server and, on the embedded PostgreSQL, statement times */
  readonly profile: string | undefined
}

export const USAGE = `npm run bench -- <ingest|view|curve|fat-customer|identity|identity-speed|view-retail|journey|language|unmerge|retrieval> [options]
  --quick              small sizes, under a minute
  --json               only the result, on one line
  --database-url URL   PostgreSQL 15 or newer; its role must be allowed to create databases
  --customers N        --events N        --connections N
  --size N             identity, identity-speed: records of customers-multi
  --sets A,B           identity: only these sets; identity-speed: this one instead
  --profile FOLDER     writes CPU profiles and statement times of the timed parts`

/** Throws an Error that says what is wrong with the command line. */
export function readOptions(argv: readonly string[]): {
  readonly name: string
  readonly options: BenchOptions
} {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      'database-url': { type: 'string' },
      customers: { type: 'string' },
      events: { type: 'string' },
      connections: { type: 'string' },
      size: { type: 'string' },
      sets: { type: 'string' },
      profile: { type: 'string' },
    },
  })
  const options = {
    json: values.json,
    quick: values.quick,
    databaseUrl: values['database-url'],
    customers: whole('customers', values.customers),
    events: whole('events', values.events),
    connections: whole('connections', values.connections),
    size: whole('size', values.size),
    sets: values.sets?.split(','),
    profile: values.profile,
  }
  return { name: positionals[0] ?? '', options }
}

function whole(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new Error(`--${name} must be a whole number above 0, not ${text}`)
}
