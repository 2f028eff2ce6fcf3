// Rows that tell of organisations are measured as accounts, by every resolver.
import { expect, test } from 'vitest'
import { exampleOrganisations } from '../../core/identity/match/example-organisations.ts'
import { chanceFrom } from '../../core/identity/match/train/chance.ts'
import { arrange, type EvaluationInput } from './input.ts'
import { type EvaluationReport, reportLines } from './report.ts'
import { type ResolverName, resolverNamed } from './resolvers.ts'
import { runEvaluation } from './run.ts'

/** Longer than any run on a busy machine: the durable one starts a database. */
const RUN_MS_MAX = 180_000

function register(columns?: readonly string[]): EvaluationInput {
  const made = { organisations: 60, recordsEach: 3, chance: chanceFrom(5) }
  const { records, truth } = exampleOrganisations(made)
  return arrange(records, 1, {
    truthOf: ({ id }) => truth.get(id) ?? '',
    sourceOf: () => 'register',
    traitsOf: ({ values }) =>
      Object.fromEntries(
        Object.entries(values as Readonly<Record<string, string>>).filter(
          ([column]) => columns?.includes(column) ?? true,
        ),
      ),
  })
}

function evaluated(name: ResolverName, columns?: readonly string[]): Promise<EvaluationReport> {
  return runEvaluation(register(columns), {
    resolver: resolverNamed(name),
    entity: 'account',
    names: ['register'],
    orderSeed: 1,
    thresholdBits: undefined,
    batchSize: 50,
    now: () => 0,
    progress: () => {},
  })
}

test.each(['in-memory', 'durable'] as const)(
  '%s: firms are found, none is joined to another, and rules find fewer',
  { timeout: RUN_MS_MAX },
  async (name) => {
    const report = await evaluated(name)
    expect(report).toMatchObject({ entity: 'account', arrived: 180, people: 60, overMerged: 0 })
    expect(report.pairwise.f1).toBeGreaterThan(0.9)
    expect(report.rulesOnly?.overMerged).toBe(0)
    expect(report.rulesOnly?.pairwise.f1).toBeGreaterThan(0.3)
    expect(report.rulesOnly?.pairwise.f1).toBeLessThan(report.pairwise.f1)
    expect(reportLines(report).join('\n')).toMatch(
      /accounts holding more than one organisation +0 /,
    )
  },
)

test('firms known by their names alone are asked about, not joined', async () => {
  const { overMerged, customers, review } = await evaluated('in-memory', ['name'])
  expect({ overMerged, customers }).toEqual({ overMerged: 0, customers: 180 })
  expect(review.size).toBeGreaterThan(90)
  expect(review.yield).toBeGreaterThan(0.95)
})
