// Retrieval over one customer's history: ours beside PostgreSQL's own ranking, over the same texts in the same run.

import { compileIntents } from '../src/core/lens/retrieval/intents.ts'
import { type Findable, rank } from '../src/core/lens/retrieval/rank.ts'
import { openBenchDatabase } from './database.ts'
import type { BenchOptions } from './options.ts'
import { createPostgresIndex, type Ranked } from './retrieval-postgres.ts'
import { documentOfFact, type Question, type QuestionSet, questionSets } from './retrieval-sets.ts'
import { rounded } from './statistics.ts'

const QUICK = 40
const NO_INTENTS = compileIntents([])

export async function retrieval(options: BenchOptions): Promise<object> {
  const sets = await questionSets(options.customers ?? (options.quick ? QUICK : undefined))
  const { databaseUrl } = options
  const database = await openBenchDatabase({ databaseUrl, statementTimes: false })
  try {
    const postgres = await createPostgresIndex(database.url, sets)
    try {
      const results = []
      for (const set of sets) results.push(await measure(set, postgres))
      return { sets: results }
    } finally {
      await postgres.close()
    }
  } finally {
    await database.stop()
  }
}

async function measure(
  set: QuestionSet,
  postgres: Awaited<ReturnType<typeof createPostgresIndex>>,
) {
  askOurs(set, set.intents) // warm, as in a running server
  const ours = figures(set, askOurs(set, set.intents))
  const variants: Record<string, ReturnType<typeof figures>> = {}
  for (const [rankBy, query] of postgres.variants) {
    await postgres.ask(set, rankBy, query)
    variants[`${rankBy}.${query}`] = figures(set, await postgres.ask(set, rankBy, query))
  }
  const best = Math.max(...Object.values(variants).map(({ recallAt1 }) => recallAt1))
  return {
    set: set.name,
    questions: set.questions.length,
    textsPerQuestion: rounded(mean(set.questions.map(({ facts }) => facts.length)), 1),
    ours,
    /** without what the definitions say of wishes: words, numbers and dates alone */
    oursWordsOnly: figures(set, askOurs(set, NO_INTENTS)),
    /** by ranking function and by how the question was put */
    postgres: variants,
    postgresBestRecallAt1: best,
  }
}

/** The time is that of ranking, with the words of the facts taken out before, as PostgreSQL has them too. */
function askOurs(set: QuestionSet, intents: QuestionSet['intents']): Ranked {
  const { purpose, now } = set
  const asked = set.questions.map(({ utterance, facts }) => {
    const findables = facts.map(
      (fact): Findable => ({ ...fact.findable, document: documentOfFact(fact) }),
    )
    const startedAt = performance.now()
    const ranked = rank(utterance, findables, { intents, purpose, now })
    const micros = (performance.now() - startedAt) * 1000
    const total = (place: number) => ranked?.[place]?.total ?? 0
    const order = [...facts.keys()].sort((a, b) => total(b) - total(a) || a - b)
    return { order, micros }
  })
  return { orders: asked.map(({ order }) => order), micros: asked.map(({ micros }) => micros) }
}

function figures({ questions }: QuestionSet, { orders, micros }: Ranked) {
  const first = questions.map((question, n) => placeOfFirst(question, orders[n] ?? []))
  const within = (k: number) => rounded(mean(first.map((place) => (place < k ? 1 : 0))), 4)
  return {
    recallAt1: within(1),
    recallAt3: within(3),
    mrr: rounded(mean(first.map((place) => 1 / (place + 1))), 4),
    microsPerQuery: rounded(median(micros), 1),
  }
}

function placeOfFirst({ meant }: Question, order: readonly number[]): number {
  const place = order.findIndex((one) => meant.has(one))
  return place < 0 ? Number.POSITIVE_INFINITY : place
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
