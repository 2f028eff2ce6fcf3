// The figures as a program reads them and as a person does.
import type { Entity } from '../../contract/identifier.ts'
import { count, table } from '../table.ts'
import type { Measured } from './measure.ts'

export interface EvaluationReport extends Measured {
  readonly input: readonly string[]
  readonly entity: Entity
  readonly resolver: string
  readonly orderSeed: number
  /** undefined: the product's default */
  readonly thresholdBits?: number
  /** the same rows by exact rules alone */
  readonly rulesOnly?: Figures
}

/** What is told of the yardstick beside ours. */
export type Figures = Pick<
  Measured,
  'pairwise' | 'bcubed' | 'exactCluster' | 'overMerged' | 'overMergeRate' | 'splitRate'
>

export function figuresOf(measured: Measured): Figures {
  const { pairwise, bcubed, exactCluster, overMerged, overMergeRate, splitRate } = measured
  return { pairwise, bcubed, exactCluster, overMerged, overMergeRate, splitRate }
}

interface Words {
  /** what there truly is, and what is made of it */
  readonly one: string
  readonly many: string
  readonly found: string
}

const WORDS: Readonly<Record<Entity, Words>> = {
  customer: { one: 'person', many: 'people', found: 'customer' },
  account: { one: 'organisation', many: 'organisations', found: 'account' },
}

export function reportLines(report: EvaluationReport): readonly string[] {
  const { records, arrived, people, customers, orderSeed, resolver } = report
  const { many, found } = WORDS[report.entity]
  const unlabelled = arrived - records
  return [
    `${count(arrived)} records of ${report.input.join(' and ')}, order ${orderSeed}, resolver ${resolver}`,
    `${count(people)} ${many}, found as ${count(customers)} ${found}s`,
    ...(unlabelled === 0
      ? []
      : [`${count(unlabelled)} records have no answer and are not counted`]),
    '',
    ...table(['', 'PRECISION', 'RECALL', 'F1'], agreementRows(report)),
    '',
    ...table(['', ''], otherRows(report)).slice(1),
  ]
}

function agreementRows(report: EvaluationReport): readonly (readonly string[])[] {
  const { rulesOnly, entity } = report
  return [
    ...rowsOf('', report, entity),
    ...(rulesOnly ? rowsOf('rules only: ', rulesOnly, entity) : []),
  ]
}

function rowsOf(prefix: string, { pairwise, bcubed, exactCluster }: Figures, entity: Entity) {
  const figures = {
    pairwise,
    'B-cubed': bcubed,
    [`exact ${WORDS[entity].found}s`]: exactCluster,
  }
  return Object.entries(figures).map(([name, { precision, recall, f1 }]) => [
    prefix + name,
    share(precision),
    share(recall),
    share(f1),
  ])
}

function otherRows(report: EvaluationReport): readonly (readonly string[])[] {
  const { overMerged, overMergeRate, splitRate, missedByBlocking, review, rulesOnly } = report
  const { one, many, found } = WORDS[report.entity]
  return [
    [`${found}s holding more than one ${one}`, `${count(overMerged)} (${percent(overMergeRate)})`],
    ...(rulesOnly ? [['  by rules only', overMergedByRules(rulesOnly)]] : []),
    [`${many} spread over several ${found}s`, percent(splitRate)],
    [
      `largest ${found}, largest ${one}`,
      `${report.largestCustomer}, ${report.largestPerson} records`,
    ],
    [
      'true pairs never compared',
      missedByBlocking === null ? 'not told by this resolver' : percent(missedByBlocking),
    ],
    ['pairs that wait for a person', reviewText(review, one)],
    ['records per second', count(Math.round(report.recordsPerSecond))],
    [
      '  arriving, then put-off work',
      `${report.addSeconds.toFixed(1)} s, ${report.finishSeconds.toFixed(1)} s`,
    ],
    [
      '  per call, half and 95 of 100',
      `${report.batchMs.p50.toFixed(1)} ms, ${report.batchMs.p95.toFixed(1)} ms`,
    ],
  ]
}

function overMergedByRules({ overMerged, overMergeRate }: Figures): string {
  return `${count(overMerged)} (${percent(overMergeRate)})`
}

function reviewText({ size, yield: share }: EvaluationReport['review'], one: string): string {
  return share === null ? count(size) : `${count(size)}, ${percent(share)} of them the same ${one}`
}

function share(value: number): string {
  return value.toFixed(4)
}

function percent(value: number): string {
  return `${(value * 100).toFixed(2)} %`
}
