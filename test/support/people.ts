// Made-up people for tests of the matcher: a register of several sources with errors, as identify calls, and rules
// under which only what is said joins.
import { loadAllDefinitions } from '../../src/cli/definitions.ts'
import type { IdentityRules } from '../../src/contract/definition.ts'
import { exampleChance, exampleRegister } from '../../src/core/identity/match/example.ts'
import { collectFrom, type TestEngine } from './engine.ts'

export interface Person {
  readonly id: string
  readonly traits: Readonly<Record<string, unknown>>
}

/** Rules without a limit on user ids: each source gives its own, so one customer has several. */
export async function openRules(): Promise<IdentityRules> {
  const { identity } = await loadAllDefinitions(`${import.meta.dirname}/../../definitions`)
  return {
    ...identity,
    namespaces: identity.namespaces.map((rule) => {
      if (rule.namespace !== 'user_id') return rule
      const { valuesPerCustomerMax: _, ...rest } = rule
      return rest
    }),
  }
}

/** So many people, each in three records with errors. */
export function register(people: number, seed = 1): readonly Person[] {
  const { records } = exampleRegister({ people, recordsEach: 3, chance: exampleChance(seed) })
  return records.map(({ id, values }) => ({
    id,
    // A wrong e-mail address would join nobody, a right one by rule: the matcher has to do it.
    traits: Object.fromEntries(
      Object.entries(values).filter(([name, value]) => name !== 'email' && value !== ''),
    ),
  }))
}

const CALL = 100

/** Sends people as identify calls of one source. */
export async function identifyAll(
  { engine }: TestEngine,
  people: readonly Person[],
  source = 'crm',
): Promise<void> {
  for (let from = 0; from < people.length; from += CALL) {
    const items = people.slice(from, from + CALL).map(({ id, traits }) => identifyItem(id, traits))
    const { results } = await collectFrom(engine, source, items)
    const lost = results.find(({ status }) => status !== 'stored')
    if (lost) throw new Error(`Not stored: ${JSON.stringify(lost)}`)
  }
}

/** Named by what it says, so that two engines are told the same. */
export function identifyItem(userId: string, traits: Readonly<Record<string, unknown>>) {
  return { type: 'identify', messageId: `${userId} ${JSON.stringify(traits)}`, userId, traits }
}

/** Trains on what is there and gives everything a second thought. */
export async function learn({ engine }: TestEngine): Promise<void> {
  await engine.trainIdentity({ entity: 'customer', seed: 1, author: 'tests' })
  await engine.settleIdentity(Number.POSITIVE_INFINITY)
}
