// Numbers by which people are known: no two people share one, and neighbours in count lie far apart, so that a slip
// of the fingers in one number does not make the number of the person next door.
import { mix, uuidOf } from '../random.ts'
import type { Country } from './words.ts'

/** Multiplying by a number without a common factor with ten and taking the last digits: every number once. */
function scrambler(digits: number, multiplier: number): (number: number) => string {
  const size = 10 ** digits
  return (number) => {
    // A longer number cannot be one of those with so many digits.
    if (number >= size) return `${number}7`
    return String((number * multiplier + multiplier) % size).padStart(digits, '0')
  }
}

/** The part of an e-mail address that nobody else has. */
export const mailNumber = scrambler(6, 654_323)
export const customerNumber = scrambler(8, 7_654_321)
export const nationalNumber = scrambler(8, 3_141_593)
const cardNumber = scrambler(8, 2_718_281)
const swedishLine = scrambler(8, 6_180_339)
const britishLine = scrambler(9, 4_142_137)

/** E.164, one for each line number below a hundred million. */
export function mobileOf(country: Country, line: number): string {
  return country === 'SE' ? `+467${swedishLine(line)}` : `+447${britishLine(line)}`
}

export function landlineOf(country: Country, line: number): string {
  return country === 'SE' ? `+468${swedishLine(line)}` : `+4420${swedishLine(line)}`
}

export function cardOf(owner: number): string {
  return `9752${cardNumber(owner)}`
}

/** A device id; `salt` tells apart several of one owner. */
export function deviceOf(seed: number, owner: number, salt: number): string {
  const a = mix(seed, owner, salt)
  return uuidOf(a, mix(a, owner, 1), mix(a, owner, 2), mix(a, owner, 3))
}
