// Columns that hold whole addresses, street and town in one line, and what of such a line an attribute asks for.
import { textOf } from '../normalise/fold.ts'
import { splitAddress } from '../normalise/split-address.ts'
import { isHardlyEverBoth } from './exclusive.ts'
import type { Role } from './role.ts'

type Row = Readonly<Record<string, unknown>>

/** What a whole address says beside the street. */
export const BESIDE_STREET: readonly Role[] = ['house_number', 'postcode', 'place']
/** Share of the texts of a column in which a postcode must be found for it to hold whole addresses. */
const WHOLE_MIN = 0.5

interface AddressColumns {
  /** of the role street: with all that follows it, or without */
  readonly lines: readonly string[]
  readonly postcodes: readonly string[]
  readonly places: readonly string[]
}

/**
 * Columns that hold whole addresses where others have the parts: rows that have the one have no postcode and place of
 * their own. Where all sources write whole addresses they are compared as they are.
 */
export function wholeAddresses(
  { lines, postcodes, places }: AddressColumns,
  rows: readonly Row[],
): readonly string[] {
  const parts = [...postcodes, ...places]
  if (postcodes.length === 0) return []
  return lines.filter((column) => {
    const filled = rows.filter((row) => textOf(row[column]) !== undefined)
    const inParts = filled.filter((row) => parts.some((part) => textOf(row[part]) !== undefined))
    if (filled.length === 0 || !isHardlyEverBoth(inParts.length, filled.length)) return false
    const whole = filled.filter((row) => splitAddress(textOf(row[column]) ?? '').postcode !== '')
    return whole.length > WHOLE_MIN * filled.length
  })
}

/** The part of a whole address that has this role, empty where the address lacks it; undefined: no part of addresses. */
export function addressPart(role: Role, text: string): string | undefined {
  if (role === 'street') return splitAddress(text).street
  if (role === 'house_number') return splitAddress(text).number
  if (role === 'postcode' || role === 'place') return splitAddress(text)[role]
  return undefined
}
