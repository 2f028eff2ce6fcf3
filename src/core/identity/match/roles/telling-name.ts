// The name that tells the people of one home apart, where neither the header nor a list of names gives it away (c4:
// Apolena, 結衣). Records of one address are one person where the birth date agrees and two where it does not: the column
// that goes with the person and not with the home is the given name, or the whole one. Without it everybody of
// a home would look like one customer. Where no birth date is known, mailbox and telephone stand in for it.

import { wordsOf } from '../normalise/fold.ts'
import type { ColumnRole } from './assign.ts'
import { foldedIn, type HomePairs, pairsOfHomes, type Row, relationBy } from './home-pairs.ts'
import type { Profile } from './profile.ts'
import type { Role } from './role.ts'

/** What a column of names in words that no list has is taken for. */
const OF_WORDS: ReadonlySet<Role> = new Set(['place', 'category', 'text', 'family_name'])
const NAMES: ReadonlySet<Role> = new Set(['given_name', 'full_name'])

/** Pairs of either sort that must have been seen. */
const PAIRS_MIN = 6
/** Agreement of one person's records at least, and of two people of one home at most. */
const SAME_MIN = 0.6
const HOME_MAX = 0.3
/** Different values per filled one at least; kinds of work and the like come back all the time. */
const COLLISION_MAX = 0.06
const WHOLE_WORDS_MIN = 1.7

export function withTellingName(
  roles: readonly ColumnRole[],
  profiles: readonly Profile[],
  rows: readonly Row[],
): readonly ColumnRole[] {
  if (roles.some(({ role }) => NAMES.has(role))) return roles
  const relate = relationBy(roles)
  if (!relate) return roles
  const candidates = roles.filter((own, at) => isCandidate(own, profiles[at]))
  if (candidates.length === 0) return roles
  const anchors = roles.filter(({ role }, at) => relate.homes.has(role) && isOwn(profiles[at]))
  const pairs = pairsOfHomes(
    anchors.map(({ column }) => column),
    relate,
    rows,
  )
  let best: ColumnRole | undefined
  let bestGap = 0
  for (const own of candidates) {
    const gap = gapOf(own.column, pairs)
    if (gap > bestGap) [best, bestGap] = [own, gap]
  }
  if (!best) return roles
  const words = profiles.find(({ column }) => column === best?.column)?.meanWords ?? 1
  const role = words >= WHOLE_WORDS_MIN ? 'full_name' : 'given_name'
  const family = role === 'given_name' ? familyBeside(best, candidates, pairs.same) : undefined
  return roles.map((own) => {
    if (own === best) return { ...own, role }
    return own === family ? { ...own, role: 'family_name' } : own
  })
}

/** One person's records that have the two names in each other's place, from which the other column is the family name. */
const SWAPS_MIN = 3

function familyBeside(
  given: ColumnRole,
  candidates: readonly ColumnRole[],
  same: HomePairs['same'],
): ColumnRole | undefined {
  let best: ColumnRole | undefined
  let most = SWAPS_MIN - 1
  for (const own of candidates) {
    if (own === given) continue
    const swaps = same.filter(([one, other]) => areSwapped(given.column, own.column, [one, other]))
    if (swaps.length > most) [best, most] = [own, swaps.length]
  }
  return best
}

function areSwapped(a: string, b: string, [one, other]: readonly [Row, Row]): boolean {
  const value = foldedIn(one, a)
  if (value === '' || value === foldedIn(other, a)) return false
  return value === foldedIn(other, b) && foldedIn(one, b) === foldedIn(other, a)
}

function isCandidate({ role, by }: ColumnRole, profile: Profile | undefined): boolean {
  if (by !== 'contents' || !OF_WORDS.has(role) || !profile) return false
  return profile.letters > 0.7 && profile.meanWords < 4 && profile.collision < COLLISION_MAX
}

const isOwn = (profile: Profile | undefined): boolean =>
  profile !== undefined && profile.collision < COLLISION_MAX / 2

/** How much more often one person's records agree than those of two people of a home; 0 where it tells nothing. */
function gapOf(column: string, { same, others }: HomePairs): number {
  const ofSame = agreement(column, same)
  const ofOthers = agreement(column, others)
  if (ofSame === undefined || ofOthers === undefined) return 0
  return ofSame >= SAME_MIN && ofOthers <= HOME_MAX ? ofSame - ofOthers : 0
}

function agreement(column: string, pairs: HomePairs['same']): number | undefined {
  let both = 0
  let equal = 0
  for (const [one, other] of pairs) {
    const [a, b] = [foldedIn(one, column), foldedIn(other, column)]
    if (a === '' || b === '') continue
    both++
    if (isSaidBy(a, b)) equal++
  }
  return both < PAIRS_MIN ? undefined : equal / both
}

/** Whether all words of the shorter text are in the other: whole names turn around, and lose a part. */
function isSaidBy(a: string, b: string): boolean {
  if (a === b) return true
  const [few, many] = a.length <= b.length ? [wordsOf(a), wordsOf(b)] : [wordsOf(b), wordsOf(a)]
  return few.length > 0 && few.every((word) => many.includes(word))
}
