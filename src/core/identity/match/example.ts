// Made-up persons for tests: a seeded register with errors, so that what is one person is known.
import type { MatchRecord } from './compare/bench.ts'
import { chanceFrom } from './train/chance.ts'
import type { Chance } from './train/sample.ts'

const GIVEN =
  'anna erik maria johan karin lars eva nils sara peter lena olof ida karl emma sven julia axel helga otto'.split(
    ' ',
  )
const FAMILY =
  'andersson berg lindqvist ekstrom holm sandberg nyman wallin hedlund sjoberg forsberg lundin ahlgren dahl fransson moberg vikstrom'.split(
    ' ',
  )
const TOWNS = 'lund malmo kalmar umea falun gavle boras'.split(' ')

export interface Register {
  readonly records: readonly MatchRecord[]
  /** record -> person */
  readonly truth: ReadonlyMap<string, string>
}

export interface RegisterOptions {
  readonly people: number
  readonly recordsEach: number
  readonly chance: Chance
  /** trait names of given name, family name, birth date, e-mail, town */
  readonly columns?: readonly [string, string, string, string, string]
}

/** Records of made-up people in random order, about one value in eight wrong or missing. */
export function exampleRegister({
  people,
  recordsEach,
  chance,
  columns = ['first_name', 'last_name', 'birth_date', 'email', 'city'],
}: RegisterOptions): Register {
  const truth = new Map<string, string>()
  const records: MatchRecord[] = []
  for (let person = 0; person < people; person++) {
    const values = examplePerson(chance, person)
    for (let copy = 0; copy < recordsEach; copy++) {
      const id = `r${person}-${copy}`
      truth.set(id, `p${person}`)
      const wrong = values.map((value) => (copy === 0 ? value : withErrors(value, chance)))
      const own = Object.fromEntries(columns.map((column, at) => [column, wrong[at] ?? '']))
      records.push({ id, source: 'crm', values: own })
    }
  }
  return { records: shuffled(records, chance), truth }
}

function examplePerson(chance: Chance, person: number): readonly string[] {
  const given = pick(GIVEN, chance)
  const family = pick(FAMILY, chance)
  const year = 1940 + Math.floor(chance() * 65)
  const month = 1 + Math.floor(chance() * 12)
  const day = 1 + Math.floor(chance() * 28)
  const born = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  return [given, family, born, `${given}.${family}${person % 97}@mail.se`, pick(TOWNS, chance)]
}

function withErrors(value: string, chance: Chance): string {
  const luck = chance()
  if (luck < 0.05) return ''
  if (luck > 0.12) return value
  const at = Math.floor(chance() * value.length)
  return (
    value.slice(0, at) + String.fromCharCode(97 + Math.floor(chance() * 26)) + value.slice(at + 1)
  )
}

function pick<T>(list: readonly T[], chance: Chance): T {
  return list[Math.floor(chance() * list.length)] as T
}

function shuffled<T>(list: readonly T[], chance: Chance): readonly T[] {
  return list
    .map((item) => ({ item, at: chance() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

/** Chance for examples. */
export const exampleChance = chanceFrom
