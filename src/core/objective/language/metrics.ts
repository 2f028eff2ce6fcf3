// How good answers are: accuracy, macro-F1, calibration, and what became of messages that no label covers.

/** One answered message; no truths = no label covers it, nothing said = "unknown". */
export interface Answered {
  readonly truths: readonly string[]
  readonly said: readonly string[]
  /** 0..1, of what is said, in the same order */
  readonly chances: readonly number[]
}

const BINS = 15

/** Share of messages whose answer is exactly the truth. */
export function accuracyOf(answers: readonly Answered[]): number {
  return shareOf(answers, isRight)
}

/** Accuracy of the most confident share of the answers. */
export function accuracyAt(answers: readonly Answered[], share: number): number {
  const sorted = answers.toSorted((a, b) => (b.chances[0] ?? 0) - (a.chances[0] ?? 0))
  return accuracyOf(sorted.slice(0, Math.round(sorted.length * share)))
}

/** Mean of the labels' F1, over labels that occur in truths or answers. */
export function macroF1Of(answers: readonly Answered[]): number {
  return meanOf(countsOf(answers), (one) => (2 * one.right) / (one.said + one.true))
}

/** Mean of the labels' recall, over labels that occur in truths. */
export function macroRecallOf(answers: readonly Answered[]): number {
  const occurring = countsOf(answers).filter((one) => one.true > 0)
  return meanOf(occurring, (one) => one.right / one.true)
}

function countsOf(answers: readonly Answered[]): readonly Counts[] {
  const counts = new Map<string, Counts>()
  for (const { truths, said } of answers) {
    for (const label of truths) countOf(counts, label).true++
    for (const label of said) {
      const one = countOf(counts, label)
      one.said++
      if (truths.includes(label)) one.right++
    }
  }
  return [...counts.values()]
}

function meanOf(counts: readonly Counts[], value: (one: Counts) => number): number {
  return counts.reduce((sum, one) => sum + value(one), 0) / (counts.length || 1)
}

/** Expected calibration error of all that is said, in 15 bins of equal width. */
export function calibrationErrorOf(answers: readonly Answered[]): number {
  const bins = Array.from({ length: BINS }, () => ({ chance: 0, holds: 0 }))
  let count = 0
  for (const { truths, said, chances } of answers) {
    for (const [n, label] of said.entries()) {
      const chance = chances[n] ?? 0
      const bin = bins[Math.min(BINS - 1, Math.floor(chance * BINS))]
      if (!bin) continue
      count++
      bin.chance += chance
      if (truths.includes(label)) bin.holds++
    }
  }
  const error = bins.reduce((sum, bin) => sum + Math.abs(bin.chance - bin.holds), 0)
  return error / (count || 1)
}

/** How messages that no label covers were told apart; 0 where there was nothing to tell. */
export function unknownOf(answers: readonly Answered[]): {
  readonly recall: number
  readonly precision: number
} {
  const unknown = answers.filter(({ truths }) => truths.length === 0)
  const refused = answers.filter(({ said }) => said.length === 0)
  return {
    recall: shareOf(unknown, ({ said }) => said.length === 0),
    precision: shareOf(refused, ({ truths }) => truths.length === 0),
  }
}

interface Counts {
  right: number
  said: number
  true: number
}

function countOf(all: Map<string, Counts>, label: string): Counts {
  const known = all.get(label) ?? { right: 0, said: 0, true: 0 }
  all.set(label, known)
  return known
}

function isRight({ truths, said }: Answered): boolean {
  return truths.length === said.length && said.every((label) => truths.includes(label))
}

function shareOf<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  return items.length === 0 ? 0 : items.filter(holds).length / items.length
}
