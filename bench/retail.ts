// The public retail set (tau2-bench) as questions: what a caller says, order numbers cut out, and her own orders,
// mapped as an import maps them.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { compileMapping } from '../src/cli/import/compile.ts'
import type { Item } from '../src/cli/import/item.ts'
import { Mapping } from '../src/cli/import/mapping.ts'
import { mappedRecords, planFiles } from '../src/cli/import/records-of-files.ts'
import { DefinitionFile, type Definitions } from '../src/contract/definition.ts'
import type { JsonObject } from '../src/contract/event.ts'
import { mergeDefinitions } from '../src/core/lens/merge-definitions.ts'
import type { SnapshotObject } from '../src/core/lens/snapshot.ts'
import { defaultDefinitions } from '../src/testing/default-definitions.ts'

const ROOT = join(import.meta.dirname, '..')
const EXAMPLE = join(ROOT, 'examples', 'retail')
const DATA = join(ROOT, '..', 'shared', 'data', 'retail')
/** `#W1234567`, also without its first characters: the numbers give the answer away. */
const ORDER_NUMBER = /#?W?\b\d{7}\b|#?W\d{7}\b/g
/** The moment of all questions. */
export const RETAIL_NOW = Date.UTC(2026, 10, 21, 12)

export interface RetailQuestion {
  readonly id: string
  readonly utterance: string
  readonly orders: readonly SnapshotObject[]
  /** ids of the orders that the task changes */
  readonly meant: ReadonlySet<string>
}

export interface RetailSet {
  readonly definitions: Definitions
  readonly questions: readonly RetailQuestion[]
  /** ids of the tasks that constants may be set on */
  readonly train: ReadonlySet<string>
}

/** Undefined where the data is not there. */
export async function retailSet(): Promise<RetailSet | undefined> {
  if (!existsSync(DATA)) return undefined
  const definitions = retailDefinitions()
  const questions = questionsOf(await ordersByCustomer(definitions))
  const { train } = readJson('split_tasks.json') as { readonly train: readonly string[] }
  return { definitions, questions, train: new Set(train) }
}

interface Task {
  readonly id: string
  readonly user_scenario: { readonly instructions: { readonly reason_for_call: string } }
  readonly evaluation_criteria: {
    readonly actions:
      | readonly { readonly name: string; readonly arguments: { readonly order_id?: string } }[]
      | null
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
    for await (const { items } of mappedRecords(file, 0, console.error)) {
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
    changedAt: RETAIL_NOW,
    evidence: '0'.repeat(32),
    entity: 'customer',
    source: 'retail',
  }
}

/** Tasks that change an order of a customer who has several; reading tools change nothing. */
function questionsOf(
  orders: ReadonlyMap<string, readonly SnapshotObject[]>,
): readonly RetailQuestion[] {
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
