import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createTurns } from './turns.ts'

describe('turns', () => {
  test('run one after the other, in order, and one that fails holds up nobody', async () => {
    const turns = createTurns()
    const log: string[] = []
    const work = (name: string, ms: number) => async () => {
      log.push(`${name} begins`)
      await sleep(ms)
      log.push(`${name} ends`)
      if (name === 'a') throw new Error('a fails')
      return name
    }
    const all = await Promise.allSettled([turns.take(work('a', 10)), turns.take(work('b', 1))])
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  })

  test('are refused when too many wait, and taken again once they are done', async () => {
    const turns = createTurns()
    let release = (): void => undefined
    const first = turns.take(() => new Promise<void>((resolve) => (release = resolve)))
    const rest = Array.from({ length: 499 }, () => turns.take(async () => undefined))
    await expect(turns.take(async () => 1)).rejects.toMatchObject({ code: 'OVERLOADED' })
    release()
    await Promise.all([first, ...rest])
    expect(await turns.take(async () => 1)).toBe(1)
  })
})
