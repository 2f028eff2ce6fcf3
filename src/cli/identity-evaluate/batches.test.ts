import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { BATCH_SIZE, callsOf } from './batches.ts'
import type { SourceRow } from './resolver.ts'

const rows = (name: string, count: number, source = 'crm'): SourceRow[] =>
  Array.from({ length: count }, () => ({ record: name, source, traits: {} }))
const nameOf = (batch: readonly SourceRow[]) => batch[0]?.record ?? ''

async function toldOf(batches: readonly (readonly SourceRow[])[]): Promise<string> {
  const told: string[] = []
  const { push, drain } = callsOf(async (batch) => {
    told.push(`(${nameOf(batch)}`)
    await nextTurn()
    told.push(`${nameOf(batch)})`)
  })
  for (const batch of batches) await push(batch)
  await drain()
  return told.join(' ')
}

test('a batch comes while the one before is written; never three at a time', async () => {
  const batches = ['a', 'b', 'c'].map((name) => rows(name, BATCH_SIZE))
  expect(await toldOf(batches)).toBe('(a (b a) (c b) c)')
})

test('batches that one transaction could hold come one after the other', async () => {
  const small = ['a', 'b'].map((name) => rows(name, BATCH_SIZE - 1))
  expect(await toldOf(small)).toBe('(a a) (b b)')
  const mixed = (name: string) => [...rows(name, BATCH_SIZE), ...rows(name, 1, 'shop')]
  expect(await toldOf([rows('a', BATCH_SIZE), mixed('b'), rows('c', BATCH_SIZE)])).toBe(
    '(a a) (b b) (c c)',
  )
})

test('what a call throws is told by the next, or by the end', async () => {
  const { push, drain } = callsOf(async (batch) => {
    if (nameOf(batch) === 'bad') throw new Error('bad')
  })
  await push(rows('bad', BATCH_SIZE))
  await nextTurn()
  await expect(push(rows('good', BATCH_SIZE))).rejects.toThrow('bad')
  await push(rows('bad', BATCH_SIZE))
  await expect(drain()).rejects.toThrow('bad')
  await expect(
    callsOf(() => Promise.reject(new Error('small'))).push(rows('a', 1)),
  ).rejects.toThrow('small')
})
