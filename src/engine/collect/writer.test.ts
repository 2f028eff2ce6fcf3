// What callers are told when events cannot be stored: the event is at fault, or we are.
import { expect, test } from 'vitest'
import type { Event } from '../../contract/event.ts'
import { ProblemError } from '../../contract/problem.ts'
import { StoreFault } from '../ports/fault.ts'
import { BATCH_EVENTS_MAX, createWriter, type StoreBatch } from './writer.ts'

const event = (id: string) => ({ id }) as Event
const STORED = { status: 'stored' } as const
let now = 0
const clock = () => now++
const newWriter = (storeBatch: StoreBatch, log: (line: string) => void = () => undefined) =>
  createWriter(storeBatch, clock, log)

/** Stores all but what `fails` says. */
const storeBut =
  (fails: (event: Event) => Error | undefined): StoreBatch =>
  async (events) => {
    for (const one of events) {
      const error = fails(one)
      if (error) throw error
    }
    return events.map(() => STORED)
  }
const poison = storeBut(({ id }) => (id.startsWith('bad') ? new TypeError('oh') : undefined))

async function told(work: Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await work)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return `${error.status} ${error.retryAfterSeconds}`
  }
}

test('one bad event is set aside, and its neighbours are stored', async () => {
  const writer = newWriter(poison)
  const [bad, good] = await Promise.all([
    writer.write([event('a'), event('bad'), event('b')], 1),
    writer.write([event('c')], 1),
  ])
  expect(bad.map(({ status }) => status)).toEqual(['stored', 'failed', 'stored'])
  expect(good).toEqual([STORED])
})

test('when nothing can be stored everybody is asked to come back, and nothing is set aside', async () => {
  let isBroken = true
  const lines: string[] = []
  const broken = new Error('column "x" does not exist')
  const writer = newWriter(
    storeBut(() => (isBroken ? broken : undefined)),
    (line) => lines.push(line),
  )
  const calls = () =>
    Promise.all([1, 2, 3, 4, 5].map((n) => told(writer.write([event(`a${n}`), event(`b${n}`)], 1))))
  for (let n = 0; n < 8; n++) expect(new Set(await calls())).toEqual(new Set(['503 2']))
  expect(lines[0]).toContain('column "x" does not exist')
  isBroken = false
  expect(new Set(await calls())).toEqual(new Set([JSON.stringify([STORED, STORED])]))
})

test('a bad event sent alone is asked for again until others got through, then set aside', async () => {
  const writer = newWriter(poison)
  expect(await told(writer.write([event('bad')], 1))).toBe('503 2')
  expect(await told(writer.write([event('good')], 1))).toBe('[{"status":"stored"}]')
  expect(await told(writer.write([event('bad')], 1))).toContain('"failed"')
})

test('a bad event on a server that nobody else writes to does not block its sender for ever', async () => {
  const writer = newWriter(poison)
  const answers: string[] = []
  for (let n = 0; n < 5; n++) answers.push(await told(writer.write([event('bad')], 1)))
  expect(answers.slice(0, 4)).toEqual(['503 2', '503 2', '503 2', '503 2'])
  expect(answers[4]).toContain('"failed"')
})

test('a value that the database refuses is set aside at once', async () => {
  const refused = new StoreFault('data', 'out of range')
  const writer = newWriter(storeBut(({ id }) => (id === 'bad' ? refused : undefined)))
  expect(await told(writer.write([event('bad')], 1))).toContain('"failed"')
})

test('duplicates do not tell that storing works', async () => {
  const writer = newWriter(async (events) => {
    if (events.some(({ id }) => id.startsWith('new'))) throw new Error('fold is broken')
    return events.map(() => ({ status: 'duplicate' }) as const)
  })
  const known = told(writer.write([event('known')], 1))
  const fresh = told(writer.write([event('new1'), event('new2')], 1))
  expect(await known).toContain('duplicate')
  expect(await fresh).toBe('503 2')
})

test('a database that is away is told to everybody at once, without trying parts', async () => {
  let tries = 0
  const writer = newWriter(async () => {
    tries++
    throw new StoreFault('unavailable', 'gone')
  })
  expect(await told(writer.write([event('a'), event('b')], 1))).toBe('503 2')
  expect(tries).toBe(1)
})

test('calls of half a batch each are written apart, smaller ones together', async () => {
  const sizes: number[] = []
  const writer = newWriter(async (events) => {
    sizes.push(events.length)
    return events.map(() => STORED)
  })
  const call = (size: number) => Array.from({ length: size }, (_, at) => event(`${size} ${at}`))
  const half = BATCH_EVENTS_MAX / 2
  await Promise.all([half, half, half - 1].map((size) => writer.write(call(size), 1)))
  expect(sizes).toEqual([half, 2 * half - 1])
})

