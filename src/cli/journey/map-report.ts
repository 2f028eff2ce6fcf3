// A process map as lines for people.
import { lengthOf } from '../../core/journey/designed/position.ts'
import { count, table } from '../table.ts'
import type { MappedLog } from './map-log.ts'

const ARROWS_SHOWN = 40
const DIFFERENCES_SHOWN = 10

type Told = Pick<MappedLog, 'cases' | 'arrows' | 'typicalPath'>

export function mapLines(map: MappedLog): readonly string[] {
  const { segments = [], differences = [] } = map
  return [
    ...partLines('All cases', map),
    ...segments.flatMap((one) => ['', ...partLines(one.segment ?? '', one)]),
    ...differences.flatMap(differenceLines),
  ]
}

function partLines(title: string, { cases, arrows, typicalPath }: Told): readonly string[] {
  const rows = arrows
    .slice(0, ARROWS_SHOWN)
    .map(({ from, to, n, share, medianWaitMinutes, p90WaitMinutes }) => [
      from,
      to,
      count(n),
      percent(share),
      wait(medianWaitMinutes),
      wait(p90WaitMinutes),
    ])
  return [
    `${title}: ${count(cases)} cases`,
    `Usual way: ${typicalPath.map(({ step }) => step).join(' -> ')}`,
    ...table(['FROM', 'TO', 'TIMES', 'SHARE', 'MEDIAN WAIT', 'NINE IN TEN WITHIN'], rows),
  ]
}

function differenceLines({
  between: [a, b],
  arrows,
}: NonNullable<MappedLog['differences']>[number]): readonly string[] {
  const rows = arrows
    .slice(0, DIFFERENCES_SHOWN)
    .map(({ from, to, share, medianWaitMinutes: [waitA, waitB], z }) => [
      from,
      to,
      percent(share[0] ?? 0),
      percent(share[1] ?? 0),
      wait(waitA ?? undefined),
      wait(waitB ?? undefined),
      z,
    ])
  const head = ['FROM', 'TO', `SHARE ${a}`, `SHARE ${b}`, `WAIT ${a}`, `WAIT ${b}`, 'Z']
  return ['', `${a} and ${b}: where they part (beyond 3 is hardly chance)`, ...table(head, rows)]
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const wait = (minutes: number | undefined): string | undefined =>
  minutes === undefined ? undefined : lengthOf(minutes / 60)
