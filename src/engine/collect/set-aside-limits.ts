// How long and how many set-aside items are kept. What was replayed or discarded goes first; what nobody has looked at
// yet goes only past limits of its own, and never silently: it is counted for good, logged and reported.
//
//   every hour: count -> handled ones too old or too many -> open ones too old or too many -> gauges
import type { Runtime } from '../runtime.ts'

export interface SetAsideLimits {
  /** replayed or discarded items are kept so long */
  readonly handledDaysMax: number
  /** items that nobody has handled are kept so long */
  readonly openDaysMax: number
  /** all items together */
  readonly rowsMax: number
}

/** A year is longer than any fix takes, and a million broken events are a gigabyte or two. */
export const SET_ASIDE_LIMITS: SetAsideLimits = {
  handledDaysMax: 30,
  openDaysMax: 365,
  rowsMax: 1_000_000,
}

/** Setting: how many open items were ever dropped. */
export const SET_ASIDE_DROPPED = 'set-aside-dropped'
const DAY_MS = 86_400_000
const TURN_MS = 3_600_000
/** Rows of one statement: nobody waits longer than for them. */
const PAGE = 5_000

export interface SetAsideKeeping {
  /** One turn now; answers what went. */
  turn(): Promise<{ readonly handled: number; readonly dropped: number }>
  /** as of the last turn */
  readonly gauges: () => {
    readonly set_aside_open: number
    readonly set_aside_dropped_total: number
  }
  stop(): Promise<void>
}

export function startSetAsideKeeping(
  { store, clock, log }: Pick<Runtime, 'store' | 'clock' | 'log'>,
  { isServer, limits }: { readonly isServer: boolean; readonly limits: SetAsideLimits },
): SetAsideKeeping {
  let running: Promise<unknown> = Promise.resolve()
  let open = 0
  let everDropped = 0

  async function turn() {
    const before = (days: number) => clock() - days * DAY_MS
    const handledBefore = before(limits.handledDaysMax)
    const openBefore = before(limits.openDaysMax)
    const counts = await store.countSetAside({ handledBefore, openBefore })
    const tooMany = Math.max(0, counts.handled + counts.open - limits.rowsMax)
    const handled = Math.min(counts.handled, Math.max(counts.handledOld, tooMany))
    const dropped = Math.max(counts.openOld, tooMany - handled)
    await drop('handled', handled)
    await drop('open', dropped)
    everDropped = Number((await store.setting(SET_ASIDE_DROPPED)) ?? 0)
    open = counts.open - dropped
    if (dropped > 0) {
      log(`set aside: ${dropped} items that nobody handled were dropped; see alidade doctor`)
    }
    return { handled, dropped }
  }

  async function drop(which: 'handled' | 'open', count: number): Promise<void> {
    for (let left = count; left > 0; left -= PAGE) {
      await store.dropSetAside(which, Math.min(left, PAGE), SET_ASIDE_DROPPED)
    }
  }

  async function quietly(): Promise<void> {
    try {
      await turn()
    } catch (error) {
      log(`set aside: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const next = (): void => {
    running = running.then(quietly)
  }
  const timer = isServer ? setInterval(next, TURN_MS) : undefined
  timer?.unref()
  if (isServer) next()
  return {
    turn,
    gauges: () => ({ set_aside_open: open, set_aside_dropped_total: everDropped }),
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
