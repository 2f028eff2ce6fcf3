// Addresses at which nobody is at home with anybody: barracks, prisons, hospitals, a parcel shop. That two people live
// there says hardly more than that they live in one country, and not that they are of one home; street and number
// agree there together, so that taken one by one they would count twice.
import type { Role } from '../roles/role.ts'
import type { Schema } from '../roles/schema.ts'
import type { Bench, Features } from './bench.ts'

/** What tells one address from another. */
const PLACED: ReadonlySet<Role> = new Set<Role>(['street', 'house_number', 'postcode', 'place'])
/** What is said of whoever is there, and not taken for hers. */
const DROPPED: ReadonlySet<Role> = new Set<Role>(['street', 'house_number'])

/** The address of a record as one text; '' where no street is known. */
export function addressOf(
  { schema, textOf }: Pick<Bench, 'schema' | 'textOf'>,
  { values }: Features,
): string {
  const { placed, streets } = placesOf(schema)
  if (!streets.some((at) => (values[at]?.length ?? 0) > 0)) return ''
  return placed.map((at) => values[at]?.map((value) => textOf(at, value)).join(' ') ?? '').join('|')
}

/** A record that does not say where it lives. */
export function withoutAddress({ attributes }: Schema, { values }: Features): Features {
  return {
    values: values.map((own, at) => (DROPPED.has(attributes[at]?.role ?? 'ignore') ? [] : own)),
  }
}

interface Places {
  readonly placed: readonly number[]
  readonly streets: readonly number[]
}

const known = new WeakMap<Schema, Places>()

function placesOf(schema: Schema): Places {
  const before = known.get(schema)
  if (before) return before
  const positions = (isWanted: (role: Role) => boolean): readonly number[] =>
    schema.attributes.flatMap(({ role }, at) => (isWanted(role) ? [at] : []))
  const made = {
    placed: positions((role) => PLACED.has(role)),
    streets: positions((role) => role === 'street'),
  }
  known.set(schema, made)
  return made
}
