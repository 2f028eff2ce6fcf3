// Who may prepare events, and when.
import { expect, test } from 'vitest'
import { createWaitingRoom } from './waiting-room.ts'

const turns = async (count: number) => {
  for (let n = 0; n < count; n++) await new Promise((resolve) => setImmediate(resolve))
}

/** A room in which `entered` collects the names of those let in. */
function roomWith() {
  const room = createWaitingRoom()
  const entered: string[] = []
  const come = (name: string, events = 100) => {
    const way = room.enter(events, events * 10)
    if (way === undefined) entered.push(name)
    else
      void way
        .then(() => entered.push(name))
        .catch((why: string) => entered.push(`${name}: ${why}`))
  }
  return { room, entered, come }
}

test('nobody waits while nothing is written', () => {
  const { entered, come } = roomWith()
  come('a')
  come('b')
  expect(entered).toEqual(['a', 'b'])
})

test('while a batch is computed all wait, and are counted', async () => {
  const { room, entered, come } = roomWith()
  room.close()
  come('a', 3)
  come('b', 4)
  await turns(3)
  expect(entered).toEqual([])
  expect([room.events(), room.bytes()]).toEqual([7, 70])
})

test('when the database works they come in as they came, with room for its answers between', async () => {
  const { room, entered, come } = roomWith()
  room.close()
  for (const name of ['a', 'b', 'c']) come(name)
  room.open()
  await turns(1)
  expect(entered).toEqual(['a', 'b'].slice(0, entered.length))
  expect(entered.length).toBeLessThan(3)
  come('d')
  await turns(5)
  expect(entered).toEqual(['a', 'b', 'c', 'd'])
  expect([room.events(), room.bytes(), room.isEmpty()]).toEqual([0, 0, true])
})

test('the next computing stops them again', async () => {
  const { room, entered, come } = roomWith()
  room.close()
  for (const name of ['a', 'b', 'c']) come(name)
  room.open()
  room.close()
  await turns(5)
  expect(entered).toEqual(['a'])
})

test('small calls come in together', async () => {
  const { room, entered, come } = roomWith()
  room.close()
  for (let n = 0; n < 50; n++) come(`${n}`, 1)
  room.open()
  await turns(1)
  expect(entered).toHaveLength(50)
})

test('a batch is filled up with those who wait, and no more', async () => {
  const { room, entered, come } = roomWith()
  room.close()
  for (const name of ['a', 'b', 'c', 'd']) come(name)
  await room.fill(250)
  expect(entered).toEqual(['a', 'b', 'c'])
  await room.fill(0)
  expect(entered).toEqual(['a', 'b', 'c'])
})

test('calls without events do not block those behind them', async () => {
  const { room, entered, come } = roomWith()
  room.close()
  come('empty', 0)
  come('a')
  room.open()
  await turns(3)
  expect(entered).toEqual(['empty', 'a'])
})

test('all are turned away when the database is gone', async () => {
  const { room, entered, come } = roomWith()
  room.close()
  come('a')
  come('b')
  room.refuse('gone')
  await turns(1)
  expect(entered).toEqual(['a: gone', 'b: gone'])
  expect(room.isEmpty()).toBe(true)
})
