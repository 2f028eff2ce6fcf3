// People of one home who are not one person: a relation that is shown, never a reason to merge.
import { hash53 } from './match/keys/hash.ts'
import type { Role } from './match/roles/role.ts'
import type { Known, Scorer } from './match/score/scorer.ts'

/** What makes a home when the family name is the same too. Numbers that a family shares count like its address. */
const HOME_ROLES: ReadonlySet<string> = new Set(['street', 'phone', 'email'])
/** Where one of these differs, the same street is another house. */
const HOUSE_ROLES: ReadonlySet<string> = new Set(['house_number', 'postcode'])
const FAMILY_ROLES: ReadonlySet<string> = new Set(['family_name', 'full_name'])
const TOLD_ROLES: ReadonlySet<string> = new Set([...FAMILY_ROLES, ...HOME_ROLES, ...HOUSE_ROLES])

/** Parts the parts of a key's text; no value holds it. */
const PART = '\u001f'
const KEYS_MAX = 4
const STREET_ROLES: ReadonlySet<string> = new Set(['street'])

/** Keys under which people of one home meet: the family name and the street. Whole numbers below 2^53. */
export function householdKeysOf(
  { bench }: Pick<Scorer, 'bench'>,
  record: Known,
): readonly number[] {
  const textsOf = (roles: ReadonlySet<string>): readonly string[] =>
    bench.schema.attributes.flatMap(({ role }, at) => {
      if (!roles.has(role)) return []
      const texts = (record.features.values[at] ?? NONE).map((value) => bench.textOf(at, value))
      return role === 'full_name' ? texts.map(lastWord) : texts
    })
  const streets = textsOf(STREET_ROLES)
  const keys = textsOf(FAMILY_ROLES)
    .filter((family) => family !== '')
    .flatMap((family) => streets.map((street) => hash53(`${family}${PART}${street}`)))
  return [...new Set(keys)].slice(0, KEYS_MAX)
}

const NONE: readonly number[] = []

/** The family name of a whole name, if it has more than one word. */
function lastWord(name: string): string {
  const words = name.split(' ')
  return words.length > 1 ? (words.at(-1) ?? '') : ''
}

/**
 * The attributes that make two records a household: the same family name and the same street (and house, as far as it
 * is known), phone or mailbox. Undefined when they are none.
 */
export function householdOf(
  { bench }: Pick<Scorer, 'bench'>,
  a: Known,
  b: Known,
): readonly string[] | undefined {
  bench.compare(a.features, b.features, levels)
  const shared: { readonly id: string; readonly role: Role }[] = []
  for (const [at, { id, role }] of bench.schema.attributes.entries()) {
    const level = levels[at] as number
    if (level < 0) continue
    const isExact = level < (bench.kinds[at]?.exactLevels ?? 1)
    const isSame = role === 'full_name' ? hasFamily(bench, at, a, b) : isExact
    if (isSame) shared.push({ id, role })
    else if (HOUSE_ROLES.has(role)) return undefined
  }
  const has = (roles: ReadonlySet<string>): boolean => shared.some(({ role }) => roles.has(role))
  if (!has(FAMILY_ROLES) || !has(HOME_ROLES)) return undefined
  return shared.filter(({ role }) => TOLD_ROLES.has(role)).map(({ id }) => id)
}

const levels = new Int8Array(256)

/** Of whole names the last word counts, unless it is all that they have. */
function hasFamily(bench: Scorer['bench'], at: number, a: Known, b: Known): boolean {
  const [one, other] = [a, b].map(({ features }) =>
    lastWord(bench.textOf(at, features.values[at]?.[0] ?? -1)),
  )
  return one !== '' && one === other
}
