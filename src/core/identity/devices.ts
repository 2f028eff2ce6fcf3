// Whose an anonymous event on a shared device is: the user seen on the device shortly before it. Sightings are
// kept as runs of five-minute slots, the same whatever the order they came in; where two users are possible,
// the event is nobody's: showing it to the wrong person is worse than showing it to none.

export const SLOT_MS = 5 * 60_000
const MINUTES_PER_SLOT = SLOT_MS / 60_000

/** First and last slot of each run, both sighted; in order, further apart than the session window. */
export type SightingRuns = readonly (readonly [fromSlot: number, toSlot: number])[]

/** When one user was seen on the device. Several entries of one owner count together. */
export interface OwnerSightings {
  readonly owner: string
  readonly runs: SightingRuns
}

/** From `from` (included) to `to` (excluded), ms, anonymous events of the device are the owner's. */
export interface OwnershipWindow {
  readonly owner: string
  readonly from: number
  readonly to: number
}

/** Start of the window before the first sighting: before every event. */
export const BEGINNING = Number.MIN_SAFE_INTEGER

/**
 * The runs with a sighting at `timeMs`; the same object when it tells nothing new. Runs not further apart than
 * the session window (rounded down to slots) become one.
 */
export function addSighting(
  runs: SightingRuns,
  timeMs: number,
  windowMinutes: number,
): SightingRuns {
  const slot = slotOf(timeMs)
  const reach = reachOf(windowMinutes)
  const before = lastStartedBy(runs, slot)
  const previous = runs[before]
  if (previous && slot <= previous[1]) return runs
  const next = runs[before + 1]
  const touchesPrevious = previous !== undefined && slot - previous[1] <= reach
  const touchesNext = next !== undefined && next[0] - slot <= reach
  const run = [touchesPrevious ? previous[0] : slot, touchesNext ? next[1] : slot] as const
  return [
    ...runs.slice(0, touchesPrevious ? before : before + 1),
    run,
    ...runs.slice(touchesNext ? before + 2 : before + 1),
  ]
}

/**
 * The owner of an anonymous event at `timeMs` on a device that several customers use; undefined = nobody.
 * That is the user sighted last, at most the session window before (to the slot). Before every sighting it is
 * the first user: what she did anonymously became hers when she logged in.
 */
export function ownerAt(
  timeMs: number,
  sightings: readonly OwnerSightings[],
  windowMinutes: number,
): string | undefined {
  const slot = slotOf(timeMs)
  const first = firstSlot(sightings)
  return slot < first
    ? onlyOwner(sightings, first)
    : latestOwner(sightings, slot, reachOf(windowMinutes))
}

/** The times at which `ownerAt` names somebody, as disjoint windows in order. */
export function ownershipWindows(
  sightings: readonly OwnerSightings[],
  windowMinutes: number,
): readonly OwnershipWindow[] {
  const windows: OwnershipWindow[] = []
  const starts = turningSlots(sightings, reachOf(windowMinutes))
  for (let i = 0; i < starts.length; i++) {
    const from = (starts[i] ?? 0) * SLOT_MS
    const to = (starts[i + 1] ?? 0) * SLOT_MS
    const owner = i + 1 < starts.length ? ownerAt(from, sightings, windowMinutes) : undefined
    if (owner === undefined) continue
    const last = windows.at(-1)
    if (last?.owner === owner && last.to === from) windows[windows.length - 1] = { ...last, to }
    else windows.push({ owner, from, to })
  }
  return withBeginning(windows, sightings)
}

/**
 * The windows as they were at a past moment, ms: what was sighted later does not count, nor does anything reach
 * beyond it. Where a later sighting left doubt on the time before, the doubt stays: it is nobody's.
 */
