// A process map drawn from a file, as lines for people.
import { count } from '../table.ts'
import type { MappedLog } from './map-log.ts'
import { arrowTable, partingLines, usualWay } from './map-tables.ts'

type Told = Pick<MappedLog, 'cases' | 'arrows' | 'typicalPath'>

export function mapLines(map: MappedLog): readonly string[] {
  const { segments = [], differences = [] } = map
  return [
    ...partLines('All cases', map),
    ...segments.flatMap((one) => ['', ...partLines(one.segment ?? '', one)]),
    ...differences.flatMap(partingLines),
  ]
}

function partLines(title: string, { cases, arrows, typicalPath }: Told): readonly string[] {
  return [
    `${title}: ${count(cases)} cases`,
    usualWay(typicalPath),
    ...arrowTable(arrows.map(({ n: times, ...arrow }) => ({ ...arrow, times }))),
  ]
}
