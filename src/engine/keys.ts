// API keys: shown once, kept as a hash. Write keys collect and never read; read keys have a role.
import type { KeyInput } from '../contract/api.ts'
import { ProblemError } from '../contract/problem.ts'
import type { Caller } from './api.ts'
import type { KeyRow } from './ports/keys.ts'
import type { Runtime } from './runtime.ts'

/** A revoked key is refused at the latest so many ms after its revocation on another process. */
const CACHE_MS = 2_000
const CACHE_MAX = 5_000

export interface KeyRing {
  create(input: KeyInput, given?: string): Promise<{ id: string; key: string }>
  list(): Promise<readonly object[]>
  revoke(id: string): Promise<boolean>
  authenticate(key: string): Promise<Omit<Caller, 'requestId'> | undefined>
}

export interface KeyDeps {
  readonly runtime: Runtime
  readonly secretHash: (text: string) => string
  readonly newSecret: () => string
}

interface Cached {
  readonly row: KeyRow | undefined
  readonly until: number
}

export function createKeyRing({ runtime, secretHash, newSecret }: KeyDeps): KeyRing {
  const cache = new Map<string, Cached>()
  const { store, clock } = runtime
  const callers = rememberCallers(runtime)

  async function rowOf(key: string): Promise<KeyRow | undefined> {
    const hash = secretHash(key)
    const now = clock()
    const known = cache.get(hash)
    if (known && known.until > now) return known.row
    const row = await store.keyBySecret(hash)
    if (cache.size >= CACHE_MAX) cache.clear()
    cache.set(hash, { row, until: now + CACHE_MS })
    return row
  }

  return {
    async create(input, given) {
      const row = keyRow(input, runtime)
      const key = given ?? newSecret()
      await store.addKey({ ...row, secretHash: secretHash(key) })
      cache.clear()
      return { id: row.id, key }
    },
    async list() {
      return (await store.keys()).map(
        ({ secretHash: _, createdAt, expiresAt, revokedAt, ...row }) => ({
          ...row,
          createdAt: iso(createdAt),
          expiresAt: iso(expiresAt),
          revokedAt: iso(revokedAt),
        }),
      )
    },
    async revoke(id) {
      const isRevoked = await store.revokeKey(id, clock())
      cache.clear()
      return isRevoked
    },
    async authenticate(key) {
      const row = await rowOf(key)
      const isGood =
        row &&
        row.revokedAt === undefined &&
        (row.expiresAt === undefined || row.expiresAt > clock())
      return isGood ? callers(row) : undefined
    },
  }
}

const iso = (ms: number | undefined): string | null =>
  ms === undefined ? null : new Date(ms).toISOString()

function keyRow(input: KeyInput, { newId, clock, compiled }: Runtime): Omit<KeyRow, 'secretHash'> {
  const { name, kind, role, source, purposes, scopes, subjects } = input
  if (kind === 'read' && !compiled().gates.roles.has(role ?? '')) {
    const known = [...compiled().gates.roles.keys()].join(', ')
    throw new ProblemError('BODY_INVALID', `A read key needs a role: ${known}`)
  }
  if (kind === 'write' && source === undefined) {
    throw new ProblemError('BODY_INVALID', 'A write key needs the source it collects for')
  }
  return {
    id: `key_${newId().slice(0, 20)}`,
    name,
    kind,
    role: kind === 'read' ? role : undefined,
    source,
    scopes,
    purposes,
    subjects,
    createdAt: clock(),
    expiresAt: input.expiresAt === undefined ? undefined : Date.parse(input.expiresAt),
    revokedAt: undefined,
  }
}

const WRITE_SCOPES = ['collect', 'objects:write']
/** Only where the key was made for it: a web page must not report outages. */
const OPTIONAL_WRITE_SCOPES = ['situation:write']

/** A key is read again every few seconds; until then and under the same definitions it is the same caller. */
function rememberCallers(runtime: Runtime): (row: KeyRow) => Omit<Caller, 'requestId'> {
  let compiled = runtime.compiled()
  let callers = new WeakMap<KeyRow, Omit<Caller, 'requestId'>>()
  return (row) => {
    if (compiled !== runtime.compiled()) {
      compiled = runtime.compiled()
      callers = new WeakMap()
    }
    const caller = callers.get(row) ?? callerOf(row, runtime)
    callers.set(row, caller)
    return caller
  }
}

function callerOf(row: KeyRow, { compiled }: Runtime): Omit<Caller, 'requestId'> {
  const role = row.role ?? 'writer'
  const roleScopes = compiled().gates.roles.get(role)?.scopes ?? []
  // A key may be narrower than its role, never wider.
  const scopes =
    row.kind === 'write'
      ? [...WRITE_SCOPES, ...OPTIONAL_WRITE_SCOPES.filter((scope) => row.scopes?.includes(scope))]
      : roleScopes.filter((scope) => row.scopes === undefined || row.scopes.includes(scope))
  return {
    keyId: row.id,
    actor: row.name,
    role,
    scopes: new Set(scopes),
    ...(row.purposes === undefined ? {} : { purposes: new Set(row.purposes) }),
    ...(row.subjects === undefined ? {} : { subjects: row.subjects }),
    ...(row.source === undefined ? {} : { source: row.source }),
  }
}
