// The model of a log: it learns what follows, how long it takes and where it leads; it stays small, keeps its
// probabilities honest, and comes back from JSON as it was.
import { describe, expect, test } from 'vitest'
import { courseOf } from './course.ts'
import { mix, unitOf } from './hash.ts'
import { arrowsOf, compareMaps, END } from './map.ts'
import { createModel, type JourneyModel, learnCase } from './model.ts'
import { destinationChances, medianWait, nextSteps, nextStepsAfter, timeLeft } from './read.ts'
import { joinModels, modelOf, snapshotOf } from './snapshot.ts'
import { typicalPath } from './typical-path.ts'
import { type Step, walkOf } from './walk.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** ask -> answer (short wait: solved, long wait: left). The rare ones ask again and again. */
function caseOf(n: number): Step[] {
  const dice = (salt: number): number => unitOf(mix(n, salt))
  const start = n * HOUR
  const isQuick = dice(1) < 0.7
  const wait = isQuick ? 0.5 * HOUR * (1 + dice(2)) : 3 * DAY * (1 + dice(2))
  const steps = [
    { step: 'ask', at: start },
    { step: 'answer', at: start + wait },
  ]
  const end = start + wait + 2 * HOUR
  return [...steps, { step: isQuick === dice(3) < 0.9 ? 'solved' : 'left', at: end }]
}

function learned(from: number, to: number): JourneyModel {
  const model = createModel({ goals: ['solved'] })
  for (let n = from; n < to; n++) learnCase(model, `case ${n}`, caseOf(n))
  return model
}

const model = learned(0, 2_000)
const quick: Step[] = [
  { step: 'ask', at: 0 },
  { step: 'answer', at: 0.6 * HOUR },
]
const slow: Step[] = [
  { step: 'ask', at: 0 },
  { step: 'answer', at: 4 * DAY },
]

