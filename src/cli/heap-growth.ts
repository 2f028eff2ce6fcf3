// How far the heap may grow before it is collected. To collect it costs what lives in it, however little is garbage; so
// where there is room it grows by more than half: then it is collected half as often, and ingest costs a tenth less.
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'

const BYTES_PER_MB = 1024 * 1024
/** Up to here the heap grows freely: with code, young objects and buffers the process stays well below 400 MB. */
const HEAP_MB_FREE = 150
/** As `--heap-growing-percent` in package.json says for the beginning; a larger heap keeps to it. */
const GROWTH_PERCENT_MIN = 50
/** With more, pauses become longer and nothing is gained. */
const GROWTH_PERCENT_MAX = 200

/** By how much of itself a heap of so many bytes may grow. */
export function growthPercent(liveBytes: number): number {
  const room = (HEAP_MB_FREE * BYTES_PER_MB) / liveBytes - 1
  return Math.round(Math.min(GROWTH_PERCENT_MAX, Math.max(GROWTH_PERCENT_MIN, room * 100)))
}

/** Lets the heap of this process grow as there is room, from its next full collection on. */
export function letHeapGrow(): void {
  const observer = new PerformanceObserver((list) => {
    const isWhole = list.getEntries().some((entry) => kindOf(entry) === WHOLE)
    if (!isWhole) return
    setFlagsFromString(
      `--heap-growing-percent=${growthPercent(getHeapStatistics().used_heap_size)}`,
    )
  })
  observer.observe({ entryTypes: ['gc'] })
}

const WHOLE = constants.NODE_PERFORMANCE_GC_MAJOR

/** What kind of collection an entry tells of. */
const kindOf = (entry: PerformanceEntry): unknown =>
  'detail' in entry && typeof entry.detail === 'object' && entry.detail !== null
    ? (entry.detail as { readonly kind?: unknown }).kind
    : undefined
