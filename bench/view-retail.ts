// Which of her orders is it about? The utterances of the public retail set (tau2-bench), order numbers cut out,
// against each customer's own orders: mapped as an import maps them, seen through the real lens. No rule knows a
// task; constants were set on the train split only.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { compileMapping } from '../src/cli/import/compile.ts'
import type { Item } from '../src/cli/import/item.ts'
import { Mapping } from '../src/cli/import/mapping.ts'
import { mappedRecords, planFiles } from '../src/cli/import/records-of-files.ts'
import { DefinitionFile, type Definitions } from '../src/contract/definition.ts'
import type { JsonObject } from '../src/contract/event.ts'
import { chooseLens } from '../src/core/lens/choose.ts'
import { type CompiledLenses, compileLenses } from '../src/core/lens/compile.ts'
import { makeView } from '../src/core/lens/make-view.ts'
import { mergeDefinitions } from '../src/core/lens/merge-definitions.ts'
import type { SnapshotObject } from '../src/core/lens/snapshot.ts'
import { defaultDefinitions } from '../src/testing/default-definitions.ts'
import { latencyOf, rounded } from './statistics.ts'

const ROOT = join(import.meta.dirname, '..')
const EXAMPLE = join(ROOT, 'examples', 'retail')
const DATA = join(ROOT, '..', 'shared', 'data', 'retail')
/** `#W1234567`, also without its first characters: the numbers give the answer away. */
const ORDER_NUMBER = /#?W?\b\d{7}\b|#?W\d{7}\b/g
const NOW = Date.UTC(2026, 10, 21, 12)
const FIRST = 3

interface Task {
  readonly id: string
  readonly user_scenario: { readonly instructions: { readonly reason_for_call: string } }
  readonly evaluation_criteria: {
    readonly actions:
      | readonly { readonly name: string; readonly arguments: { readonly order_id?: string } }[]
      | null
  }
}

interface Question {
  readonly id: string
  readonly utterance: string
  readonly orders: readonly SnapshotObject[]
  /** ids of the orders that the task changes */
  readonly meant: ReadonlySet<string>
}

/** Throws an Error naming the folder when the data is not there. */
export async function viewRetail(): Promise<object> {
  if (!existsSync(DATA)) throw new Error(`The retail set is not in ${DATA}`)
  const definitions = retailDefinitions()
  const questions = questionsOf(await ordersByCustomer(definitions))
  const compiled = compileLenses(definitions)
  const split = readJson('split_tasks.json') as { readonly train: readonly string[] }
  const train = new Set(split.train)
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

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(join(DATA, name), 'utf8'))
}

function readYaml(name: string): unknown {
  return parse(readFileSync(join(EXAMPLE, name), 'utf8'))
}

function retailDefinitions(): Definitions {
  const shop = DefinitionFile.parse(readYaml('definitions.yaml'))
  return mergeDefinitions(defaultDefinitions(), shop)
}

type ObjectItem = Extract<Item, { readonly kind: 'object' }>

async function ordersByCustomer(
  definitions: Definitions,
): Promise<ReadonlyMap<string, readonly SnapshotObject[]>> {
  const statusOf = (type: string) =>
    definitions.objects.find((one) => one.type === type)?.status ?? 'status'
  const mapping = compileMapping(Mapping.parse(readYaml('mapping.yaml')), { statusOf })
  const orders = new Map<string, SnapshotObject[]>()
  for (const file of await planFiles([join(DATA, 'orders.json')], mapping)) {
    for await (const { items } of mappedRecords(file, 0)) {
      for (const item of items) {
        if (item.kind !== 'object') continue
        const customer = String(item.object.customer)
        const hers = orders.get(customer) ?? []
        orders.set(customer, [...hers, snapshotOf(item)])
      }
    }
  }
  return orders
}

function snapshotOf({ object }: ObjectItem): SnapshotObject {
  const { type, id } = object
  const body = object.body as JsonObject
  return {
    type,
    id,
    status: String(body['status']),
    body,
    changedAt: NOW,
    evidence: '0'.repeat(32),
    entity: 'customer',
    source: 'retail',
  }
}

/** Tasks that change an order of a customer who has several; reading tools change nothing. */
function questionsOf(orders: ReadonlyMap<string, readonly SnapshotObject[]>): readonly Question[] {
  const tasks = readJson('tasks.json') as readonly Task[]
  const owners = new Map<string, readonly SnapshotObject[]>()
  for (const hers of orders.values()) for (const { id } of hers) owners.set(id, hers)
  return tasks.flatMap((task) => {
    const actions = task.evaluation_criteria.actions ?? []
    const changed = actions.filter(({ name }) => !name.startsWith('get_'))
    const meant = new Set(changed.flatMap((one) => one.arguments.order_id ?? []))
    const hers = [...meant].map((id) => owners.get(id)).find((one) => one !== undefined) ?? []
    if (hers.length < 2) return []
    const utterance = task.user_scenario.instructions.reason_for_call.replace(ORDER_NUMBER, '')
    return [{ id: task.id, utterance, orders: hers, meant }]
  })
}

interface Answer {
  readonly question: Question
  /** places among her orders of those that are meant, from 0; Infinity = not in the view */
  readonly places: readonly number[]
  readonly first: number
  readonly ms: number
}

function answer(question: Question, compiled: CompiledLenses): Answer {
  const startedAt = performance.now()
  const facts = view(question, compiled).filter(({ what }) => what === 'object:order')
  const ms = performance.now() - startedAt
  const places = [...question.meant].map((id) => {
    const place = facts.findIndex((one) => one.id === `order:${id}`)
    return place < 0 ? Number.POSITIVE_INFINITY : place
  })
  return { question, places, first: Math.min(...places), ms }
}

function view({ utterance, orders }: Question, compiled: CompiledLenses) {
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
    { ...who, lens: choice.lens, relationship: 'assigned', utterance, now: NOW },
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