describe('what a model has learned', () => {
  test('the next step, also where only the wait before it tells', () => {
    expect(nextSteps(model, walkOf([]), 1)[0]?.step).toBe('ask')
    const [afterQuick] = nextSteps(model, walkOf(quick), 3)
    const [afterSlow] = nextSteps(model, walkOf(slow), 3)
    expect(afterQuick?.step).toBe('solved')
    expect(afterSlow?.step).toBe('left')
    expect(Math.abs((afterQuick?.p ?? 0) - 0.9)).toBeLessThan(0.05)
    const done = [...quick, { step: 'solved', at: 3 * HOUR }]
    expect(nextSteps(model, walkOf(done), 1)[0]).toMatchObject({ step: END })
  })

  test('the next step, where only the hour or the month tells', () => {
    const office = createModel()
    // What comes in by night is put off; in the second half of the year everything is.
    for (let n = 0; n < 3_000; n++) {
      const at = Math.floor(unitOf(mix(n, 1)) * 365 * 24) * HOUR
      const isNight = (at / HOUR) % 24 < 8
      const step = isNight || at > 180 * DAY ? 'put off' : 'done'
      learnCase(office, `n${n}`, [
        { step: 'asked', at },
        { step, at: at + 20 * HOUR },
      ])
    }
    const nextAt = (at: number) => nextSteps(office, walkOf([{ step: 'asked', at }]), 1)[0]
    expect(nextAt(100 * DAY + 4 * HOUR)).toMatchObject({ step: 'put off' })
    expect(nextAt(100 * DAY + 14 * HOUR)).toMatchObject({ step: 'done' })
    expect(nextAt(300 * DAY + 14 * HOUR)).toMatchObject({ step: 'put off' })
    expect(nextAt(100 * DAY + 14 * HOUR)?.p).toBeGreaterThan(0.9)
  })

  test('probabilities are between 0 and 1 and sum to no more than 1', () => {
    for (const steps of [[], quick, slow, [{ step: 'never seen', at: 0 }]]) {
      const all = nextSteps(model, walkOf(steps), 100)
      expect(all.every(({ p }) => p >= 0 && p <= 1)).toBe(true)
      expect(all.reduce((sum, { p }) => sum + p, 0)).toBeLessThan(1.0001)
    }
  })

  test('the time left, with a band that holds it', () => {
    const left = timeLeft(model, walkOf([{ step: 'ask', at: 0 }]))
    expect(left?.p10).toBeLessThan(3 * HOUR)
    expect(left?.p90).toBeGreaterThan(3 * DAY)
    const after = timeLeft(model, walkOf(quick))
    expect(Math.abs((after?.p50 ?? 0) - 2 * HOUR)).toBeLessThan(0.1 * HOUR)
  })

  test('who has waited beyond the quick ones has the time of the slow ones before her', () => {
    const asked = walkOf([{ step: 'ask', at: 0 }])
    const left = timeLeft(model, asked, DAY)
    expect(left?.p10).toBeGreaterThan(1.9 * DAY)
    expect(left?.p50).toBeGreaterThan(left?.p10 ?? 0)
    expect(left?.p90).toBeLessThan(5.2 * DAY)
    expect(timeLeft(model, asked, 30 * DAY)).toBeUndefined()
  })

  test('a step that always came at once is hardly expected after a long wait', () => {
    const other = createModel()
    for (let n = 0; n < 300; n++) {
      const [step, wait] = n % 10 < 7 ? ['auto', HOUR] : ['answer', DAY + n * HOUR]
      learnCase(other, `case ${n}`, [
        { step: 'ask', at: n * HOUR },
        { step: `${step}`, at: n * HOUR + Number(wait) },
      ])
    }
    const asked = walkOf([{ step: 'ask', at: 0 }])
    const told = (waited: number) => nextStepsAfter(other, asked, { from: 'ask', waited, max: 5 })
    expect(told(0)[0]?.step).toBe('auto')
    expect(told(DAY / 2)[0]?.step).toBe('answer')
    expect(told(DAY / 2)[0]?.p).toBeGreaterThan(0.9)
    for (const waited of [0, HOUR, DAY, 90 * DAY]) {
      const sum = told(waited).reduce((total, { p }) => total + p, 0)
      expect(sum).toBeGreaterThan(0.9)
      expect(sum).toBeLessThan(1.0001)
    }
  })

  test('the chance to arrive, with a band and the number it rests on', () => {
    const [chance] = destinationChances(model, walkOf(quick))
    const [bad] = destinationChances(model, walkOf(slow))
    expect(Math.abs((chance?.p ?? 0) - 0.9)).toBeLessThan(0.06)
    expect(Math.abs((bad?.p ?? 0) - 0.1)).toBeLessThan(0.06)
    expect(chance?.low).toBeLessThan(chance?.p ?? 0)
    expect(chance?.high).toBeGreaterThan(chance?.p ?? 1)
    expect(chance?.n).toBeGreaterThan(20)
  })

  test('the number it rests on is one of cases, however often a case comes by', () => {
    const asking = createModel({ goals: ['solved'] })
    for (let n = 0; n < 60; n++) {
      const asked = Array.from({ length: 9 }, (_, i) => ({ step: 'ask', at: n * DAY + i * HOUR }))
      learnCase(asking, `case ${n}`, [...asked, { step: 'solved', at: n * DAY + 10 * HOUR }])
    }
    const [chance] = destinationChances(asking, walkOf([{ step: 'ask', at: 0 }]))
    expect(chance?.n).toBeGreaterThan(50)
    expect(chance?.n).toBeLessThanOrEqual(60)
    const again = modelOf(snapshotOf(asking))
    expect(again && destinationChances(again, walkOf([{ step: 'ask', at: 0 }]))[0]?.n).toBe(
      chance?.n,
    )
  })

  test('what follows now, some dozens of cases after a process has changed', () => {
    const changing = createModel()
    for (let n = 0; n < 2_050; n++) {
      learnCase(changing, `case ${n}`, [
        { step: 'ask', at: n * HOUR },
        { step: n < 2_000 ? 'letter' : 'mail', at: n * HOUR + DAY },
      ])
    }
    expect(nextSteps(changing, walkOf([{ step: 'ask', at: 0 }]), 1)[0]?.step).toBe('mail')
  })

  test('the time left, though the cases that end last took longest', () => {
    const closing = createModel()
    for (let n = 0; n < 1_000; n++) {
      const took = (n % 4 === 0 ? 1_400 : 10) * DAY
      learnCase(closing, `case ${n}`, [
        { step: 'fined', at: n * HOUR },
        { step: 'paid', at: n * HOUR + took },
      ])
    }
    const left = timeLeft(closing, walkOf([{ step: 'fined', at: 0 }]))?.p50 ?? 0
    expect(left / DAY).toBeCloseTo(10)
  })

  test('time left follows a process that has become faster, within some dozens of cases', () => {
    const changing = createModel()
    for (let n = 0; n < 1_100; n++) {
      learnCase(changing, `case ${n}`, [
        { step: 'ask', at: n * HOUR },
        { step: 'answer', at: n * HOUR + (n < 1_000 ? 20 : 2) * DAY },
      ])
    }
    const left = timeLeft(changing, walkOf([{ step: 'ask', at: 0 }]))?.p50 ?? 0
    expect(left / DAY).toBeLessThan(4)
  })

  test('time left is no worse than the plain median where nothing tells cases apart', () => {
    const noisy = createModel()
    const dice = (n: number, salt: number): number => unitOf(mix(n, salt))
    const caseAt = (n: number): Step[] => [
      { step: `step ${Math.floor(40 * dice(n, 1))}`, at: n * HOUR },
      { step: 'closed', at: n * HOUR + 30 * DAY * dice(n, 9) ** 3 },
    ]
    const tookOf = (n: number): number => (caseAt(n)[1]?.at ?? 0) - n * HOUR
    for (let n = 0; n < 800; n++) learnCase(noisy, `case ${n}`, caseAt(n))
    const median = Array.from({ length: 800 }, (_, n) => tookOf(n)).sort((a, b) => a - b)[400] ?? 0
    let off = 0
    let plain = 0
    for (let n = 1_000; n < 1_800; n++) {
      off += Math.abs((timeLeft(noisy, walkOf(caseAt(n).slice(0, 1)))?.p50 ?? 0) - tookOf(n))
      plain += Math.abs(median - tookOf(n))
    }
    expect(off / plain).toBeLessThan(1.01)
  })

  test('a band holds eight of ten also where few have stood before', () => {
    // Nobody knows yet that all kinds take equally long, and the least and the most of nine are no tenths.
    const inside = Array.from({ length: 8 }, (_, round) => {
      const few = createModel()
      const kindOf = (n: number): Step => {
        return { step: `kind ${Math.floor(10 * unitOf(mix(mix(round, n), 1)))}`, at: n * HOUR }
      }
      const tookOf = (n: number): number => -DAY * Math.log(1 - unitOf(mix(mix(round, n), 2)))
      for (let n = 0; n < 90; n++) {
        learnCase(few, `case ${n}`, [kindOf(n), { step: 'closed', at: n * HOUR + tookOf(n) }])
      }
      return Array.from({ length: 300 }, (_, i) => {
        const told = timeLeft(few, walkOf([kindOf(1_000 + i)]))
        const left = tookOf(1_000 + i)
        return told !== undefined && left >= told.p10 && left <= told.p90
      })
    }).flat()
    const share = inside.filter(Boolean).length / inside.length
    expect(share).toBeGreaterThan(0.78)
    expect(share).toBeLessThan(0.84)
  })

  test('a band keeps a moment at which many end exactly', () => {
    const closing = createModel()
    for (let n = 0; n < 2_000; n++) {
      const kind = n % 10
      const took = (kind < 2 ? 15 : 15 + kind * 3) * DAY + (kind < 2 ? 0 : n * 1000)
      learnCase(closing, `case ${n}`, [
        { step: `by ${n % 7}`, at: n * HOUR },
        { step: 'closed', at: n * HOUR + took },
      ])
    }
    const p10 = timeLeft(closing, walkOf([{ step: 'by 3', at: 0 }]))?.p10 ?? 0
    expect(p10 / DAY).toBeLessThanOrEqual(15)
  })

  test('how long until a certain step, given how long she has waited', () => {
    const edge = { from: 'ask', to: 'answer' }
    expect(medianWait(model, edge, 0)).toBeLessThan(3 * HOUR)
    const after = medianWait(model, edge, 2 * HOUR)
    expect(after).toBeGreaterThan(2 * DAY)
    expect(medianWait(model, edge, 100 * DAY)).toBeUndefined()
  })

  test('the way most take', () => {
    expect(typicalPath(model, []).map(({ step }) => step)).toEqual(['ask', 'answer', 'solved'])
  })

  test('the way from here, for who has waited longer than most', () => {
    const steps = [
      { step: 'ask', at: 0 },
      { step: 'answer', at: 4 * DAY },
    ]
    const [next] = typicalPath(model, steps, { waited: HOUR, max: 1 })
    expect(next?.step).toBe('left')
    expect((next?.after ?? 0) / HOUR).toBeCloseTo(1, 1)
  })

  test('the map, and where two segments go different ways', () => {
    const [first] = arrowsOf(model.map)
    expect(first).toMatchObject({ n: 2_000, share: 1 })
    const other = createModel()
    for (let n = 0; n < 200; n++) {
      learnCase(other, `other ${n}`, [
        { step: 'ask', at: n },
        { step: 'left', at: n + HOUR },
      ])
    }
    const [sharpest] = compareMaps(model.map, other.map)
    expect(sharpest?.from).toBe('ask')
    expect(Math.abs(sharpest?.z ?? 0)).toBeGreaterThan(10)
  })

  test('claims come true as often as they say', () => {
    let claimed = 0
    let right = 0
    for (let n = 5_000; n < 6_000; n++) {
      const steps = caseOf(n)
      const [best] = nextSteps(model, walkOf(steps.slice(0, 2)), 1)
      claimed += best?.p ?? 0
      if (best?.step === steps[2]?.step) right++
    }
    expect(Math.abs(claimed - right) / 1_000).toBeLessThan(0.03)
  })
})

