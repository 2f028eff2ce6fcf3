// What an import did, or would do: counts per output, reasons, and the rows that could not be imported.
import type { ItemResult } from '../../contract/api.ts'
import { count, table } from '../table.ts'
import type { Item, RowProblem } from './item.ts'

export interface OutputCounts {
  stored: number
  duplicate: number
  conflict: number
  setAside: number
}

/** The first of each kind; counts are complete. */
const PROBLEMS_KEPT = 20

export interface ImportReport {
  readonly records: number
  readonly resumedAfter: number
  readonly outputs: Readonly<Record<string, Readonly<OutputCounts>>>
  readonly problems: number
  readonly firstProblems: readonly RowProblem[]
  /** reason codes of what was set aside or in conflict, with one example */
  readonly reasons: readonly {
    readonly code: string
    readonly count: number
    readonly example: string
  }[]
}

export interface Reporter {
  readonly addRecord: () => void
  readonly addResumed: (records: number) => void
  readonly addProblem: (problem: RowProblem) => void
  readonly addResult: (item: Item, result: Pick<ItemResult, 'status' | 'code' | 'reason'>) => void
  readonly report: () => ImportReport
}

const FIELDS = {
  stored: 'stored',
  duplicate: 'duplicate',
  conflict: 'conflict',
  set_aside: 'setAside',
} as const

export function createReporter(): Reporter {
  let records = 0
  let resumedAfter = 0
  let problems = 0
  const outputs: Record<string, OutputCounts> = {}
  const firstProblems: RowProblem[] = []
  const reasons = new Map<string, { code: string; count: number; example: string }>()
  return {
    addRecord: () => {
      records++
    },
    addResumed: (before) => {
      resumedAfter += before
    },
    addProblem: (problem) => {
      problems++
      if (firstProblems.length < PROBLEMS_KEPT) firstProblems.push(problem)
    },
    addResult: (item, { status, code, reason }) => {
      const counts = outputs[item.output] ?? { stored: 0, duplicate: 0, conflict: 0, setAside: 0 }
      outputs[item.output] = counts
      counts[FIELDS[status]]++
      if (code === undefined) return
      const known = reasons.get(code)
      if (known) known.count++
      else reasons.set(code, { code, count: 1, example: `${item.file} row ${item.row}: ${reason}` })
    },
    report: () => ({
      records,
      resumedAfter,
      outputs,
      problems,
      firstProblems,
      reasons: [...reasons.values()],
    }),
  }
}

/** Nothing was refused. */
export function isClean({ problems, outputs }: ImportReport): boolean {
  const counts = Object.values(outputs)
  return problems === 0 && counts.every(({ conflict, setAside }) => conflict + setAside === 0)
}

export function reportLines(report: ImportReport, titles: readonly string[]): readonly string[] {
  const rows = Object.entries(report.outputs).map(([output, counts]) => [
    output,
    count(counts.stored),
    count(counts.duplicate),
    count(counts.conflict),
    count(counts.setAside),
  ])
  const resumed =
    report.resumedAfter > 0 ? ` after ${count(report.resumedAfter)} of an earlier run` : ''
  return [
    `${count(report.records)} records read${resumed}.`,
    '',
    ...table(['OUTPUT', ...titles], rows),
    ...reasonLines(report),
    ...problemLines(report),
  ]
}

function reasonLines({ reasons }: ImportReport): readonly string[] {
  if (reasons.length === 0) return []
  return [
    '',
    ...reasons.map(({ code, count: times, example }) => `${count(times)} x ${code}: ${example}`),
  ]
}

function problemLines({ problems, firstProblems }: ImportReport): readonly string[] {
  if (problems === 0) return []
  const rest = problems - firstProblems.length
  return [
    '',
    `${count(problems)} rows could not be mapped; the others are not affected:`,
    ...firstProblems.map(({ file, row, reason }) => `  ${file} row ${row}: ${reason}`),
    ...(rest > 0 ? [`  and ${count(rest)} more`] : []),
  ]
}
