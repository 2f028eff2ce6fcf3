// The tables of a process map, whether it was drawn from a file or from what is stored.
import { lengthOf } from '../../core/journey/designed/position.ts'
import { count, table } from '../table.ts'

const ARROWS_SHOWN = 40
const PARTINGS_SHOWN = 10

export interface TabledArrow {
  readonly from: string
  readonly to: string
  readonly times: number
  readonly share: number
  readonly medianWaitMinutes?: number | undefined
  readonly p90WaitMinutes?: number | undefined
}

export interface TabledParting {
  readonly from: string
  readonly to: string
  /** of those who left `from`; null = not told */
  readonly share: readonly (number | null)[]
  readonly medianWaitMinutes: readonly (number | null)[]
  readonly z: number
}

/** Two segments and where they go different ways. */
export interface TabledDifference {
  readonly between: readonly string[]
  readonly arrows: readonly TabledParting[]
}

export function arrowTable(arrows: readonly TabledArrow[]): readonly string[] {
  const rows = arrows
    .slice(0, ARROWS_SHOWN)
    .map(({ from, to, times, share, medianWaitMinutes, p90WaitMinutes }) => [
      from,
      to,
      count(times),
      percent(share),
      wait(medianWaitMinutes),
      wait(p90WaitMinutes),
    ])
  return table(['FROM', 'TO', 'TIMES', 'SHARE', 'MEDIAN WAIT', 'NINE IN TEN WITHIN'], rows)
}

export const usualWay = (path: readonly { readonly step: string }[]): string =>
  `Usual way: ${path.map(({ step }) => step).join(' -> ')}`

export function partingLines({ between: [a, b], arrows }: TabledDifference): readonly string[] {
  const rows = arrows
    .slice(0, PARTINGS_SHOWN)
    .map(({ from, to, share: [p, q], medianWaitMinutes: [waitA, waitB], z }) => [
      from,
      to,
      percent(p),
      percent(q),
      wait(waitA),
      wait(waitB),
      z,
    ])
  const head = ['FROM', 'TO', `SHARE ${a}`, `SHARE ${b}`, `WAIT ${a}`, `WAIT ${b}`, 'Z']
  return ['', `${a} and ${b}: where they part (beyond 3 is hardly chance)`, ...table(head, rows)]
}

const percent = (share: number | null | undefined): string | undefined =>
  share === null || share === undefined ? undefined : `${(share * 100).toFixed(1)} %`
const wait = (minutes: number | null | undefined): string | undefined =>
  minutes === null || minutes === undefined ? undefined : lengthOf(minutes / 60)
