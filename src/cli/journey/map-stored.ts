// The map of a journey as a running Alidade has it: asked again until it is drawn, then told in lines.
import type { JourneyMap, JourneyMapRequest, MappedSegment } from '../../contract/journey-map.ts'
import { JourneyMapRequest as RequestSchema } from '../../contract/journey-map.ts'
import type { Call } from '../command.ts'
import { whereOf } from '../csv-options.ts'
import { CommandError, UsageError } from '../exit.ts'
import type { Service } from '../service.ts'
import { count } from '../table.ts'
import { arrowTable, partingLines, usualWay } from './map-tables.ts'

const ASK_AGAIN_MS = 1_000
/** Five thousand customers are read in less on any machine. */
const ASKED_MAX = 300

export function mapRequestOf(call: Call): JourneyMapRequest {
  const segments = call.list('segment').map((text) => {
    const { column: name, value: where } = whereOf(text, 'segment')
    return { name, where }
  })
  const by = call.text('by')
  const parsed = RequestSchema.safeParse({
    purpose: call.required('purpose'),
    journey: call.text('journey'),
    ...(segments.length > 0 && { segments }),
    ...(by !== undefined && { by }),
  })
  if (parsed.success) return parsed.data
  throw new UsageError(parsed.error.issues.map(({ message }) => message).join('; '))
}

/** Throws CommandError when it is not drawn after some minutes. */
export async function drawnMap(
  service: Service,
  request: JourneyMapRequest,
  call: Call,
): Promise<JourneyMap> {
  for (let asked = 0; asked < ASKED_MAX; asked++) {
    const map = await service.journeyMap(request, call.text('role'))
    call.io.status(map.state === 'ready' ? '' : `${count(map.customersRead)} customers read`)
    if (map.state === 'ready') return map
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS))
  }
  throw new CommandError('The map is not drawn yet; ask again later')
}

export function storedMapLines({
  map,
  segments,
  differences = [],
  ...about
}: JourneyMap): readonly string[] {
  const parts: readonly MappedSegment[] = [...(map ? [map] : []), ...(segments ?? [])]
  return [
    `Journey ${about.journey}, purpose ${about.purpose}, as of ${about.asOf}`,
    `${count(about.customersRead)} customers read${about.isSample ? ', a sample of all' : ''}`,
    ...about.warnings.map((warning) => `Perhaps misspelt: ${warning}`),
    ...parts.flatMap((part) => ['', ...partLines(part)]),
    ...(segments?.length === 0 ? ['', 'No value of this trait is shared by twenty customers'] : []),
    ...differences.flatMap(partingLines),
    `audit ${about.audit}`,
  ]
}

function partLines({ name, ...part }: MappedSegment): readonly string[] {
  const title = name ?? 'All customers'
  if (part.customers === 0) return [`${title}: too few customers to tell anything`]
  return [
    `${title}: about ${count(part.customers)} customers, ${count(part.cases)} cases`,
    usualWay(part.typicalPath),
    ...arrowTable(part.arrows),
    ...(part.hiddenArrows > 0 ? [`${count(part.hiddenArrows)} arrows of few are not told`] : []),
  ]
}
