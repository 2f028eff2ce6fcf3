// What the driver answers: told as it is, and let go of soon.
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { answerTo } from '../../src/store/wire/query.ts'
import type { StoreUnderTest } from './store-under-test.ts'

const QUESTIONS = 100
const ROUNDS = 5
const TEXT_BYTES = 100_000

export function answersContract(under: StoreUnderTest): void {
  describe('answers', () => {
    test('are gone with the next young objects: held longer, all of the heap must be collected for them', async () => {
      const client = new pg.Client({ connectionString: under.database.url })
      await client.connect()
      const rounds: number[] = []
      for (let round = 0; round < ROUNDS; round++) rounds.push(await grownBy(client))
      await client.end()
      // The runtime may move a round of texts, or collect all, for reasons of its own.
      expect(median(rounds)).toBeLessThan((QUESTIONS * TEXT_BYTES) / 4)
    })

    test('a fault is an answer too', async () => {
      const client = new pg.Client({ connectionString: under.database.url })
      await client.connect()
      await expect(answerTo(client, { text: 'select 1 / $1::int', values: [0] })).rejects.toThrow(
        'division by zero',
      )
      await client.end()
    })
  })
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** Bytes that outlived the young objects while large texts were answered. */
async function grownBy(client: pg.Client): Promise<number> {
  const collectYoung = minorCollector()
  const before = oldBytes()
  // A text that was expected of is held by the test's own books.
  let answered = 0
  for (let asked = 0; asked < QUESTIONS; asked++) {
    const { rows } = await answerTo<{ text: string }>(client, {
      text: "select repeat('x', $1) as text",
      values: [TEXT_BYTES],
    })
    answered += rows[0]?.text.length ?? 0
    collectYoung()
  }
  const grown = oldBytes() - before
  expect(answered).toBe(QUESTIONS * TEXT_BYTES)
  return grown
}

function minorCollector(): () => void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void
  return () => collect({ type: 'minor' })
}

/** What outlived the young objects, bytes. */
function oldBytes(): number {
  return getHeapSpaceStatistics()
    .filter(({ space_name }) => space_name === 'old_space')
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0)
}
