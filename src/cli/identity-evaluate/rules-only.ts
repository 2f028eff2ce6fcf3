// The yardstick: what rules alone reach. Records are one customer when they share an e-mail address, a phone number, an
// identity number, or name and full birth date, one account when they share a registration number or a web domain, each
// exactly after normalising; then everything that hangs together.
import type { Entity } from '../../contract/identifier.ts'
import { parseCode } from '../../core/identity/match/normalise/address.ts'
import { parseEmail, parsePhone } from '../../core/identity/match/normalise/contacts.ts'
import { parseDate } from '../../core/identity/match/normalise/dates.ts'
import { parseDomain } from '../../core/identity/match/normalise/domain.ts'
import { fold, isPlaceholder } from '../../core/identity/match/normalise/fold.ts'
import { parseName } from '../../core/identity/match/normalise/names.ts'
import { assignRoles } from '../../core/identity/match/roles/assign.ts'
import type { Role } from '../../core/identity/match/roles/role.ts'
import type { OnlineResolver, Resolved, ResolverSettings, SourceRow } from './resolver.ts'

/** Columns are told from so many rows, evenly taken. */
const ROWS_LOOKED_AT = 20_000
/** A value that more records share belongs to a house, a firm or nobody; as in the default identity rules. */
const RECORDS_PER_VALUE_MAX = 20

/** Waits for all records: rules need no order. Leaves nothing to review. */
export async function openRulesOnly({ entity }: ResolverSettings): Promise<OnlineResolver> {
  const rows: SourceRow[] = []
  return {
    add: async (batch) => {
      for (const row of batch) rows.push(row)
    },
    finish: async () => ({ customerOf: joinByRules(rows, entity), review: () => [] }),
    close: async () => {},
  }
}

function joinByRules(rows: readonly SourceRow[], entity: Entity): Resolved['customerOf'] {
  const roles = rolesOf(rows, entity)
  const holders = new Map<string, number[]>()
  for (const [at, row] of rows.entries()) {
    for (const value of strongValues(row, roles, entity)) {
      const known = holders.get(value)
      if (known) known.push(at)
      else holders.set(value, [at])
    }
  }
  const joined = createSets(rows.length)
  for (const [first = 0, ...others] of holders.values()) {
    if (others.length >= RECORDS_PER_VALUE_MAX) continue
    for (const other of others) joined.unite(first, other)
  }
  return new Map(rows.map(({ record }, at) => [record, String(joined.rootOf(at))]))
}

type Roles = ReadonlyMap<string, Role>

function rolesOf(rows: readonly SourceRow[], entity: Entity): Roles {
  const step = Math.max(1, Math.floor(rows.length / ROWS_LOOKED_AT))
  const sample = rows.filter((_, at) => at % step === 0).map(({ traits }) => traits)
  const roles = assignRoles(sample, {}, { ofOrganisations: entity === 'account' })
  return new Map(roles.map(({ column, role }) => [column, role]))
}

const NAME_ROLES: ReadonlySet<Role> = new Set(['given_name', 'family_name', 'full_name'])

/** All that may join on its own, each with its kind in front so that a phone never meets an id. */
function strongValues({ traits }: SourceRow, roles: Roles, entity: Entity): ReadonlySet<string> {
  const told = Object.entries(traits).flatMap(([column, text]) => {
    const role = roles.get(column)
    return role === undefined || isPlaceholder(fold(text)) ? [] : [{ role, text }]
  })
  const strong = told.flatMap(({ role, text }) => STRONG[entity][role]?.(text) ?? [])
  return new Set([...strong, ...nameDays(told)])
}

interface Told {
  readonly role: Role
  readonly text: string
}

/** The whole name with each full birth date. */
function nameDays(told: readonly Told[]): readonly string[] {
  const words = new Set(
    told.flatMap(({ role, text }) => (NAME_ROLES.has(role) ? (parseName(text)?.words ?? []) : [])),
  )
  // One word is no name: too many share it, birth dates included.
  if (words.size < 2) return []
  const name = [...words].sort().join(' ')
  const days = told.flatMap(({ role, text }) => (role === 'birth_date' ? fullDay(text) : []))
  return days.map((day) => `name:${name}:${day}`)
}

type Strong = Readonly<Partial<Record<Role, (text: string) => string | undefined>>>

const NUMBERED: Strong = {
  national_id: (text) => {
    const parsed = parseCode(text)
    return parsed && `id:${parsed}`
  },
}

const STRONG: Readonly<Record<Entity, Strong>> = {
  customer: {
    ...NUMBERED,
    email: (text) => {
      const parsed = parseEmail(text)
      return parsed && parsed.domain !== '' ? `email:${parsed.text}` : undefined
    },
    phone: (text) => {
      const parsed = parsePhone(text)
      return parsed && `phone:${parsed.tail}`
    },
  },
  account: {
    ...NUMBERED,
    domain: (text) => {
      const parsed = parseDomain(text)
      return parsed && `domain:${parsed.text}`
    },
  },
}

/** Nothing where day or month are not known. */
function fullDay(text: string): readonly string[] {
  const parsed = parseDate(text)
  return parsed?.isFull ? [parsed.text] : []
}

interface Sets {
  readonly rootOf: (item: number) => number
  readonly unite: (a: number, b: number) => void
}

/** Sets of the numbers 0 to size-1, each alone at first. */
function createSets(size: number): Sets {
  const parent = Array.from({ length: size }, (_, at) => at)
  const rootOf = (item: number): number => {
    let at = item
    for (let up = parent[at] ?? at; up !== at; up = parent[at] ?? at) {
      parent[at] = parent[up] ?? up
      at = up
    }
    return at
  }
  return {
    rootOf,
    unite: (a, b) => {
      parent[rootOf(b)] = rootOf(a)
    },
  }
}
