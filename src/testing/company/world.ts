// What is the same for everybody at the demo company: the window of time, outages, ideas that people support.
import { CITIES } from '../names.ts'
import type { Random } from '../random.ts'
import { createRandom, mix } from '../random.ts'
import { DAY_MS, WINDOW_DAYS } from './calendar.ts'
import { IDEAS } from './words.ts'

export interface Outage {
  readonly id: string
  /** area of the network: east, west, south, north */
  readonly area: string
  readonly startsAt: number
  readonly hours: number
}

export interface Idea {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly submittedAt: number
}

export interface World {
  readonly seed: number
  /** ms since epoch */
  readonly now: number
  readonly startsAt: number
  readonly outages: readonly Outage[]
  readonly ideas: readonly Idea[]
}

const OUTAGES = 14

export function createWorld(seed: number, now: number): World {
  const startsAt = now - WINDOW_DAYS * DAY_MS
  const random = createRandom(mix(seed, 1))
  const areas = [...new Set(CITIES.map(([, , area]) => area))]
  return {
    seed,
    now,
    startsAt,
    outages: Array.from({ length: OUTAGES }, (_, n) => outageAt(random, { n, areas, startsAt })),
    ideas: IDEAS.map(([title, text], n) => ({
      id: `idea-${n + 1}`,
      title,
      text,
      submittedAt: startsAt + random.int(30, WINDOW_DAYS - 60) * DAY_MS,
    })),
  }
}

function outageAt(
  random: Random,
  { n, areas, startsAt }: { n: number; areas: readonly string[]; startsAt: number },
): Outage {
  const day = ((n + random.next()) * (WINDOW_DAYS - 20)) / OUTAGES
  return {
    id: `outage-${n + 1}`,
    area: random.pick(areas),
    startsAt: startsAt + Math.floor((15 + day) * DAY_MS),
    hours: random.int(1, 9),
  }
}
