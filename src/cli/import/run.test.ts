// An import that is cut short goes on where it stopped, and nothing is sent twice that was acknowledged and saved.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ProblemError } from '../../contract/problem.ts'
import type { Io } from '../io.ts'
import type { Writer } from '../service.ts'
import { compileMapping } from './compile.ts'
import { Mapping } from './mapping.ts'
import { planFiles } from './records-of-files.ts'
import { runImport } from './run.ts'

const RECORDS = 1_200
let folder = ''
let file = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'alidade-run-'))
  file = join(folder, 'people.csv')
  const rows = Array.from({ length: RECORDS }, (_, n) => `${n},Person ${n}`)
  writeFileSync(file, `id,name\n${rows.join('\n')}\n`)
})
afterAll(() => rmSync(folder, { recursive: true }))

const quiet: Io = {
  out: () => {},
  err: () => {},
  write: async () => {},
  status: () => {},
  env: {},
  cwd: '/',
}

async function importWith(collect: Writer['collect'], restart = false) {
  const mapping = Mapping.parse({
    source: 'shop',
    inputs: [
      {
        files: '*.csv',
        outputs: [{ event: { type: 'identify', userId: '{id}', traits: { name: '{name}' } } }],
      },
    ],
  })
  const files = await planFiles([file], compileMapping(mapping, { statusOf: () => 'status' }))
  const writer: Writer = {
    collect,
    putObjects: async () => [],
    recordConsent: async () => ({ id: 'con_1' }),
  }
  const checkpoints = { folder: join(folder, 'imports'), mapping: 'm', target: 't', restart }
  return runImport({ files, writer, io: quiet, checkpoints })
}

const stored = (items: readonly unknown[]) =>
  items.map((_, index) => ({ index, messageId: null, status: 'stored' as const }))

/** Gives out after so many items, as a server that was switched off. */
function failingAfter(items: number): Writer['collect'] {
  let taken = 0
  return async (batch) => {
    taken += batch.length
    if (taken > items) throw new Error('switched off')
    return stored(batch)
  }
}

test('everything is sent, whatever was cut short', async () => {
  await expect(importWith(failingAfter(600))).rejects.toThrow('switched off')
  const sent: unknown[] = []
  const report = await importWith(async (batch) => {
    sent.push(...batch)
    return stored(batch)
  })
  expect(report.resumedAfter).toBe(500)
  expect(report.records).toBe(RECORDS - 500)
  expect(sent).toHaveLength(RECORDS - 500)
  expect(sent[0]).toMatchObject({ userId: '500' })
  expect(readdirSync(join(folder, 'imports'))).toEqual([])
})

test('restart begins anew', async () => {
  await expect(importWith(failingAfter(600))).rejects.toThrow('switched off')
  const report = await importWith(async (batch) => stored(batch), true)
  expect(report).toMatchObject({ records: RECORDS, resumedAfter: 0 })
})

test('overload is waited for', async () => {
  let refusals = 2
  const report = await importWith(async (batch) => {
    if (refusals-- > 0) throw new ProblemError('OVERLOADED', 'later')
    return stored(batch)
  })
  expect(report.outputs['people.csv: identify']?.stored).toBe(RECORDS)
})
