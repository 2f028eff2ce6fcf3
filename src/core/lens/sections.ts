// Which parts of her bearing a lens shows. They hold guesses about her, so nobody outside sees any of it, and her
// mood is not told back to her, unless the lens's author says so.
import type { Lens } from '../../contract/lens.ts'
import type { View } from '../../contract/view.ts'
import type { Audience } from '../consent/gates.ts'

export type BearingSections = Pick<View, 'position' | 'objective' | 'situation'>

type Section = NonNullable<Lens['sections']>[number]
const DEFAULTS: Readonly<Record<Audience, readonly Section[]>> = {
  internal: ['position', 'objective', 'mood', 'situation'],
  customer: ['position', 'objective', 'situation'],
  external: [],
}

/** What is not known or not shown is null. Guesses never leave the company, whatever a lens lists. */
export function sectionsFor(
  found: Partial<BearingSections> | undefined,
  { definition, audience }: { readonly definition: Lens; readonly audience: Audience },
): BearingSections {
  const shows = (section: Section) => showsSection(section, { definition, audience })
  return {
    position: (shows('position') && found?.position) || null,
    objective: (shows('objective') && objectiveFor(found?.objective, shows('mood'))) || null,
    situation: (shows('situation') && found?.situation) || null,
  }
}

/** Whether a lens shows a section to this audience: what is not shown need not be worked out. */
export function showsSection(
  section: Section,
  { definition, audience }: { readonly definition: Lens; readonly audience: Audience },
): boolean {
  const listed = definition.sections ?? DEFAULTS[audience]
  return listed.includes(section) && (audience !== 'external' || section === 'situation')
}

function objectiveFor(
  objective: View['objective'] | undefined,
  withMood: boolean,
): View['objective'] | undefined {
  if (!objective?.mood || withMood) return objective
  const { mood: _, ...rest } = objective
  return rest
}
