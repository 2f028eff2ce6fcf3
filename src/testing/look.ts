// A question put to a view the way tests do: the delivered lenses, noon, an agent on the phone unless said otherwise.
import { chooseLens } from '../core/lens/choose.ts'
import { compileLenses } from '../core/lens/compile.ts'
import { annBerg, NOON } from '../core/lens/example.ts'
import { type MadeView, makeView, type ViewQuestion } from '../core/lens/make-view.ts'
import type { Snapshot } from '../core/lens/snapshot.ts'
import { defaultDefinitions } from './default-definitions.ts'

export const COMPILED = compileLenses(defaultDefinitions(), { version: 3 })
export const EXTERNAL = {
  purpose: 'partner',
  role: 'partner',
  channel: 'api',
  relationship: 'assigned',
} as const
export const HERSELF = {
  purpose: 'self-service',
  role: 'customer',
  channel: 'web',
  relationship: 'self',
} as const

export type Ask = Partial<Omit<ViewQuestion, 'lens'>> & { readonly lens?: string }

export function look(ask: Ask = {}, snapshot: Snapshot = annBerg()): MadeView {
  const result = lookOrRefuse(ask, snapshot)
  if (result.kind === 'refused') throw new Error(result.reason)
  return result
}

export function lookOrRefuse(ask: Ask, snapshot: Snapshot) {
  const { lens, ...rest } = ask
  const who = { purpose: 'service', role: 'agent', channel: 'phone', ...rest }
  const { entity } = snapshot.subject
  const choice = chooseLens(COMPILED, { ...who, lens, entity })
  if (!choice.ok) throw new Error(choice.detail)
  const question = { relationship: 'none' as const, now: NOON, ...who, lens: choice.lens }
  return makeView(snapshot, question, COMPILED)
}

export const texts = (made: MadeView) => made.view.facts.map((one) => one.text)
export const ids = (made: MadeView) => made.view.facts.map((one) => one.id)
