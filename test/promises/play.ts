// Plays a history through a running engine and looks at what came of it.
import { ProblemError } from '../../src/contract/problem.ts'
import { callerOf, NOW, type TestEngine } from '../support/engine.ts'
import { derivedOf, emptyDatabase, type State, stateOf } from './state.ts'
import { ACCOUNTS, type Delivery, REFERENCES } from './world.ts'

/** Delivers to an empty engine, call after call. Throws when an item is not stored. */
export async function play(running: TestEngine, delivery: Delivery): Promise<void> {
  await startOver(running)
  await deliver(running, delivery)
}

/** An empty database under a running engine, which must not remember what was there. */
export async function startOver({ engine, store, clock }: TestEngine): Promise<void> {
  await emptyDatabase(store.pool)
  clock.now = NOW
  // What an engine keeps in mind of the database, it forgets after a rebuild.
  await engine.rebuild({ verify: true })
}

/** Delivers call after call. Throws when an item is not stored. */
export async function deliver({ engine }: TestEngine, delivery: Delivery): Promise<void> {
  for (const call of delivery) {
    for (const deeds of Map.groupBy(call, (deed) =>
      deed.kind === 'item' ? deed.source : '',
    ).values()) {
      const items = deeds.flatMap((deed) => (deed.kind === 'item' ? [deed.item] : []))
      const objects = deeds.flatMap((deed) => (deed.kind === 'object' ? [deed.object] : []))
      const source = deeds[0]?.kind === 'item' ? deeds[0].source : ''
      const { results } =
        objects.length > 0
          ? await engine.putObjects(objects)
          : await engine.collect({ source, items, bytes: 1_000 })
      const bad = results.find(({ status }) => status !== 'stored' && status !== 'duplicate')
      if (bad) throw new Error(`Not stored: ${JSON.stringify(bad)}`)
    }
  }
}

const QUESTIONS = [
  { role: 'agent', purpose: 'service', channel: 'phone' },
  { role: 'agent', purpose: 'billing', channel: 'api' },
  { role: 'marketer', purpose: 'marketing', channel: 'email' },
  { role: 'marketer', purpose: 'personalisation', channel: 'web' },
  { role: 'privacy_officer', purpose: 'privacy', channel: 'api' },
] as const

/** What each of some readers sees of everybody, as text; refusals too. */
export async function viewsOf({ engine }: TestEngine): Promise<Readonly<Record<string, string>>> {
  const seen: Record<string, string> = {}
  const look = async (
    subject: { customer: string } | { account: string },
    question: (typeof QUESTIONS)[number],
  ) => {
    const { role, ...rest } = question
    const key = `${Object.values(subject)[0]} ${role} ${rest.purpose}`
    try {
      const view = await engine.view({ ...subject, ...rest, explain: true }, callerOf(role))
      seen[key] = JSON.stringify({ ...view, audit: '' })
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      seen[key] = error.code
    }
  }
  for (const question of QUESTIONS) {
    for (const customer of REFERENCES) await look({ customer }, question)
  }
  for (const account of ACCOUNTS) {
    await look({ account }, { role: 'agent', purpose: 'service', channel: 'phone' })
  }
  return seen
}

/** Everything that must not depend on order, repetition or the way into batches. */
export async function outcomeOf(running: TestEngine): Promise<{
  readonly state: State
  readonly views: Readonly<Record<string, string>>
}> {
  return { state: await stateOf(running.store.pool), views: await viewsOf(running) }
}

/** What a rebuild finds wrong: empty when the ledger gives the same bytes. */
export async function faultsOfRebuild({ engine }: TestEngine): Promise<readonly string[]> {
  const report = await engine.rebuild({ verify: true })
  return [
    ...report.tables
      .filter(({ missing, extra }) => missing > 0 || extra > 0)
      .map(({ table, missing, extra }) => `${table}: ${missing} missing, ${extra} too many`),
    ...(report.linksOff > 0 ? [`links off: ${report.linksOff}`] : []),
  ]
}

export { derivedOf, stateOf }
