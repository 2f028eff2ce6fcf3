// Which true pairs were ever held against each other. The resolver tells what it compared; only here is it known
// who is who, so the answer never reaches the code that is measured.

/** Told of every comparison; telling one twice does no harm. */
export interface Coverage {
  readonly compared: (record: string, others: Iterable<string>) => void
  /** undefined: nothing was told, or more than can be counted */
  readonly missed: (after: CoverageEnd) => number | undefined
}

export interface CoverageEnd {
  readonly truePairs: number
  /** true pairs that ended in one customer; they were met on the way, if not directly */
  readonly hits: number
  readonly customerOf: (record: string) => string | undefined
}

/** A Set of V8 ends at 2^24 entries. */
export const COMPARED_PAIRS_MAX = 16_000_000

/** `truthOf`: label per record; records without one are not counted. */
export function createCoverage(truthOf: ReadonlyMap<string, string>): Coverage {
  const people = numberLabels(truthOf)
  const pairs = new Set<number>()
  let wasTold = false
  const note = (a: number, b: number): void => {
    // Counting stops one above the limit: then it is known that there were too many.
    if (pairs.size <= COMPARED_PAIRS_MAX) {
      pairs.add(a < b ? a * people.size + b : b * people.size + a)
    }
  }
  return {
    compared: (record, others) => {
      wasTold = true
      const one = people.get(record)
      if (one === undefined || !one.isRepeated.yes) return
      for (const other of others) {
        const two = people.get(other)
        if (two?.person === one.person && two.index !== one.index) note(one.index, two.index)
      }
    },
    missed: ({ truePairs, hits, customerOf }) => {
      if (!wasTold || pairs.size > COMPARED_PAIRS_MAX) return undefined
      return truePairs - hits - comparedApart({ pairs, names: [...people.keys()], customerOf })
    },
  }
}

interface Label {
  readonly index: number
  readonly person: number
  /** has more than one record; one object per person, so that the second record tells the first */
  readonly isRepeated: { yes: boolean }
}

function numberLabels(truthOf: ReadonlyMap<string, string>): ReadonlyMap<string, Label> {
  const firstOf = new Map<string, Label>()
  const labels = new Map<string, Label>()
  for (const [record, truth] of truthOf) {
    const first = firstOf.get(truth)
    const label = {
      index: labels.size,
      person: first?.person ?? firstOf.size,
      isRepeated: first?.isRepeated ?? { yes: false },
    }
    if (first) first.isRepeated.yes = true
    else firstOf.set(truth, label)
    labels.set(record, label)
  }
  return labels
}

/** True pairs that were compared and yet ended in two customers. */
function comparedApart({
  pairs,
  names,
  customerOf,
}: {
  readonly pairs: ReadonlySet<number>
  readonly names: readonly string[]
  readonly customerOf: (record: string) => string | undefined
}): number {
  let apart = 0
  for (const pair of pairs) {
    const a = names[Math.floor(pair / names.length)] ?? ''
    const b = names[pair % names.length] ?? ''
    if (customerOf(a) !== customerOf(b)) apart++
  }
  return apart
}
