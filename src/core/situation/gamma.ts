// The upper tail of the gamma distribution, by which sums of waiting times are described.

/** Rounds grow with the root of the shape; beyond this share of it nothing changes. */
const ROUNDS_MIN = 200
const ROUNDS_PER_ROOT = 12
const PRECISION = 1e-10
const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** Natural logarithm of the gamma function, for x > 0. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const z = x - 1
  const t = z + 7.5
  const series = LANCZOS.reduce((sum, c, index) => sum + c / (z + index + 1), 0.99999999999980993)
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(series)
}

/** P(X > t) of a gamma distribution with this mean and variance; both above 0. */
export function tailOfGamma(
  t: number,
  { mean, variance }: { readonly mean: number; readonly variance: number },
): number {
  if (t <= 0) return 1
  const shape = (mean * mean) / variance
  const x = (t * mean) / variance
  const tail = x < shape + 1 ? 1 - lowerSeries(shape, x) : upperFraction(shape, x)
  return Math.min(1, Math.max(0, tail))
}

function roundsFor(shape: number): number {
  return ROUNDS_MIN + ROUNDS_PER_ROOT * Math.sqrt(shape)
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  const rounds = roundsFor(a)
  for (let n = 1; n < rounds && term > sum * PRECISION; n++) {
    term *= x / (a + n)
    sum += term
  }
  return sum * Math.exp(-x + a * Math.log(x) - logGamma(a))
}

/** Lentz's way of a continued fraction. */
function upperFraction(a: number, x: number): number {
  const tiny = 1e-300
  let b = x + 1 - a
  let c = 1 / tiny
  let d = 1 / b
  let h = d
  const rounds = roundsFor(a)
  for (let n = 1; n < rounds; n++) {
    const an = -n * (n - a)
    b += 2
    d = 1 / (an * d + b || tiny)
    c = b + an / c || tiny
    const step = d * c
    h *= step
    if (Math.abs(step - 1) < PRECISION) break
  }
  return h * Math.exp(-x + a * Math.log(x) - logGamma(a))
}
