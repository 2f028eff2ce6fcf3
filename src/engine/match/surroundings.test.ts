// What is read around the records of a batch: those whom they are compared with, and no stranger who has one common key.
import { expect, test } from 'vitest'
import { COMMON } from '../../core/identity/match/decide/sharers.ts'
import { exampleRegister } from '../../core/identity/match/example.ts'
import { createScorer } from '../../core/identity/match/score/scorer.ts'
import { chanceFrom } from '../../core/identity/match/train/chance.ts'
import { train } from '../../core/identity/match/train/train.ts'
import { exampleRecord } from '../example.ts'
import type { WriteTransaction } from '../ports/writing.ts'
import type { LiveModel } from './matcher.ts'
import { readingOf } from './reading.ts'
import { createSurroundings, loadSurroundings, type Subject } from './surroundings.ts'

const { records } = exampleRegister({ people: 80, recordsEach: 2, chance: chanceFrom(3) })
const scorer = createScorer(train(records, { chance: chanceFrom(7) }))
const model: LiveModel = {
  version: 1,
  records: records.length,
  scorer: () => scorer,
  mark: {},
  texts: () => 0,
}

const nameOf = (number: number): string => `r${number}`

/** Answers of the store for an index of keys; remembers which numbers it was asked for. */
function storeOf(index: ReadonlyMap<number, readonly number[]>, isRemembered = false) {
  const read: number[] = []
  let questions = 0
  const tx = {
    links: async () => [],
    match: {
      asked: () => (isRemembered ? 0 : questions),
      keyHolders: async (keys: readonly number[]) => {
        questions++
        return new Map(keys.flatMap((key) => (index.has(key) ? [[key, index.get(key)]] : [])))
      },
      neighbours: async ({ numbers }: { readonly numbers: readonly number[] }) => {
        read.push(...numbers)
        return numbers.map((number) => ({
          row: exampleRecord(nameOf(number), nameOf(number)),
          number,
          said: { text: JSON.stringify(records[number % records.length]?.values) },
        }))
      },
    },
  } as unknown as WriteTransaction
  return { tx, read, questions: () => questions }
}

function subjectOf(id: string, keys: readonly number[]): Subject {
  const row = exampleRecord(id, id)
  const said = { text: JSON.stringify(records[0]?.values) }
  const reading = readingOf(row, said, model)
  return { row, known: reading.known, keys, reading }
}

const crowd = (from: number): readonly number[] =>
  Array.from({ length: COMMON + 1 }, (_, at) => from + at)
const COMMON_KEY = 11
const OTHER_COMMON_KEY = 12
const RARE_KEY = 13

test('of a common key those are read who share another, and its holders are counted all the same', async () => {
  const index = new Map([
    [COMMON_KEY, crowd(100)],
    [OTHER_COMMON_KEY, crowd(100 + COMMON)],
    [RARE_KEY, [7]],
  ])
  const { tx, read } = storeOf(index)
  const subjects = [subjectOf('s', [COMMON_KEY, OTHER_COMMON_KEY, RARE_KEY])]
  const { near, lacks } = await loadSurroundings(subjects, model, { tx, entering: undefined })
  expect([...read].sort((a, b) => a - b)).toEqual([7, 100 + COMMON])
  expect(near.holders(COMMON_KEY)).toEqual([nameOf(100 + COMMON)])
  expect(near.holding(COMMON_KEY)).toBe(COMMON + 1)
  expect(lacks()).toBe(0)
})

test('what another record is compared with is lacking until it is loaded, also where its keys were asked for', async () => {
  // Two subjects ask for one common key each; the neighbour holds both, so it is compared with who holds both.
  const neighbour = readingOf(
    exampleRecord(nameOf(7), nameOf(7)),
    { text: JSON.stringify(records[7]?.values) },
    model,
  )
  const [one, other, ...more] = scorer
    .keysOf(neighbour.known)
    .filter((key) => !scorer.personalKeys(neighbour.known).some((own) => own.key === key))
  if (one === undefined || other === undefined) throw new Error('too few keys to tell')
  const index = new Map([
    [one, crowd(100)],
    [other, crowd(100 + COMMON)],
    [RARE_KEY, [7]],
  ])
  const { tx, read } = storeOf(index)
  const subjects = [subjectOf('s', [one, RARE_KEY]), subjectOf('t', [other, ...more])]
  const around = await loadSurroundings(subjects, model, { tx, entering: undefined })
  expect(read).toEqual([7])
  for (const key of around.near.keysOf(nameOf(7))) around.near.holders(key)
  expect(around.lacks()).toBeGreaterThan(0)
  await around.load()
  expect(read).toContain(100 + COMMON)
  expect(around.near.holders(one)).toEqual([nameOf(100 + COMMON)])
  expect(around.lacks()).toBe(0)
})

test('a record that enters is found with those who were there', async () => {
  const { tx } = storeOf(new Map([[RARE_KEY, [7]]]))
  const [first, second] = [subjectOf('s', [RARE_KEY]), subjectOf('t', [RARE_KEY])]
  const around = await loadSurroundings([first, second], model, {
    tx,
    entering: new Set(['s', 't']),
  })
  around.enter(first)
  expect(around.near.holders(RARE_KEY)).toEqual([nameOf(7), 's'])
  expect(around.near.holding(RARE_KEY)).toBe(2)
})

test('what is lacking for many subjects is asked for together, and each has looked when all is here', async () => {
  const SUBJECTS = 120
  const rareKey = (at: number): number => 1_000 + at
  const index = new Map(
    Array.from({ length: SUBJECTS }, (_, at) => [rareKey(at), [at + 1]] as const),
  )
  const { tx, questions } = storeOf(index)
  const subjects = Array.from({ length: SUBJECTS }, (_, at) => subjectOf(`s${at}`, [rareKey(at)]))
  const around = createSurroundings(subjects, model, { tx, entering: undefined })
  const { near } = around
  const neighbourOf = ({ keys }: Subject): string | undefined => near.holders(keys[0] ?? 0)?.[0]
  const seen: Subject[] = []
  await around.begin((subject) => {
    seen.push(subject)
    // As a decision does that asks who else might be the one whom it found.
    for (const key of near.keysOf(neighbourOf(subject) ?? '')) near.holders(key)
  })
  expect(seen.slice(0, SUBJECTS)).toEqual(subjects)
  expect(subjects.map(neighbourOf)).toEqual(subjects.map((_, at) => nameOf(at + 1)))
  expect(around.lacks()).toBe(0)
  // One for each part of the subjects, and one or two for what was lacking.
  expect(questions()).toBeLessThanOrEqual(5)
})

test('nobody looks ahead where all is remembered', async () => {
  const { tx } = storeOf(new Map([[RARE_KEY, [7]]]), true)
  const subjects = [subjectOf('s', [RARE_KEY])]
  const around = createSurroundings(subjects, model, { tx, entering: undefined })
  const seen: Subject[] = []
  await around.begin((subject) => seen.push(subject))
  expect(seen).toEqual([])
  expect(around.near.holders(RARE_KEY)).toEqual([nameOf(7)])
})

test('a question that fails is heard of', async () => {
  const { tx } = storeOf(new Map())
  const broken = {
    ...tx,
    match: { ...tx.match, keyHolders: () => Promise.reject(new Error('gone')) },
  }
  const subjects = [subjectOf('s', [RARE_KEY])]
  await expect(
    loadSurroundings(subjects, model, { tx: broken, entering: undefined }),
  ).rejects.toThrow('gone')
})
