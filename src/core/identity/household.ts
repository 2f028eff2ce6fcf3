// People of one home who are not one person: a relation that is shown, never a reason to merge.
import type { Known, Scorer } from './match/score/scorer.ts'

/** What makes a home when the family name is the same too. Numbers that a family shares count like its address. */
const HOME_ROLES: ReadonlySet<string> = new Set(['street', 'phone', 'email'])
/** Where one of these differs, the same street is another house. */
const HOUSE_ROLES: ReadonlySet<string> = new Set(['house_number', 'postcode'])
const FAMILY_ROLES: ReadonlySet<string> = new Set(['family_name', 'full_name'])

/**
 * The attributes that make two records a household: the same family name and the same street (and house, as far as it
 * is known), phone or mailbox. Undefined when they are none.
 */
export function householdOf(
  { bench }: Pick<Scorer, 'bench'>,
  a: Known,
  b: Known,
): readonly string[] | undefined {
  const levels = new Int8Array(bench.kinds.length)
  bench.compare(a.features, b.features, levels)
  const shared: string[] = []
  let isFamily = false
  let isHome = false
  for (const [at, { id, role }] of bench.schema.attributes.entries()) {
    const level = levels[at] as number
    if (level < 0) continue
    const isExact = level < (bench.kinds[at]?.exactLevels ?? 1)
    if (HOUSE_ROLES.has(role) && !isExact) return undefined
    if (FAMILY_ROLES.has(role) && hasFamilyName({ bench }, { at, role, isExact }, a, b)) {
      isFamily = true
      shared.push(id)
    } else if (isExact && (HOME_ROLES.has(role) || HOUSE_ROLES.has(role))) {
      isHome ||= HOME_ROLES.has(role)
      shared.push(id)
    }
  }
  return isFamily && isHome ? shared : undefined
}

interface NameAt {
  readonly at: number
  readonly role: string
  readonly isExact: boolean
}

/** Of whole names the last word that both have counts, unless it is all that they have. */
function hasFamilyName(
  { bench }: Pick<Scorer, 'bench'>,
  { at, role, isExact }: NameAt,
  a: Known,
  b: Known,
): boolean {
  if (role === 'family_name') return isExact
  const wordsOf = ({ features }: Known): readonly string[] =>
    bench.textOf(at, features.values[at]?.[0] ?? -1).split(' ')
  const [ofA, ofB] = [wordsOf(a), wordsOf(b)]
  const last = ofA.at(-1) ?? ''
  return ofA.length > 1 && ofB.length > 1 && last.length > 1 && last === ofB.at(-1)
}
