import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Link } from '../../contract/link.ts'
import type { RecordIdentifierRow } from '../../engine/ports/records.ts'
import { createFactMemory, type FactMemory, factsOf, holdersOf } from './fact-memory.ts'

const RECORDS = ['a', 'b', 'c']

const linkOf = (recordA: string, recordB: string, id: string): Link => ({
  id,
  at: 1,
  recordA,
  recordB,
  verdict: 'same',
  basis: 'match',
  rule: 'match',
  evidence: [],
  author: 't',
  reason: '',
  retracts: undefined,
})

const pairOf = (record: string, identifier: string, value: string): RecordIdentifierRow => ({
  identifier,
  record,
  home: '1',
  namespace: 'email',
  value,
  via: 'shown',
  firstAt: 1,
  evidence: 'e',
})

/** The tables, and the memory beside them. */
function createWorld(memory: FactMemory) {
  const links: Link[] = []
  const pairs = new Map<string, RecordIdentifierRow>()
  const nothing = { moves: [], links: [], identifiers: [] }
  const begun = new Set<string>()
  const linksOf = (ids: readonly string[]): readonly Link[] =>
    links.filter(({ recordA, recordB }) => ids.includes(recordA) || ids.includes(recordB))
  const pairsOf = (ids: readonly string[]): readonly RecordIdentifierRow[] =>
    [...pairs.values()].filter(({ record }) => ids.includes(record))
  const toIds = (places: readonly { readonly id: string }[]) => places.map(({ id }) => id)
  return {
    begin: (record: string) => {
      if (begun.has(record)) return
      begun.add(record)
      const moves = [{ record, home: '1', from: undefined, to: record }]
      memory.wrote({ ...nothing, moves })
    },
    link: (record: string, other: string) => {
      const link = linkOf(record, other, `${record}${other}`)
      memory.wrote({ ...nothing, links: [link] })
      if (!links.some(({ id }) => id === link.id)) links.push(link)
    },
    show: (record: string, value: string) => {
      const pair = pairOf(record, `i-${record}`, value)
      memory.wrote({ ...nothing, identifiers: [pair] })
      pairs.set(pair.identifier, pair)
    },
    linksOf,
    pairsOf,
    readLinks: (ids: readonly string[]) =>
      factsOf(
        ids.map((id) => ({ id })),
        {
          memory,
          kind: 'links',
          ask: async (places) => linksOf(toIds(places)),
          isOf: ({ recordA, recordB }: Link) => [recordA, recordB],
        },
      ),
    readPairs: (ids: readonly string[]) =>
      factsOf(
        ids.map((id) => ({ id })),
        {
          memory,
          kind: 'pairs',
          ask: async (places) => pairsOf(toIds(places)),
          isOf: ({ record }: RecordIdentifierRow) => [record],
        },
      ),
  }
}

const record = fc.constantFrom(...RECORDS)
const step = fc.record({
  kind: fc.constantFrom('begin' as const, 'link' as const, 'show' as const, 'read' as const),
  record,
  other: record,
})
const asTexts = (facts: readonly unknown[]): readonly string[] =>
  [...new Set(facts.map((fact) => JSON.stringify(fact)))].sort()

describe('remembered facts', () => {
  test('are those of the tables, whatever was written and read before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const world = createWorld(createFactMemory())
        for (const own of steps) {
          const ids = [...new Set([own.record, own.other])]
          if (own.kind !== 'read') {
            // Nothing is written of a record before it begins.
            ids.forEach(world.begin)
            world[own.kind](own.record, own.other)
          }
          expect(asTexts(await world.readLinks(ids))).toEqual(asTexts(world.linksOf(ids)))
          expect(asTexts(await world.readPairs(ids))).toEqual(asTexts(world.pairsOf(ids)))
        }
      }),
    )
  })

  test('are asked for once', async () => {
    const memory = createFactMemory()
    let asked = 0
    const read = () =>
      factsOf([{ id: 'a' }], {
        memory,
        kind: 'links',
        ask: async () => {
          asked++
          return [linkOf('a', 'b', '1')]
        },
        isOf: ({ recordA, recordB }: Link) => [recordA, recordB],
      })
    await read()
    expect(await read()).toHaveLength(1)
    expect(asked).toBe(1)
    memory.clear()
    await read()
    expect(asked).toBe(2)
  })

  test('are not remembered when somebody wrote while they were on their way', async () => {
    const memory = createFactMemory()
    const late = factsOf([{ id: 'a' }], {
      memory,
      kind: 'links',
      ask: async () => {
        memory.wrote({ moves: [], links: [linkOf('a', 'b', '1')], identifiers: [] })
        return []
      },
      isOf: ({ recordA, recordB }: Link) => [recordA, recordB],
    })
    expect(await late).toEqual([])
    expect(memory.of('a').links).toBeUndefined()
  })
})

describe('remembered holders of identifiers', () => {
  const IDENTIFIERS = ['x', 'y', 'z']
  const LIMIT = 2
  const holding = fc.record({
    isRead: fc.boolean(),
    record,
    identifier: fc.constantFrom(...IDENTIFIERS),
    value: fc.constantFrom('1', '2'),
  })

  test('are those of the table, as many as are asked for, by record id', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(holding, { maxLength: 40 }), async (steps) => {
        const memory = createFactMemory()
        const table = new Map<string, RecordIdentifierRow>()
        const stored = (identifiers: readonly string[]): readonly RecordIdentifierRow[] =>
          identifiers.flatMap((identifier) =>
            RECORDS.flatMap((own) => table.get(`${identifier} ${own}`) ?? []).slice(0, LIMIT),
          )
        for (const { isRead, record: own, identifier, value } of steps) {
          if (!isRead) {
            const pair = pairOf(own, identifier, value)
            memory.wrote({ moves: [], links: [], identifiers: [pair] })
            table.set(`${identifier} ${own}`, pair)
          }
          const asked = [...new Set([identifier, 'x'])]
          const told = await holdersOf(asked, LIMIT, { memory, ask: async (ids) => stored(ids) })
          expect(told.toSorted(byText)).toEqual(stored(asked).toSorted(byText))
        }
      }),
    )
  })

  test('are asked for once, and known of a value that nobody shows', async () => {
    const memory = createFactMemory()
    let asked = 0
    const ask = async (): Promise<readonly RecordIdentifierRow[]> => {
      asked++
      return []
    }
    await holdersOf(['x'], LIMIT, { memory, ask })
    memory.wrote({ moves: [], links: [], identifiers: [pairOf('a', 'x', '1')] })
    expect(await holdersOf(['x'], LIMIT, { memory, ask })).toHaveLength(1)
    expect(asked).toBe(1)
  })

  test('are not remembered when somebody wrote while they were on their way', async () => {
    const memory = createFactMemory()
    const ask = async (): Promise<readonly RecordIdentifierRow[]> => {
      memory.wrote({ moves: [], links: [], identifiers: [pairOf('a', 'x', '1')] })
      return []
    }
    await holdersOf(['x'], LIMIT, { memory, ask })
    expect(memory.holders('x')).toBeUndefined()
  })
})

const byText = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
