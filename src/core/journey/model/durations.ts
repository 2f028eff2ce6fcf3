// Samples of durations under many contexts. They are what sample.ts keeps, but all in one run of numbers:
//
//   ... | n  worst  count  - | values, ascending ... | the draw of each ... | n worst ...
//         ^ where a sample lies (`at`)
import {
  type ContextIndex,
  eachContext,
  emptyIndex,
  findAt,
  NOWHERE,
  setAt,
} from './context-index.ts'
import { emptyRooms, leaveRoom, type Rooms, roomFor, takeRoom } from './room.ts'
import { largestOf, type Run, type Sample, settle } from './sample.ts'

export interface Durations {
  index: ContextIndex
  rooms: Rooms
}

const HEAD = 4
const WORST = 1
const COUNT = 2

export function emptyDurations(): Durations {
  return { index: emptyIndex(), rooms: emptyRooms() }
}

/** Where the sample of a context lies, NOWHERE when there is none. Valid until something is offered. */
export const findSample = ({ index }: Durations, hash: number): number => findAt(index, hash)

/** How many were offered, also those not kept. */
export const offeredAt = ({ rooms }: Durations, at: number): number => rooms.numbers[at] as number

/** The durations kept. Valid until something is offered. */
export const runAt = ({ rooms: { numbers } }: Durations, at: number): Run => ({
  values: numbers,
  from: at + HEAD,
  count: numbers[at + COUNT] as number,
})

const lengthFor = (count: number): number => HEAD + 2 * roomFor(count)

export interface Offered {
  readonly hash: number
  /** ms */
  readonly value: number
  /** as in sample.ts */
  readonly draw: number
  /** kept at most: a power of two */
  readonly max: number
}

/** Offers a duration to the sample of a context, making one; answers how many were offered to it so far. */
export function offerTo(table: Durations, offered: Offered): number {
  const found = findSample(table, offered.hash)
  const at = found === NOWHERE ? addSample(table, offered.hash) : found
  const { numbers } = table.rooms
  const n = (numbers[at] as number) + 1
  numbers[at] = n
  if ((numbers[at + COUNT] as number) < offered.max) insert(table, at, offered)
  else if (offered.draw < (numbers[at + WORST] as number)) replace(table, at, offered)
  return n
}

function addSample(table: Durations, hash: number): number {
  const at = takeRoom(table.rooms, lengthFor(1))
  table.rooms.numbers.fill(0, at, at + HEAD)
  setAt(table.index, hash, at)
  return at
}

function insert(table: Durations, from: number, { hash, value, draw, max }: Offered): void {
  const count = table.rooms.numbers[from + COUNT] as number
  const at = count === roomFor(count) ? moveTo(table, hash, from) : from
  table.rooms.numbers[at + COUNT] = count + 1
  settle(keptAt(table, at), { at: count, value, draw })
  if (count + 1 >= max) setWorst(table, at)
}

function replace(table: Durations, at: number, { value, draw }: Offered): void {
  const { numbers } = table.rooms
  const worst = numbers[at + WORST] as number
  const { drawsFrom } = keptAt(table, at)
  let gone = 0
  while (numbers[drawsFrom + gone] !== worst) gone++
  settle(keptAt(table, at), { at: gone, value, draw })
  setWorst(table, at)
}

function setWorst(table: Durations, at: number): void {
  const { draws, drawsFrom, count } = keptAt(table, at)
  table.rooms.numbers[at + WORST] = largestOf(draws, drawsFrom, count)
}

function keptAt({ rooms: { numbers } }: Durations, at: number) {
  const count = numbers[at + COUNT] as number
  const from = at + HEAD
  return { values: numbers, from, draws: numbers, drawsFrom: from + roomFor(count), count }
}

function moveTo(table: Durations, hash: number, from: number): number {
  const count = table.rooms.numbers[from + COUNT] as number
  const at = takeRoom(table.rooms, lengthFor(count + 1))
  const { numbers } = table.rooms
  numbers.copyWithin(at, from, from + HEAD + count)
  const room = roomFor(count + 1)
  numbers.copyWithin(at + HEAD + room, from + HEAD + count, from + HEAD + 2 * count)
  leaveRoom(table.rooms, from, lengthFor(count))
  setAt(table.index, hash, at)
  return at
}

/** All samples with the hashes of their contexts, in no order. */
export function allSamples(table: Durations): readonly (readonly [number, Sample])[] {
  const all: [number, Sample][] = []
  eachContext(table.index, (hash, at) => {
    all.push([hash, sampleAt(table, at)])
  })
  return all
}

function sampleAt(table: Durations, at: number): Sample {
  const { numbers } = table.rooms
  const { from, drawsFrom, count } = keptAt(table, at)
  return {
    n: numbers[at] as number,
    worst: numbers[at + WORST] as number,
    values: [...numbers.subarray(from, from + count)],
    draws: [...numbers.subarray(drawsFrom, drawsFrom + count)],
  }
}

/** The sample of a context by itself; undefined when there is none. */
export function sampleOfContext(table: Durations, hash: number): Sample | undefined {
  const at = findSample(table, hash)
  return at === NOWHERE ? undefined : sampleAt(table, at)
}

/** Keeps a sample under a context, in the place of what was. */
export function setSample(table: Durations, hash: number, sample: Sample): void {
  const count = sample.values.length
  const at = takeRoom(table.rooms, lengthFor(count))
  const { numbers } = table.rooms
  numbers.set([sample.n, sample.worst, count, 0, ...sample.values], at)
  numbers.set(sample.draws, at + HEAD + roomFor(count))
  setAt(table.index, hash, at)
}

/** Keeps the samples to which more than `least` durations were offered. */
export function keepOfferedMore(table: Durations, least: number): void {
  const kept = emptyDurations()
  const { numbers } = table.rooms
  eachContext(table.index, (hash, from) => {
    if ((numbers[from] as number) <= least) return
    const length = lengthFor(numbers[from + COUNT] as number)
    const at = takeRoom(kept.rooms, length)
    for (let j = 0; j < length; j++) kept.rooms.numbers[at + j] = numbers[from + j] as number
    setAt(kept.index, hash, at)
  })
  Object.assign(table, kept)
}
