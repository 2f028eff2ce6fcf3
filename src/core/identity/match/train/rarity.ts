// How rare words of names are, in bits: agreeing on a word that one in 1,000 names holds is worth 10 bits.

import type { MatchRecord } from '../compare/bench.ts'
import type { Rarity } from '../compare/kind.ts'
import { fold, textOf, wordsOf } from '../normalise/fold.ts'
import { isGivenName } from '../normalise/nicknames.ts'
import { asOrganisationWord, parseOrganisation } from '../normalise/organisation.ts'
import { NAME_ROLES, type Role } from '../roles/role.ts'
import type { Schema } from '../roles/schema.ts'

export interface Rarities {
  readonly rarity: Readonly<Record<string, number>>
  readonly rarityOfOthers: number
}

/** Words that are not listed count as if so many names held them. */
const COUNT_OF_OTHERS = 0.7
/** Words listed; the rest are rare anyway. */
const WORDS_MAX = 20_000

export function learnRarity(schema: Schema, records: readonly MatchRecord[]): Rarities {
  const columns = schema.columns.filter(
    ({ role }) => NAME_ROLES.has(role) || role === 'organisation',
  )
  const counts = new Map<string, number>()
  for (const { values } of records) {
    const words = new Set<string>()
    for (const { column, role } of columns)
      for (const word of nameWords(textOf(values[column]) ?? '', role)) words.add(word)
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  const listed = [...counts]
    .filter(([, count]) => count > 1)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, WORDS_MAX)
  const bits = (count: number): number =>
    Math.round(1000 * Math.log2(Math.max(1, records.length) / count)) / 1000
  return {
    rarity: Object.fromEntries(listed.map(([word, count]) => [`${word}`, bits(count)])),
    rarityOfOthers: bits(COUNT_OF_OTHERS),
  }
}

function nameWords(text: string, role: Role): readonly string[] {
  if (role !== 'organisation') return wordsOf(fold(text))
  return parseOrganisation(text)?.words.map(asOrganisationWord) ?? []
}

/** A slip hardly comes so often. */
const IN_USE_MIN = 4
/** Listed bits are rounded. */
const ROUNDING = 0.001

export function rarityOf({ rarity, rarityOfOthers }: Rarities): Rarity {
  const table = new Map(Object.entries(rarity))
  const bitsMax = rarityOfOthers - Math.log2(IN_USE_MIN / COUNT_OF_OTHERS) + ROUNDING
  const isWordInUse = (word: string): boolean =>
    isGivenName(word) || (table.get(word) ?? rarityOfOthers) <= bitsMax
  return Object.assign((word: string) => table.get(word) ?? rarityOfOthers, {
    isInUse: (name: string) => name.split(' ').every(isWordInUse),
  })
}
