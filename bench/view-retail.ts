// Which of her orders is it about? The utterances of the public retail set against each customer's own orders, seen
// through the real lens. No rule knows a task; constants were set on the train split only.
import { chooseLens } from '../src/core/lens/choose.ts'
import { type CompiledLenses, compileLenses } from '../src/core/lens/compile.ts'
import { makeView } from '../src/core/lens/make-view.ts'
import { RETAIL_NOW, type RetailQuestion, retailSet } from './retail.ts'
import { latencyOf, rounded } from './statistics.ts'

const FIRST = 3

/** Throws an Error when the data is not there. */
export async function viewRetail(): Promise<object> {
  const set = await retailSet()
  if (!set) throw new Error('The retail set is not beside the project: ../shared/data/retail')
  const { definitions, questions, train } = set
  const compiled = compileLenses(definitions)
  const ask = () => questions.map((question) => answer(question, compiled))
  ask() // warm, so that the times are those of a running server
  const answers = ask()
  const of = (which: (answer: Answer) => boolean) => figures(answers.filter(which))
  return {
    ...of(() => true),
    train: of(({ question }) => train.has(question.id)),
    test: of(({ question }) => !train.has(question.id)),
    ...latencyOf(answers.map(({ ms }) => ms)),
    ordersPerCustomer: rounded(mean(questions.map(({ orders }) => orders.length)), 2),
    missed: answers.filter(({ first }) => first !== 0).map(({ question }) => question.id),
  }
}

interface Answer {
  readonly question: RetailQuestion
  /** places among her orders of those that are meant, from 0; Infinity = not in the view */
  readonly places: readonly number[]
  readonly first: number
  readonly ms: number
}

function answer(question: RetailQuestion, compiled: CompiledLenses): Answer {
  const startedAt = performance.now()
  const facts = view(question, compiled).filter(({ what }) => what === 'object:order')
  const ms = performance.now() - startedAt
  const places = [...question.meant].map((id) => {
    const place = facts.findIndex((one) => one.id === `order:${id}`)
    return place < 0 ? Number.POSITIVE_INFINITY : place
  })
  return { question, places, first: Math.min(...places), ms }
}

function view({ utterance, orders }: RetailQuestion, compiled: CompiledLenses) {
  const who = { purpose: 'service', role: 'agent', channel: 'phone' }
  const choice = chooseLens(compiled, { ...who, entity: 'customer' })
  if (!choice.ok) throw new Error(choice.detail)
  const id = '0'.repeat(32)
  const record = { id, source: 'retail', namespace: 'user_id', key: 'u', joinedAt: 0, firstAt: 0 }
  const made = makeView(
    {
      subject: { id, entity: 'customer', records: [record], identifiers: [] },
      traits: {},
      computed: {},
      consents: [],
      events: [],
      objects: orders,
      certainty: 1,
    },
    { ...who, lens: choice.lens, relationship: 'assigned', utterance, now: RETAIL_NOW },
    compiled,
  )
  if (made.kind === 'refused') throw new Error(made.reason)
  return made.view.facts
}

/**
 * recallAt: an order that is meant stands among the first k. sharedAt: of the orders that are meant (often
 * several) so many stand there; `ceilingAt` is what a perfect ranking would reach of that.
 */
function figures(answers: readonly Answer[]) {
  const within = (places: readonly number[], k: number) => places.filter((one) => one < k).length
  const at = (measure: (answer: Answer, k: number) => number) =>
    Array.from({ length: FIRST }, (_, index) => share(answers.map((a) => measure(a, index + 1))))
  const [recallAt1, recallAt2, recallAt3] = at(({ first }, k) => (first < k ? 1 : 0))
  return {
    utterances: answers.length,
    recallAt1,
    recallAt2,
    recallAt3,
    mrr: share(answers.map(({ first }) => 1 / (first + 1))),
    sharedAt: at(({ places }, k) => within(places, k) / places.length),
    ceilingAt: at(({ places }, k) => Math.min(1, k / places.length)),
  }
}

function share(values: readonly number[]): number {
  return rounded(mean(values), 4)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}
