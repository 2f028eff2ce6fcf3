// Stages that no view can show: who may know of a stage is told by the kinds of events that bring her there, and their
// conditions tell none.
import type { Definitions } from '../../contract/definition.ts'
import { derivePrefilter } from '../profile/prefilter.ts'
import type { NamedIn } from './check-names.ts'

/** Warnings for the author of journeys. */
export function unshownStages({
  journeys = [],
}: Pick<Definitions, 'journeys'>): readonly NamedIn[] {
  return journeys
    .filter(({ kinds }) => kinds.length === 0)
    .flatMap(({ journey, stages }) =>
      stages.flatMap(({ stage, enter, exit = '' }) => {
        const path = `journeys.${journey}.stages.${stage}`
        return [
          ...(tellsEvents(enter) ? [] : [{ path: `${path}.enter`, message: UNSHOWN }]),
          ...(exit === '' || tellsEvents(exit) ? [] : [{ path: `${path}.exit`, message: UNSHOWN }]),
        ]
      }),
    )
}

const UNSHOWN =
  "no view shows what this brings about, since any event might: begin with event.name == or event.kind ==, or say the journey's kinds"

function tellsEvents(condition: string): boolean {
  const field = derivePrefilter(condition)?.field
  return field === 'name' || field === 'kind'
}
