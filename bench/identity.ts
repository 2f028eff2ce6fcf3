// How well and how fast customers are told apart, on every labelled set at hand: the same way as
// `alidade identity evaluate`, the mean of several orders of arrival.
import { performance } from 'node:perf_hooks'
import { BATCH_SIZE } from '../src/cli/identity-evaluate/batches.ts'
import type { EvaluationReport } from '../src/cli/identity-evaluate/report.ts'
import { resolverNamed } from '../src/cli/identity-evaluate/resolvers.ts'
import { runEvaluation } from '../src/cli/identity-evaluate/run.ts'
import { customersMulti, type IdentitySet, publicSets } from './identity-sets.ts'
import type { BenchOptions } from './options.ts'
import { rounded } from './statistics.ts'
import type { BenchWorld } from './world.ts'

const RESOLVER = resolverNamed()
const ORDER_SEEDS = [1, 2, 3]
const MULTI_SIZES = [10_000, 50_000]
const QUICK_SETS = ['fake_1000', 'febrl1']
const QUICK_MULTI_SIZE = 2_000

export async function identity({ say }: BenchWorld, options: BenchOptions): Promise<object> {
  const sets = []
  for (const set of chosen(options)) {
    if (set.read) sets.push(await runSet(set, { say, isQuick: options.quick }))
    else say(`${set.name}: its files are not here, left out`)
  }
  return { resolver: RESOLVER.name, batchSize: BATCH_SIZE, sets, benchRssMb: rssMb() }
}

function chosen({ quick, size, sets }: BenchOptions): readonly IdentitySet[] {
  const sizes = size === undefined ? (quick ? [QUICK_MULTI_SIZE] : MULTI_SIZES) : [size]
  const all = [...publicSets(), ...sizes.map(customersMulti)]
  const isWanted = ({ name }: IdentitySet): boolean =>
    sets === undefined
      ? !quick || QUICK_SETS.includes(name) || name.startsWith('customers-multi')
      : sets.some((wanted) => name.startsWith(wanted))
  return all.filter(isWanted)
}

interface RunOptions {
  readonly say: BenchWorld['say']
  readonly isQuick: boolean
}

async function runSet(set: IdentitySet, { say, isQuick }: RunOptions): Promise<object> {
  const reports: EvaluationReport[] = []
  for (const orderSeed of isQuick ? ORDER_SEEDS.slice(0, 1) : ORDER_SEEDS) {
    const report = await runOnce(set, orderSeed)
    if (!report) continue
    const { pairwise, overMerged, recordsPerSecond } = report
    say(
      `${set.name} order ${orderSeed}: F1 ${pairwise.f1.toFixed(4)}, ${overMerged} over-merged, ${Math.round(recordsPerSecond)} records/s`,
    )
    reports.push(report)
  }
  return { set: set.name, ...means(reports), ...(set.others && { pairwiseF1OfOthers: set.others }) }
}

async function runOnce(
  { name, read }: IdentitySet,
  orderSeed: number,
): Promise<EvaluationReport | undefined> {
  const input = await read?.(orderSeed)
  if (!input) return undefined
  return runEvaluation(input, {
    resolver: RESOLVER,
    entity: 'customer',
    names: [name],
    orderSeed,
    thresholdBits: undefined,
    batchSize: BATCH_SIZE,
    now: () => performance.now(),
    progress: () => {},
  })
}

function means(reports: readonly EvaluationReport[]): object {
  const mean = (of: (report: EvaluationReport) => number | null | undefined): number | null => {
    const values = reports.flatMap((report) => of(report) ?? [])
    if (values.length === 0) return null
    return rounded(values.reduce((sum, value) => sum + value, 0) / values.length, 5)
  }
  const agreement = (kind: 'pairwise' | 'bcubed') => ({
    precision: mean((report) => report[kind].precision),
    recall: mean((report) => report[kind].recall),
    f1: mean((report) => report[kind].f1),
  })
  return {
    orderSeeds: reports.map(({ orderSeed }) => orderSeed),
    records: mean(({ arrived }) => arrived),
    people: mean(({ people }) => people),
    pairwise: agreement('pairwise'),
    pairwiseF1PerOrder: reports.map(({ pairwise }) => rounded(pairwise.f1, 5)),
    bcubed: agreement('bcubed'),
    exactCluster: { f1: mean(({ exactCluster }) => exactCluster.f1) },
    overMergeRate: mean(({ overMergeRate }) => overMergeRate),
    splitRate: mean(({ splitRate }) => splitRate),
    largestCustomer: mean(({ largestCustomer }) => largestCustomer),
    missedByBlocking: mean(({ missedByBlocking }) => missedByBlocking),
    review: {
      size: mean(({ review }) => review.size),
      yield: mean(({ review }) => review.yield),
    },
    recordsPerSecond: mean(({ recordsPerSecond }) => recordsPerSecond),
    addSeconds: mean(({ addSeconds }) => addSeconds),
    finishSeconds: mean(({ finishSeconds }) => finishSeconds),
    batchMs: { p50: mean(({ batchMs }) => batchMs.p50), p95: mean(({ batchMs }) => batchMs.p95) },
    rulesOnly: {
      pairwise: { f1: mean(({ rulesOnly }) => rulesOnly?.pairwise.f1) },
      bcubed: { f1: mean(({ rulesOnly }) => rulesOnly?.bcubed.f1) },
      overMergeRate: mean(({ rulesOnly }) => rulesOnly?.overMergeRate),
    },
  }
}

function rssMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1_024)
}
