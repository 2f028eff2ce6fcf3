// What moves a score, and that what is not known moves nothing.
import { describe, expect, test } from 'vitest'
import { defaultDefinitions } from '../../testing/default-definitions.ts'
import type { Bearing } from './bearing.ts'
import { chooseLens } from './choose.ts'
import { compileLenses } from './compile.ts'
import { annBerg, NOON } from './example.ts'
import { makeView } from './make-view.ts'

const definitions = defaultDefinitions()
/** The call lens, where orders matter in the stage `delivery` and to the job `track-order`. */
const COMPILED = compileLenses({
  ...definitions,
  lenses: definitions.lenses.map((lens) => ({
    ...lens,
    matters: lens.matters.map((matter) =>
      matter.what === 'object:order'
        ? { ...matter, stages: ['delivery'], objectives: ['track-order'] }
        : matter,
    ),
  })),
})

function facts(over: { readonly bearing?: Bearing; readonly utterance?: string }) {
  const who = { purpose: 'service', role: 'agent', channel: 'phone' }
  const choice = chooseLens(COMPILED, { ...who, entity: 'customer' })
  if (!choice.ok) throw new Error(choice.detail)
  const question = { ...who, ...over, lens: choice.lens, relationship: 'none' as const, now: NOON }
  const made = makeView(annBerg(), { ...question, explain: true }, COMPILED)
  if (made.kind === 'refused') throw new Error(made.reason)
  return made.view.facts
}

const orderIn = (over: Parameters<typeof facts>[0]) =>
  facts(over).find((one) => one.id === 'order:O-17')

describe('the score of a fact', () => {
  test('rises in the stage for which the lens lists it, and falls in others', () => {
    const without = orderIn({})?.relevance ?? 0
    const inStage = orderIn({ bearing: { stages: new Set(['delivery']) } })
    expect(inStage?.relevance).toBeGreaterThan(without)
    expect(inStage?.score).toMatchObject({ stage: 1 })
    const elsewhere = orderIn({ bearing: { stages: new Set(['fault']) } })
    expect(elsewhere?.relevance ?? 0).toBeLessThan(without)
  })

  test('rises with the objective that it serves, as far as that is sure', () => {
    const without = orderIn({})?.relevance ?? 0
    const sure = orderIn({ bearing: { objective: 'track-order' } })
    const guess = orderIn({ bearing: { objective: 'track-order', confidence: 0.7 } })
    expect(sure?.relevance).toBeGreaterThan(guess?.relevance ?? 1)
    expect(guess?.score?.['objective']).toBe(0.7)
    expect(sure?.relevance).toBeGreaterThan(without)
  })

  test('rises when the objective rests on it, whatever the lens lists', () => {
    const bearing = { objective: 'anything', about: new Set(['invoice:I-5']) }
    const invoice = facts({ bearing }).find((one) => one.id === 'invoice:I-5')
    expect(invoice?.score).toMatchObject({ objective: 1 })
  })

  test('is what it was where nothing is known of her bearing', () => {
    expect(facts({ bearing: {} })).toEqual(facts({}))
  })

  test('tells its parts: words, wish and pointer of what she said', () => {
    const [order] = facts({ utterance: 'Where is my order O-17 with the mesh point?' }).filter(
      (one) => one.id === 'order:O-17',
    )
    expect(order?.score).toMatchObject({ utterance: 1, 'utterance.intent': expect.any(Number) })
    expect(order?.score?.['utterance.words']).toBeGreaterThan(0.3)
  })
})

describe('pins and what she just named', () => {
  test('the order that she names stands before the pinned open one', () => {
    const who = { purpose: 'service', role: 'agent', channel: 'chat' }
    const choice = chooseLens(COMPILED, { ...who, entity: 'customer' })
    if (!choice.ok) throw new Error(choice.detail)
    const ask = (utterance: string) => {
      const question = { ...who, utterance, lens: choice.lens, now: NOON }
      const made = makeView(annBerg(), { ...question, relationship: 'none' }, COMPILED)
      if (made.kind === 'refused') throw new Error(made.reason)
      return made.view.facts.filter((one) => one.what === 'object:order').map((one) => one.id)
    }
    expect(ask('I want to return the Home router R7')[0]).toBe('order:O-3')
    expect(ask('Please cancel the mesh point')[0]).toBe('order:O-17')
  })
})
