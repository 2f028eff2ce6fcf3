// The clock of a service level: it runs in opening hours, and stands while it is her turn.
//
//   open since      waiting for her      she answered         now
//     |==== runs ====|---- stands ----|==== runs ====|
import type { CompiledServiceLevel } from './compile.ts'

/** Ms; `to` excluded. */
interface Span {
  readonly from: number
  readonly to: number
}

interface Told {
  readonly statuses?: readonly (readonly [number, string])[]
  /** as it stands */
  readonly status: string
}

export interface ClockReading {
  /** ms of opening time that count */
  readonly spentMs: number
  /** ms of opening time that do not, since it was her turn */
  readonly pausedMs: number
  /** ms; undefined = never. Where the clock stands it is when it would fall due if she answered now. */
  readonly dueAt: number | undefined
}

export function readClock(
  level: Pick<CompiledServiceLevel, 'hours' | 'pausedIn'>,
  object: Told & { readonly openSince: number },
  { target, now }: { readonly target: number; readonly now: number },
): ClockReading {
  const { hours } = level
  let spentMs = 0
  let dueAt: number | undefined
  for (const { from, to } of runsOf(level, object, now)) {
    const open = hours.openBetween(from, to)
    if (dueAt === undefined && spentMs + open >= target) dueAt = hours.after(from, target - spentMs)
    spentMs += open
  }
  const start = Math.max(object.openSince, now)
  return {
    spentMs,
    pausedMs: Math.max(0, hours.openBetween(object.openSince, now)) - spentMs,
    dueAt: dueAt ?? hours.after(start, target - spentMs),
  }
}

/** When the clock ran until now, oldest first. Before the first status that was said, it runs. */
function runsOf(
  { pausedIn }: Pick<CompiledServiceLevel, 'pausedIn'>,
  { openSince, statuses = [], status }: Told & { readonly openSince: number },
  now: number,
): readonly Span[] {
  const runs: Span[] = []
  let from: number | undefined = openSince
  // The last word holds until now, and what stands holds now, whatever was said.
  for (const [said, one] of [...statuses, [now, status] as const]) {
    const at = Math.min(now, Math.max(openSince, said))
    if (!pausedIn.has(one.toLowerCase())) from ??= at
    else if (from !== undefined) {
      if (at > from) runs.push({ from, to: at })
      from = undefined
    }
  }
  return from !== undefined && from < now ? [...runs, { from, to: now }] : runs
}
