// Figures that are gathered while predictions meet the truth.

/** Accuracy, macro-F1 (over all classes that were true or told) and expected calibration error (15 equal bins). */
export interface ClassScores {
  readonly note: (told: string, truth: string, confidence?: number) => void
  readonly figures: () => {
    readonly n: number
    readonly accuracy: number
    readonly macroF1: number
    readonly ece: number
  }
}

const BINS = 15

export function classScores(): ClassScores {
  const classes = new Map<string, { right: number; told: number; truth: number }>()
  const bins = Array.from({ length: BINS }, () => ({ n: 0, hits: 0, claimed: 0 }))
  let n = 0
  let right = 0
  const of = (name: string) => {
    const known = classes.get(name) ?? { right: 0, told: 0, truth: 0 }
    classes.set(name, known)
    return known
  }
  return {
    note: (told, truth, confidence = 1) => {
      n++
      of(told).told++
      of(truth).truth++
      const isRight = told === truth
      if (isRight) {
        right++
        of(truth).right++
      }
      const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))]
      if (!bin) return
      bin.n++
      bin.claimed += confidence
      if (isRight) bin.hits++
    },
    figures: () => {
      const f1 = [...classes.values()].map((each) => (2 * each.right) / (each.told + each.truth))
      const off = bins.reduce((sum, { hits, claimed }) => sum + Math.abs(hits - claimed), 0)
      return { n, accuracy: share(right, n), macroF1: mean(f1), ece: share(off, n) }
    },
  }
}

/** Brier score and calibration error of probabilities of one yes-or-no question. */
export function chanceScores() {
  const bins = Array.from({ length: BINS }, () => ({ n: 0, hits: 0, claimed: 0 }))
  let n = 0
  let squares = 0
  return {
    note: (p: number, cameTrue: boolean): void => {
      n++
      squares += (p - (cameTrue ? 1 : 0)) ** 2
      const bin = bins[Math.min(BINS - 1, Math.floor(p * BINS))]
      if (!bin) return
      bin.n++
      bin.claimed += p
      if (cameTrue) bin.hits++
    },
    figures: () => ({
      n,
      brier: share(squares, n),
      ece: share(
        bins.reduce((sum, { hits, claimed }) => sum + Math.abs(hits - claimed), 0),
        n,
      ),
      share: share(
        bins.reduce((sum, { hits }) => sum + hits, 0),
        n,
      ),
    }),
  }
}

const DAY_MS = 86_400_000

/** Mean absolute error in days and the share that lay inside the band. */
export function timeScores() {
  let n = 0
  let off = 0
  let inside = 0
  return {
    note: (
      told: { readonly p10: number; readonly p50: number; readonly p90: number },
      truth: number,
    ) => {
      n++
      off += Math.abs(told.p50 - truth)
      if (truth >= told.p10 && truth <= told.p90) inside++
    },
    figures: () => ({ n, maeDays: share(off, n) / DAY_MS, coverage: share(inside, n) }),
  }
}

export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
const mean = (values: readonly number[]): number =>
  share(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  )