describe('whether she is on course', () => {
  test('waiting longer than nearly all who moved on is being stuck', () => {
    const asked = [{ step: 'ask', at: 0 }]
    expect(courseOf(model, asked, 0.5 * HOUR).state).toBe('on-course')
    const late = courseOf(model, asked, 30 * DAY)
    expect(late).toMatchObject({ state: 'stuck' })
    expect(late.waitedOf).toBeGreaterThan(1_000)
  })

  test('who came a moment ago is not stuck, however quickly the others were moved on', () => {
    const atOnce = createModel({ goals: ['done'] })
    for (let n = 0; n < 200; n++) {
      const at = n * HOUR
      learnCase(atOnce, `case ${n}`, [
        { step: 'given', at },
        { step: 'done', at },
      ])
    }
    const given = [{ step: 'given', at: 0 }]
    expect(courseOf(atOnce, given, 20).state).toBe('on-course')
    expect(courseOf(atOnce, given, 2 * 60_000).state).toBe('stuck')
  })

  test('more rounds than others need is a loop', () => {
    const rounds = Array.from({ length: 6 }, (_, n) => [
      { step: 'ask', at: n * HOUR },
      { step: 'answer', at: (n + 0.6) * HOUR },
    ]).flat()
    expect(courseOf(model, rounds, 6 * HOUR).state).toBe('looping')
  })

  test('a path that hardly anybody takes is off course', () => {
    const strange = ['ask', 'left', 'solved', 'never seen'].map((step, n) => ({ step, at: n }))
    expect(courseOf(model, strange, 5).state).toBe('off-course')
  })

  test('where nobody has been before, nobody is off course', () => {
    const fresh = courseOf(model, [{ step: 'never seen', at: 0 }], 5)
    expect(fresh).toMatchObject({ state: 'on-course', isComparable: false })
  })
})

