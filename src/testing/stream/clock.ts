// ISO text for times that mostly rise: the day is kept between calls, because Date.toISOString for each of
// millions of events would cost as much as all the rest of an event.

const DAY_MS = 86_400_000
const TWO: readonly string[] = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'))
const THREE: readonly string[] = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'))

/** ms since epoch -> `2026-11-21T20:35:00.000Z`, equal to Date.toISOString. */
export function createIsoClock(): (ms: number) => string {
  let day = Number.NaN
  let text = ''
  return (ms) => {
    const now = Math.floor(ms / DAY_MS)
    if (now !== day) {
      day = now
      text = new Date(now * DAY_MS).toISOString().slice(0, 11)
    }
    const rest = Math.floor(ms - now * DAY_MS)
    const minutes = Math.floor(rest / 60_000)
    const seconds = Math.floor(rest / 1000)
    return `${text}${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}:${TWO[seconds % 60]}.${THREE[rest % 1000]}Z`
  }
}
