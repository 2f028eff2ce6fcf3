// alidade journey map on a file: counts and waits that can be checked by hand, and where two segments part.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { run } from '../main.ts'
import { mapLog } from './map-log.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'alidade-map-'))
afterAll(() => rmSync(FOLDER, { recursive: true }))

/** In the north every second patient has blood taken, in the south nobody; triage comes 10 or 30 minutes after arrival. */
function patients(): string {
  const rows: string[] = []
  for (let n = 0; n < 80; n++) {
    const ward = n < 50 ? 'north' : 'south'
    const names = ['arrive', 'triage', ...(n < 50 && n % 2 === 0 ? ['blood'] : []), 'doctor']
    const wait = ward === 'north' ? 10 : 30
    names.forEach((name, i) => {
      const at = new Date(Date.UTC(2026, 0, 1, n, i * wait)).toISOString()
      rows.push(`P${n};${name};${at};${i === 0 ? ward : ''}`)
    })
  }
  return ['case;step;at;ward', ...rows.reverse()].join('\n')
}

const PATH = join(FOLDER, 'log.csv')
writeFileSync(PATH, patients())

async function map(...more: readonly string[]) {
  const out: string[] = []
  const columns = ['--case', 'case', '--activity', 'step', '--time', 'at']
  const code = await run(['journey', 'map', '--input', PATH, ...columns, ...more], {
    out: (line) => {
      out.push(line)
    },
    err: () => {},
    write: async () => {},
    status: () => {},
    env: {},
    cwd: FOLDER,
  })
  return { code, text: out.join('\n') }
}

describe('the map of a log', () => {
  test('counts what follows what, with shares, waits and the usual way', async () => {
    const { code, text } = await map('--json')
    expect(code).toBe(0)
    const found = JSON.parse(text)
    expect(found).toMatchObject({ log: { cases: 80, events: 265, skipped: 0 }, cases: 80 })
    expect(found).not.toHaveProperty('segments')
    const arrow = (from: string, to: string) =>
      found.arrows.find((one: { from: string; to: string }) => one.from === from && one.to === to)
    expect(arrow('triage', 'doctor')).toMatchObject({ n: 55, share: 0.688 })
    expect(arrow('triage', 'blood')).toMatchObject({ n: 25, medianWaitMinutes: 10 })
    expect(arrow('(start)', 'arrive')).toMatchObject({ n: 80, share: 1 })
    const steps = found.typicalPath.map(({ step }: { step: string }) => step)
    expect(steps).toEqual(['arrive', 'triage', 'doctor'])
  })

  test('tells segments apart and where they part, the surest difference first', async () => {
    const { segments, differences } = JSON.parse((await map('--by', 'ward', '--json')).text)
    expect(segments).toMatchObject([
      { segment: 'north', cases: 50 },
      { segment: 'south', cases: 30 },
    ])
    const [{ between, arrows }] = differences
    expect(between).toEqual(['north', 'south'])
    expect(arrows[0]).toMatchObject({ from: 'triage', to: 'blood', share: [0.5, 0] })
    expect(Math.abs(arrows[0].z)).toBeGreaterThan(3)
    expect(arrows).toContainEqual(
      expect.objectContaining({ from: 'arrive', to: 'triage', medianWaitMinutes: [10, 30] }),
    )
  })

  test('is a table for people', async () => {
    const { text } = await map('--by', 'ward')
    expect(text).toContain('All cases: 80 cases\nUsual way: arrive -> triage -> doctor')
    expect(text).toMatch(/triage +blood +25 +31\.3 % +10 minutes/)
    expect(text).toContain('north and south: where they part')
  })

  test('a column that is not there is named with those that are', async () => {
    const { code, text } = await map('--by', 'colour', '--json')
    expect(code).toBe(2)
    expect(text).toContain('There is no column \\"colour\\". The file has: case, step, at, ward')
  })
})

test('cases that go on have no arrow to the end', () => {
  const steps = ['arrive', 'doctor'].map((step, n) => ({ step, at: n * 60_000 }))
  const cases = [
    { id: '1', steps },
    { id: '2', steps: steps.slice(0, 1), isOpen: true as const },
  ]
  const { arrows } = mapLog({ cases, rows: 3, skipped: 0 })
  const ends = arrows.filter(({ to }) => to === '(end)')
  expect(ends.map(({ from, n }) => [from, n])).toEqual([['doctor', 1]])
})
