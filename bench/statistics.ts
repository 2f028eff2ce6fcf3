// Figures out of measurements.

export interface Latency {
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Nearest-rank percentiles; zeros for nothing. */
export function latencyOf(latencies: readonly number[]): Latency {
  const sorted = Float64Array.from(latencies).sort()
  const at = (share: number): number =>
    sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
  return { p50Ms: rounded(at(0.5), 2), p99Ms: rounded(at(0.99), 2) }
}

export function rounded(value: number, digits = 0): number {
  return Number(value.toFixed(digits))
}

export function perSecond(count: number, seconds: number): number {
  return seconds > 0 ? Math.round(count / seconds) : 0
}
