// What a campaign is: something is broken a number of times, and the report says whether the promises held.

export interface CampaignOptions {
  /** how many times it is broken, or how many inputs there are */
  readonly runs: number
  readonly seed: number
  /** promised times may take so many times as long: 1, or more where other work shares the machine */
  readonly patience: number
}

export interface Outcome {
  /** promises that did not hold, in words; empty = passed */
  readonly faults: readonly string[]
  /** set when this machine cannot run it, with the reason */
  readonly skipped?: string
  readonly figures: Readonly<Record<string, unknown>>
}

export interface Campaign {
  readonly about: string
  /** what `runs` counts */
  readonly unit: string
  /** size of a full campaign */
  readonly runs: number
  /** size in `npm test` */
  readonly runsInTests: number
  readonly run: (options: CampaignOptions) => Promise<Outcome>
}

export interface Timing {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

/** Nearest-rank percentiles in whole ms; zeros for nothing. */
export function timingOf(times: readonly number[]): Timing {
  const sorted = Float64Array.from(times).sort()
  const at = (share: number): number =>
    Math.round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0)
  return { p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) }
}

/** The fault of a time that is longer than promised; `msMax` with the patience in it. */
export function tooLong(what: string, tookMs: number, msMax: number): readonly string[] {
  return tookMs <= msMax ? [] : [`${what} took ${Math.round(tookMs)} ms; promised: ${msMax} ms`]
}
