// Whose an anonymous event on a shared device is, and that the windows for reading say the same.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addSighting,
  type OwnerSightings,
  ownerAt,
  ownershipWindows,
  ownershipWindowsAsOf,
  type SightingRuns,
  SLOT_MS,
} from './devices.ts'

const MINUTE = 60_000
const WINDOW = 30

function sighted(...minutes: readonly number[]): SightingRuns {
  return minutes.reduce<SightingRuns>((runs, at) => addSighting(runs, at * MINUTE, WINDOW), [])
}

function owner(minute: number, sightings: readonly OwnerSightings[]): string | undefined {
  return ownerAt(minute * MINUTE, sightings, WINDOW)
}

const minutes = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 8 })
const family = fc.tuple(minutes, minutes, minutes).map(([a, b, c]): readonly OwnerSightings[] => [
  { owner: 'ann', runs: sighted(...a) },
  { owner: 'bob', runs: sighted(...b) },
  { owner: 'ann', runs: sighted(...c) },
])

describe('sightings', () => {
  test('runs join when they are no further apart than the session window', () => {
    expect(sighted(0, 30)).toEqual([[0, 6]])
    expect(sighted(0, 35)).toEqual([
      [0, 0],
      [7, 7],
    ])
    expect(sighted(0, 60, 30)).toEqual([[0, 12]])
  })

  test('a sighting that tells nothing new gives back the same object', () => {
    const runs = sighted(0, 20)
    expect(addSighting(runs, 12 * MINUTE, WINDOW)).toBe(runs)
    expect(addSighting(runs, 24 * MINUTE, WINDOW)).toBe(runs)
  })

  test('their order and repetition do not matter', () => {
    fc.assert(
      fc.property(
        minutes.chain((list) =>
          fc.tuple(
            fc.constant(list),
            fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 }),
          ),
        ),
        ([list, mixed]) => {
          expect(sighted(...mixed)).toEqual(sighted(...list))
        },
      ),
    )
  })
})

