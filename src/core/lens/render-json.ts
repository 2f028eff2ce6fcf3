// A view as JSON within a budget of tokens: the whole answer is what a model reads, so the whole is bounded. Details of
// the sections go first, then her traits, then facts from the end; what names the customer always stays.
import type { View, ViewSubject } from '../../contract/view.ts'
import type { Renderable } from './render-markdown.ts'
import { tokensIn } from './tokens.ts'

/** The sections take at most this share, and all that is no fact this one, so that facts have room. */
const SECTIONS_SHARE = 0.35
const BESIDE_SHARE = 0.6
/** What is added once the view is made: its size and the id of the look. */
const FRAME_TOKENS = 50

/** Signs of JSON stand together in one token, as `","` and `":"` do. */
const SIGNS = /["{}[\],:]{1,3}/g

/** Tokens of a value written as JSON, a little on the high side. */
export function tokensInJson(value: unknown): number {
  return tokensIn(JSON.stringify(value).replaceAll(SIGNS, '"'))
}

/** The same view with as much as has room. */
export function fitJson(view: Renderable, tokens: number): Renderable {
  const slim = withSlimSubject(withinShare(view, tokens * SECTIONS_SHARE), tokens * BESIDE_SHARE)
  const facts = factsWithin(slim, tokens)
  const lost = view.facts.length - facts.length
  return lost === 0 ? slim : { ...slim, facts, more: { facts: view.more.facts + lost } }
}

type Sections = Pick<View, 'position' | 'objective' | 'situation'>

function withinShare(view: Renderable, tokens: number): Renderable {
  let { position, objective, situation }: Sections = view
  for (const leaveOut of STEPS) {
    if (tokensInJson({ position, objective, situation }) <= tokens) break
    ;({ position, objective, situation } = leaveOut({ position, objective, situation }))
  }
  return { ...view, position, objective, situation }
}

/** What is left out, one after the other: what usually happens, then what is offered, then reasons, then all. */
const STEPS: readonly ((sections: Sections) => Sections)[] = [
  (sections) => ({ ...sections, position: withoutStatistics(sections.position) }),
  (sections) => ({ ...sections, objective: withoutPast(sections.objective) }),
  (sections) => ({
    ...sections,
    situation: sections.situation && { ...sections.situation, ability: [] },
  }),
  ({ position, objective, situation }) => ({
    position: position && { ...position, because: position.because.slice(0, 1) },
    objective: objective && { ...objective, because: objective.because.slice(0, 1) },
    situation,
  }),
  (sections) => ({ ...sections, position: null }),
  (sections) => ({ ...sections, situation: null }),
  (sections) => ({ ...sections, objective: null }),
]

function withoutStatistics(position: Sections['position']): Sections['position'] {
  if (!position) return position
  const { path, destination, typicalPath, norm, others, ...rest } = position
  return rest
}

function withoutPast(objective: Sections['objective']): Sections['objective'] {
  if (!objective) return objective
  const { others, past, ...rest } = objective
  return rest
}

/** Traits and identifiers go from the end: the lens lists them in their order. */
function withSlimSubject(view: Renderable, tokens: number): Renderable {
  let room = tokens - tokensInJson({ ...view, facts: [] })
  const lessOf = (subject: ViewSubject): ViewSubject => {
    const traits = Object.entries(subject.traits)
    while (room < 0 && traits.length > 0) room += tokensInJson(traits.pop())
    const identifiers = [...subject.identifiers]
    while (room < 0 && identifiers.length > 0) room += tokensInJson(identifiers.pop())
    return { ...subject, traits: Object.fromEntries(traits), identifiers }
  }
  if (room >= 0) return view
  const { customer, account } = view
  return {
    ...view,
    ...(customer && { customer: lessOf(customer) }),
    ...(account && { account: lessOf(account) }),
  }
}

function factsWithin(view: Renderable, tokens: number): Renderable['facts'] {
  let room = tokens - FRAME_TOKENS - tokensInJson({ ...view, facts: [] })
  const end = view.facts.findIndex((fact) => {
    room -= tokensInJson(fact)
    return room < 0
  })
  return end < 0 ? view.facts : view.facts.slice(0, end)
}