test('calls wait while a batch is computed and come in when it is on its way; none is forgotten', async () => {
  const steps: string[] = []
  let send = (): void => undefined
  let commit = (): void => undefined
  const writer = newWriter(async (events, { onBegun, onSent }) => {
    onBegun()
    steps.push(`compute ${events.length}`)
    await new Promise<void>((resolve) => {
      send = resolve
    })
    onSent()
    await new Promise<void>((resolve) => {
      commit = resolve
    })
    return events.map(() => STORED)
  })
  const call = async (name: string) => {
    await writer.turn(1, 1)
    steps.push(`prepare ${name}`)
    await writer.write([event(name)], 1)
    steps.push(`stored ${name}`)
  }
  const wait = async () => {
    for (let n = 0; n < 5; n++) await new Promise((resolve) => setImmediate(resolve))
  }
  const calls = [call('a')]
  await wait()
  calls.push(call('b'), call('c'))
  await wait()
  expect(writer.waiting()).toBe(3)
  send()
  await wait()
  commit()
  await wait()
  send()
  await wait()
  commit()
  await Promise.all(calls)
  await writer.drain()
  expect(steps).toEqual([
    ...['prepare a', 'compute 1', 'prepare b', 'prepare c', 'stored a'],
    ...['compute 2', 'stored b', 'stored c'],
  ])
  expect(writer.waiting()).toBe(0)
})

test('who waits to prepare is told of an outage with the others', async () => {
  let fail = (): void => undefined
  const writer = newWriter(
    (_, { onBegun }) =>
      new Promise((_, reject) => {
        onBegun()
        fail = () => reject(new StoreFault('unavailable', 'gone'))
      }),
  )
  const first = told(writer.write([event('a')], 1))
  await new Promise((resolve) => setTimeout(resolve, 5))
  const second = told(Promise.resolve(writer.turn(1, 1)))
  fail()
  expect([await first, await second]).toEqual(['503 2', '503 2'])
})

const turns = async () => {
  for (let n = 0; n < 5; n++) await new Promise((resolve) => setImmediate(resolve))
}

/** Batches that commit and end when the test says so. */
function rowOfBatches() {
  const steps: string[] = []
  const batches: { commit: () => void; end: (error?: Error) => void }[] = []
  const writer = newWriter(
    (events, { onCommitting }) =>
      new Promise((resolve, reject) => {
        const name = [...new Set(events.map(({ id }) => id))].join()
        steps.push(`begin ${name}`)
        batches.push({
          commit: onCommitting,
          end: (error) => (error ? reject(error) : resolve(events.map(() => STORED))),
        })
      }),
  )
  const call = async (name: string, count = 100) => {
    const answer = await told(writer.write(Array(count).fill(event(name)), 1))
    steps.push(`${answer.startsWith('[') ? 'stored' : answer} ${name}`)
  }
  return { writer, steps, batches, call }
}

test('the next batch begins when the commit of the one before is on its way, and no other then', async () => {
  const { writer, steps, batches, call } = rowOfBatches()
  const calls = [call('a')]
  await turns()
  calls.push(call('b'))
  await turns()
  expect(steps).toEqual(['begin a'])
  batches[0]?.commit()
  await turns()
  calls.push(call('c'))
  await turns()
  expect(steps).toEqual(['begin a', 'begin b'])
  batches[0]?.end()
  batches[1]?.commit()
  await turns()
  expect(steps).toContain('stored a')
  expect(steps.filter((step) => step.startsWith('begin'))).toEqual([
    'begin a',
    'begin b',
    'begin c',
  ])
  batches[1]?.end()
  batches[2]?.end()
  await writer.drain()
  await Promise.all(calls)
  expect(writer.waiting()).toBe(0)
})

test('when a commit fails the next batch, which is under way, is stored all the same', async () => {
  const { steps, batches, call } = rowOfBatches()
  const calls = [call('a')]
  await turns()
  calls.push(call('b'))
  batches[0]?.commit()
  await turns()
  batches[0]?.end(new StoreFault('unavailable', 'gone'))
  batches[1]?.end()
  await Promise.all(calls)
  expect(steps).toEqual(['begin a', 'begin b', '503 2 a', 'stored b'])
})

test('while parts of a batch are tried, no part lets the next batch begin', async () => {
  const { steps, batches, call } = rowOfBatches()
  const calls = [call('a'), call('b')]
  await turns()
  calls.push(call('c'))
  batches[0]?.end(new Error('oh'))
  await turns()
  batches[1]?.commit()
  await turns()
  expect(steps).toEqual(['begin a,b', 'begin a'])
  batches[1]?.end()
  await turns()
  batches[2]?.end()
  await turns()
  batches[3]?.end()
  await Promise.all(calls)
  expect(steps.slice(2, 3)).toEqual(['begin b'])
})

test('a few events wait until the last batch has committed', async () => {
  const { steps, batches, call } = rowOfBatches()
  const calls = [call('a')]
  await turns()
  calls.push(call('b', 5))
  batches[0]?.commit()
  await turns()
  calls.push(call('c', 5))
  await turns()
  expect(steps).toEqual(['begin a'])
  batches[0]?.end()
  await turns()
  expect(steps).toEqual(['begin a', 'stored a', 'begin b,c'])
  batches[1]?.end()
  await Promise.all(calls)
})

test('a call is written whenever it comes: also in the very step in which the writer ends', async () => {
  const steps = Array.from({ length: 40 }, (_, n) => n)
  for (const after of steps) {
    const writer = newWriter(storeBut(() => undefined))
    await writer.write([event('a')], 1)
    for (let step = 0; step < after; step++) await Promise.resolve()
    expect(await writer.write([event('b')], 1)).toEqual([STORED])
  }
})
