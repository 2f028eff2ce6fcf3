// Made-up organisations for tests: a seeded register as several departments keep it, so that what is one firm is known.
import type { Register } from './example.ts'
import type { Chance } from './train/sample.ts'

const NAMED =
  'northwind harbour granite meridian falcon cedar aurora summit larkspur beacon cobalt juniper pinnacle orchid atlas sterling willow quarry zenith ember'.split(
    ' ',
  )
const OF = 'bay ridge field stone gate brook crest haven point vale wood mill'.split(' ')
const TRADE = [
  'Manufacturing',
  'Logistics',
  'Consulting',
  'Software',
  'International',
  'Foods',
  'Engineering',
  'Services',
  'Medical Center',
  'Brothers',
]
const FORMS = [
  ['Inc.', 'Incorporated'],
  ['Ltd', 'Limited'],
  ['GmbH', 'Gesellschaft mit beschränkter Haftung'],
  ['AB', 'AB'],
  ['LLC', 'L.L.C.'],
] as const
const SHORT: Readonly<Record<string, string>> = {
  Manufacturing: 'Mfg.',
  International: "Int'l",
  Engineering: 'Eng.',
  Services: 'Svcs',
  'Medical Center': 'Med. Ctr.',
  Brothers: 'Bros',
}
const STREETS = ['Dock Street', 'Mill Road', 'Station Avenue', 'High Street', 'Park Lane']

export interface OrganisationOptions {
  readonly organisations: number
  readonly recordsEach: number
  readonly chance: Chance
}

/** Traits `name`, `website`, `address`, `postcode`, `registration_number`; of later records some are missing or written otherwise. */
export function exampleOrganisations(options: OrganisationOptions): Register {
  const { organisations, recordsEach, chance } = options
  const truth = new Map<string, string>()
  const records: Register['records'][number][] = []
  for (let at = 0; at < organisations; at++) {
    const firm = firmOf(at, chance)
    for (let copy = 0; copy < recordsEach; copy++) {
      const id = `o${at}-${copy}`
      truth.set(id, `f${at}`)
      records.push({ id, source: `s${copy}`, values: copy === 0 ? firm.values : firm.again() })
    }
  }
  return { records, truth }
}

function firmOf(at: number, chance: Chance) {
  const core = `${capital(pick(NAMED, chance))} ${capital(pick(NAMED, chance).slice(0, 4) + pick(OF, chance))}`
  const trade = pick(TRADE, chance)
  const form = pick(FORMS, chance)
  const street = `${1 + Math.floor(chance() * 200)} ${pick(STREETS, chance)}`
  const postcode = String(10_000 + Math.floor(chance() * 80_000))
  const website = `https://www.${core.toLowerCase().replace(' ', '')}${at % 7}.example`
  const number = String(5_560_000_000 + at * 7_919)
  const values = {
    name: `${core} ${trade}, ${form[0]}`,
    website,
    address: street,
    postcode,
    registration_number: number,
  }
  const again = (): Readonly<Record<string, string>> => {
    const written = chance() < 0.5 ? (SHORT[trade] ?? trade) : trade
    const end = chance() < 0.3 ? '' : ` ${form[1]}`
    const name = `${chance() < 0.3 ? core.toUpperCase() : core} ${written}${end}`
    return {
      name: chance() < 0.15 ? withSlip(name, chance) : name,
      ...(chance() < 0.5 && { website: website.replace('https://www.', '') }),
      ...(chance() < 0.7 && { address: street }),
      ...(chance() < 0.7 && { postcode }),
      ...(chance() < 0.2 && { registration_number: number }),
    }
  }
  return { values, again }
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

function withSlip(text: string, chance: Chance): string {
  const at = 2 + Math.floor(chance() * 6)
  return text.slice(0, at) + text.slice(at + 1)
}

function pick<Item>(items: readonly Item[], chance: Chance): Item {
  return items[Math.floor(chance() * items.length)] as Item
}