describe('a model as data', () => {
  test('comes back from JSON with the same answers and the same JSON', () => {
    const text = JSON.stringify(snapshotOf(model))
    const back = modelOf(JSON.parse(text))
    if (!back) throw new Error('the snapshot is not readable')
    expect(JSON.stringify(snapshotOf(back))).toBe(text)
    expect(nextSteps(back, walkOf(slow), 3).map(({ step }) => step)).toEqual(
      nextSteps(model, walkOf(slow), 3).map(({ step }) => step),
    )
    expect(timeLeft(back, walkOf(slow))?.p50).toBeCloseTo(
      timeLeft(model, walkOf(slow))?.p50 ?? 0,
      -3,
    )
  })

  test('a snapshot of another version is not read', () => {
    expect(modelOf({ ...snapshotOf(model), version: 0 })).toBeUndefined()
  })

  test('two halves joined answer as the whole does', () => {
    const joined = joinModels(learned(0, 1_000), learned(1_000, 2_000))
    expect(joined.cases).toBe(2_000)
    expect(arrowsOf(joined.map)).toEqual(arrowsOf(model.map))
    const [a] = nextSteps(joined, walkOf(quick), 1)
    const [b] = nextSteps(model, walkOf(quick), 1)
    expect(a?.step).toBe(b?.step)
    expect(Math.abs((a?.p ?? 0) - (b?.p ?? 1))).toBeLessThan(0.05)
  })

  test('its size is bounded, and what is usual survives pruning', () => {
    const small = createModel({ contextsMax: 400 })
    for (let n = 0; n < 4_000; n++) {
      const odd = { step: `odd ${n % 997}`, at: n * HOUR + 1 }
      learnCase(small, `case ${n}`, n % 4 === 0 ? [...caseOf(n), odd] : caseOf(n))
    }
    expect(small.next.followers.index.size).toBeLessThan(20_000)
    expect(nextSteps(small, walkOf(quick), 1)[0]?.step).toBe('solved')
  })
})
