// Sums that come out the same in any order. Adding doubles does not: (0.1 + 0.2) + 0.3 differs from
// 0.1 + (0.2 + 0.3). So amounts are counted in whole millionths, each rounded on its own before any adding.

/** Millionths of the unit: a number while it is a safe integer, else the decimal text of a whole number. */
export type Micros = number | string

const MICROS = 1_000_000
/** Up to here value * 1e6 is a safe integer. */
const FAST_MAX = 9e9

/** A finite number in whole millionths; digits beyond the sixth after the point are rounded away. */
export function toMicros(value: number): Micros {
  if (Math.abs(value) <= FAST_MAX) return Math.round(value * MICROS) + 0
  const whole = Math.trunc(value)
  const part = Math.round((value - whole) * MICROS)
  return shortest(BigInt(whole) * BigInt(MICROS) + BigInt(part))
}

export function addMicros(a: Micros, b: Micros): Micros {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum)) return sum
  }
  return shortest(BigInt(a) + BigInt(b))
}

export function fromMicros(sum: Micros): number {
  return Number(sum) / MICROS
}

/** One form per number, else equal sums could print different bytes. */
function shortest(sum: bigint): Micros {
  const number = Number(sum)
  return Number.isSafeInteger(number) ? number : sum.toString()
}
