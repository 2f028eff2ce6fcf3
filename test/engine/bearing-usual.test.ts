// What is usual through the real engine: learned from the passages that ended, and again from the ledger.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ViewRequest } from '../../src/contract/view.ts'
import { callerOf, NOW, startTestEngine, type TestEngine } from '../support/engine.ts'

const agent = callerOf('agent')

describe('what is usual', () => {
  const DAY = 86_400_000
  let started: TestEngine
  beforeAll(async () => {
    started = await startTestEngine()
  })
  afterAll(() => started.stop())

  async function order(n: number, steps: readonly (readonly [string, number])[]): Promise<void> {
    const { engine } = started
    for (const [status, daysAgo] of steps) {
      const at = new Date(NOW - daysAgo * DAY).toISOString()
      await engine.putObjects([
        {
          type: 'order',
          id: `O-${n}`,
          customer: `user_id:buyer-${n}`,
          source: 'shop',
          mode: 'full',
          changedAt: at,
          messageId: `o-${n}-${status}`,
          body: { status, order_number: `O-${n}` },
        },
      ])
    }
  }

  const view = (n: number) =>
    started.engine.view(
      ViewRequest.parse({ customer: `user_id:buyer-${n}`, purpose: 'service', channel: 'phone' }),
      agent,
    )

  test('is learned from the passages that ended, as they end', async () => {
    for (let n = 0; n < 24; n++) {
      await order(n, [
        ['placed', 30],
        ['shipped', 28],
        n % 8 === 0 ? ['cancelled', 27] : ['delivered', 26],
      ])
    }
    await order(99, [
      ['placed', 3],
      ['shipped', 0.5],
    ])
    const { position } = await view(99)
    expect(position).toMatchObject({ journey: 'order-to-delivery', stage: 'shipped' })
    expect(position?.next[0]).toMatchObject({ step: 'delivered' })
    expect(position?.next[0]?.p).toBeGreaterThan(0.6)
    expect(position?.destination?.[0]).toMatchObject({ goal: 'delivered' })
    expect(position?.norm?.n).toBeGreaterThan(10)
  })

  test('learned again from the ledger it is much the same, and stored', async () => {
    const learned = await started.engine.learnJourneys()
    expect(learned.journeys['order-to-delivery']).toBe(24)
    expect((await view(99)).position?.next[0]).toMatchObject({ step: 'delivered' })
    const names = (await started.store.learnedNames()).map(({ name }) => name)
    expect(names).toContain('journeys')
  })

  test('a changed journey is derived again for what had happened before', async () => {
    const { definitions } = { definitions: started.engine.definitions() }
    const journeys = (definitions.journeys ?? []).map((one) =>
      one.journey === 'order-to-delivery'
        ? {
            ...one,
            stages: one.stages
              .map((stage) =>
                stage.stage === 'shipped'
                  ? { ...stage, stage: 'under-way', title: 'Under way' }
                  : stage,
              )
              .map((stage) => ({
                ...stage,
                ...(stage.next && {
                  next: stage.next.map((name) => (name === 'shipped' ? 'under-way' : name)),
                }),
              })),
          }
        : one,
    )
    await started.engine.applyDefinitions({ journeys }, { author: 'test', dryRun: false })
    // Until its turn has come the old answer stands; told by the new names it would be the stage before.
    expect((await view(99)).position).toMatchObject({ stage: 'shipped' })
    await started.engine.learnJourneys()
    expect((await view(99)).position).toMatchObject({ stage: 'under-way' })
    const report = await started.engine.rebuild({ verify: true })
    expect(report.tables.filter(({ missing, extra }) => missing + extra > 0)).toEqual([])
  })
})
