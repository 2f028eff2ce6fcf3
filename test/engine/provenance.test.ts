// How we know what a server says of her: by definition where it does not say so itself, and shown source by source.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DefinitionFile } from '../../src/contract/definition.ts'
import { ViewRequest } from '../../src/contract/view.ts'
import { callerOf, collectFrom, NOW, startTestEngine, type TestEngine } from '../support/engine.ts'

let running: TestEngine
beforeAll(async () => {
  running = await startTestEngine()
  const told = (source: string, id: string, traits: object, context: object, days: number) =>
    collectFrom(running.engine, source, [
      {
        type: 'identify',
        messageId: id,
        userId: 'pia',
        traits: { email: 'pia@x.io', ...traits },
        context,
        timestamp: new Date(NOW - days * 86_400_000).toISOString(),
      },
    ])
  await told('web', 'w', { language: 'sv', plan: 'Fibre 100' }, {}, 9)
  await told('erp', 'e', { language: 'en', plan: 'Fibre 500' }, {}, 2)
  await told('erp', 'g', { language: 'de' }, { provenance: 'given' }, 20)
})
afterAll(() => running.stop())

const look = async (over: object = {}) => {
  const request = { customer: 'user_id:pia', purpose: 'service', channel: 'phone', ...over }
  return (await running.engine.view(ViewRequest.parse(request), callerOf('agent'))).customer
}
const apply = (provenance: NonNullable<DefinitionFile['provenance']>) =>
  running.engine.applyDefinitions({ provenance }, { author: 'test', dryRun: false })

test('a changed definition counts in the next view, and a rebuild gives the same', async () => {
  expect((await look())?.traits['plan']).toMatchObject({ provenance: 'observed', source: 'erp' })
  expect((await look())?.traits['language']).toMatchObject({ value: 'en', provenance: 'given' })
  await apply([{ source: 'erp', traits: ['*'], provenance: 'observed' }])
  expect((await look())?.traits['language']).toMatchObject({ value: 'sv', source: 'web' })
  expect((await running.engine.rebuild({ verify: true })).equal).toBe(true)
})

test('asked to explain, a view shows what every source says, what stands and why', async () => {
  expect((await look())?.sources).toBeUndefined()
  const sources = (await look({ explain: true }))?.sources ?? {}
  expect(Object.keys(sources)).toEqual(Object.keys((await look())?.traits ?? {}))
  const lines = sources['language']?.map(({ source, value, provenance, stands }) => {
    return [source, value, provenance, stands]
  })
  expect(lines).toEqual([
    ['web', 'sv', 'given', true],
    ['erp', 'de', 'given', false],
    ['erp', 'en', 'observed', false],
  ])
  for (const one of sources['language'] ?? []) expect(one.because).not.toBe('')
})