describe('the owner of an anonymous event', () => {
  const shared = [
    { owner: 'ann', runs: sighted(60, 80) },
    { owner: 'bob', runs: sighted(120) },
  ]

  test('is whoever was seen last, within the session window', () => {
    expect(owner(70, shared)).toBe('ann')
    expect(owner(110, shared)).toBe('ann')
    expect(owner(116, shared)).toBeUndefined()
    expect(owner(121, shared)).toBe('bob')
    expect(owner(154, shared)).toBe('bob')
    expect(owner(155, shared)).toBeUndefined()
  })

  test('before all sightings is the first user', () => {
    expect(owner(0, shared)).toBe('ann')
    expect(owner(-100_000, shared)).toBe('ann')
  })

  test('is nobody when two were seen at once, first or later', () => {
    const both = [...shared, { owner: 'bob', runs: sighted(61) }]
    expect(owner(60, both)).toBeUndefined()
    expect(owner(0, both)).toBeUndefined()
  })

  test('is nobody while another user was seen in the middle of a run', () => {
    const inside = [
      { owner: 'ann', runs: sighted(60, 80) },
      { owner: 'bob', runs: sighted(70) },
    ]
    expect(owner(66, inside)).toBe('ann')
    expect(owner(76, inside)).toBeUndefined()
    expect(owner(80, inside)).toBe('ann')
  })

  test('goes over when another user logs in before the window ends', () => {
    const handed = [
      { owner: 'ann', runs: sighted(60) },
      { owner: 'bob', runs: sighted(70) },
    ]
    expect(owner(69, handed)).toBe('ann')
    expect(owner(75, handed)).toBe('bob')
  })

  test('without sightings is nobody', () => {
    expect(owner(5, [])).toBeUndefined()
    expect(ownershipWindows([], WINDOW)).toEqual([])
  })

  test('for one user alone is she from the beginning to the end of each session', () => {
    const windows = ownershipWindows([{ owner: 'ann', runs: sighted(60) }], WINDOW)
    expect(windows).toEqual([{ owner: 'ann', from: Number.MIN_SAFE_INTEGER, to: 95 * MINUTE }])
  })

  test('is at every moment the owner of the window that holds it, and windows are disjoint', () => {
    fc.assert(
      fc.property(family, fc.constantFrom(1, 5, 17, 30, 60), (sightings, window) => {
        const windows = ownershipWindows(sightings, window)
        for (let slot = -3; slot < 110; slot++) {
          const at = slot * SLOT_MS + (slot % 5)
          const holding = windows.filter(({ from, to }) => from <= at && at < to)
          expect(holding.map((own) => own.owner)).toEqual(
            [ownerAt(at, sightings, window)].filter((own) => own !== undefined),
          )
        }
        for (const [i, { to }] of windows.entries()) {
          expect(windows[i + 1]?.from ?? to).toBeGreaterThanOrEqual(to)
        }
      }),
      { numRuns: 400 },
    )
  })

  test('has been seen at most the window before, unless nobody had been seen yet', () => {
    fc.assert(
      fc.property(minutes, minutes, fc.integer({ min: 0, max: 450 }), (ann, bob, at) => {
        const sightings = [
          { owner: 'ann', runs: sighted(...ann) },
          { owner: 'bob', runs: sighted(...bob) },
        ]
        const found = owner(at, sightings)
        const slot = Math.floor(at / 5)
        const slots = { ann: ann.map(toSlot), bob: bob.map(toSlot) }
        const all = [...slots.ann, ...slots.bob]
        if (found === undefined || slot < Math.min(...all)) return
        const [own, others] = found === 'ann' ? [slots.ann, slots.bob] : [slots.bob, slots.ann]
        const last = Math.max(...own.filter((seen) => seen <= slot))
        expect(slot - last).toBeLessThanOrEqual(WINDOW / 5)
        // Nobody else was seen since: an event is never given to the user before.
        expect(others.filter((seen) => seen >= last && seen <= slot)).toEqual([])
      }),
      { numRuns: 500 },
    )
  })
})

function toSlot(minute: number): number {
  return Math.floor(minute / 5)
}

describe('as of a past moment', () => {
  const runs = (...slots: (readonly [number, number])[]) => slots
  const at = (slot: number) => slot * SLOT_MS
  const mum = { owner: 'mum', runs: runs([10, 10], [40, 40]) }
  const kid = { owner: 'kid', runs: runs([20, 20]) }

  test('what was sighted later does not count, and nothing reaches beyond', () => {
    expect(ownershipWindowsAsOf([mum, kid], 30, at(5))).toEqual([])
    const then = ownershipWindowsAsOf([mum, kid], 30, at(15))
    expect(then.map(({ owner }) => owner)).toEqual(['mum'])
    expect(then[0]?.to).toBeLessThanOrEqual(at(15) + 1)
    const now = ownershipWindowsAsOf([mum, kid], 30, at(1_000))
    expect(now).toEqual(ownershipWindows([mum, kid], 30))
  })

  test('never gives her more than now, and the more of the past the more time', () => {
    const slot = fc.integer({ min: 0, max: 60 })
    const seen = fc.array(fc.record({ owner: fc.constantFrom('a', 'b', 'c'), slot }), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(seen, slot, (all, then) => {
        const owners = ['a', 'b', 'c'].map((owner) => ({
          owner,
          runs: all
            .filter((one) => one.owner === owner)
            .reduce<SightingRuns>((known, one) => addSighting(known, at(one.slot), 30), []),
        }))
        const now = ownershipWindows(owners, 30)
        for (const one of ownershipWindowsAsOf(owners, 30, at(then))) {
          expect(one.to).toBeLessThanOrEqual(at(then) + 1)
          const isWithin = now.some((whole) => {
            return whole.owner === one.owner && whole.from <= one.from && whole.to >= one.to
          })
          expect(isWithin).toBe(true)
        }
      }),
    )
  })
})
