// Rows go into the engine of the product, which may say that it has enough for now.
import { expect, test } from 'vitest'
import { ProblemError } from '../../contract/problem.ts'
import { type OpenedForRows, resolveDurably } from './durable.ts'
import type { SourceRow } from './resolver.ts'

const SETTINGS = { entity: 'customer', thresholdBits: undefined, seed: 1 } as const
const ROWS: readonly SourceRow[] = [{ record: 'r1', source: 'crm', traits: { name: 'Ada' } }]

/** An engine that answers so, call by call. */
function engineOf(answers: readonly (Error | string)[]) {
  let calls = 0
  const collect = async () => {
    const answer = answers[calls++]
    if (answer instanceof Error) throw answer
    return { results: [{ status: answer, reason: 'too long' }] }
  }
  const opened = { engine: { collect }, hold: () => Promise.resolve(), release: () => undefined }
  return { opened: opened as unknown as OpenedForRows, calls: () => calls }
}

test('an engine that has enough for now is asked again, and what it had stored already is no loss', async () => {
  const refusal = new ProblemError('OVERLOADED', 'More is coming in than can be stored now')
  for (const answer of ['stored', 'duplicate']) {
    const { opened, calls } = engineOf([refusal, answer])
    await resolveDurably(opened, SETTINGS).add(ROWS)
    expect(calls()).toBe(2)
  }
})

test('a row that is not stored ends the evaluation', async () => {
  const { opened } = engineOf(['set_aside'])
  await expect(resolveDurably(opened, SETTINGS).add(ROWS)).rejects.toThrow('too long')
})