export function ownershipWindowsAsOf(
  sightings: readonly OwnerSightings[],
  windowMinutes: number,
  at: number,
): readonly OwnershipWindow[] {
  const then = slotOf(at)
  const known = sightings.map(({ owner, runs }) => {
    return { owner, runs: runs.filter(([from]) => from <= then) }
  })
  return ownershipWindows(known, windowMinutes)
    .filter(({ from }) => from <= at)
    .map((window) => ({ ...window, to: Math.min(window.to, at + 1) }))
}

function slotOf(timeMs: number): number {
  return Math.floor(timeMs / SLOT_MS)
}

function reachOf(windowMinutes: number): number {
  return Math.floor(windowMinutes / MINUTES_PER_SLOT)
}

/** Index of the last run that starts at or before the slot, -1 when there is none. */
function lastStartedBy(runs: SightingRuns, slot: number): number {
  let low = 0
  let high = runs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((runs[middle]?.[0] ?? 0) <= slot) low = middle + 1
    else high = middle
  }
  return low - 1
}

function firstSlot(sightings: readonly OwnerSightings[]): number {
  let first = Number.POSITIVE_INFINITY
  for (const { runs } of sightings) first = Math.min(first, runs[0]?.[0] ?? first)
  return first
}

/** The one owner seen in the first slot of all; two at once = nobody. */
function onlyOwner(sightings: readonly OwnerSightings[], first: number): string | undefined {
  let only: string | undefined
  for (const { owner, runs } of sightings) {
    if (runs[0]?.[0] !== first) continue
    if (only !== undefined && only !== owner) return undefined
    only = owner
  }
  return only
}

/**
 * The owner whose last sighting is surely later than anybody else's. Inside a run only its ends are known to be
 * sightings, so there the last one lies anywhere between the run's start (or the window's) and now.
 */
function latestOwner(
  sightings: readonly OwnerSightings[],
  slot: number,
  reach: number,
): string | undefined {
  let best: Seen | undefined
  for (const { owner, runs } of sightings) {
    const seen = lastSeen(owner, runs, { slot, reach })
    if (seen && (!best || seen.notBefore > best.notBefore)) best = seen
  }
  if (!best) return undefined
  for (const { owner, runs } of sightings) {
    const seen = owner === best.owner ? undefined : lastSeen(owner, runs, { slot, reach })
    if (seen && seen.notAfter >= best.notBefore) return undefined
  }
  return best.owner
}

interface Seen {
  readonly owner: string
  readonly notBefore: number
  readonly notAfter: number
}

function lastSeen(
  owner: string,
  runs: SightingRuns,
  { slot, reach }: { readonly slot: number; readonly reach: number },
): Seen | undefined {
  const run = runs[lastStartedBy(runs, slot)]
  if (!run || slot - run[1] > reach) return undefined
  const [from, to] = run
  if (slot >= to) return { owner, notBefore: to, notAfter: to }
  return slot === from
    ? { owner, notBefore: slot, notAfter: slot }
    : { owner, notBefore: Math.max(from, slot - reach), notAfter: slot }
}

/** Every slot at which the answer of `ownerAt` can change, in order. */
function turningSlots(sightings: readonly OwnerSightings[], reach: number): readonly number[] {
  const slots = new Set<number>()
  for (const { runs } of sightings) {
    for (const [from, to] of runs) {
      for (const slot of [from, to, to + 1, to + reach + 1]) {
        slots.add(slot)
      }
    }
  }
  return [...slots].sort((a, b) => a - b)
}

/** The first user also owns what came before; her first window reaches back when it follows directly. */
function withBeginning(
  windows: readonly OwnershipWindow[],
  sightings: readonly OwnerSightings[],
): readonly OwnershipWindow[] {
  const first = firstSlot(sightings)
  const owner = onlyOwner(sightings, first)
  if (owner === undefined) return windows
  const to = first * SLOT_MS
  const [next, ...rest] = windows
  return next?.owner === owner && next.from === to
    ? [{ owner, from: BEGINNING, to: next.to }, ...rest]
    : [{ owner, from: BEGINNING, to }, ...windows]
}
