// Which candidate keys to keep: few ones that together find nearly every pair of records that is one customer,
// several times over, without finding many strangers. Weighed on likely matches of the sample, and on made-up
// ones in which attributes fail at random, so that errors not yet seen are provided for.
import type { KeyPlan } from '../model.ts'
import { blocksOf, textsOf, type WeighedPlan } from './blocks.ts'
import type { Chance, Sample } from './sample.ts'

export interface LikelyPair {
  readonly a: number
  readonly b: number
}

export interface Choice {
  readonly sample: Sample
  readonly plans: readonly WeighedPlan[]
  readonly likely: readonly LikelyPair[]
  /** number of records that the keys should serve */
  readonly horizon: number
  readonly chance: Chance
}

const PLANS_WEIGHED_MAX = 160
const LIKELY_MAX = 1_500
const MADE_UP = 400
/** All made-up pairs together weigh as much as this share of the real ones. */
const MADE_UP_WEIGHT = 0.15
const PLANS_MAX = 16
/** Worth of finding a pair a first, second, third time. */
const WORTH = [1, 0.4, 0.15]
/** A key costs its row in the index even when it finds nobody, counted in strangers found. */
const COST_OF_KEY = 3
/** A plan that adds less than this share of all worth is not kept. */
const GAIN_MIN = 0.0015
const SURVIVAL = 0.75
const SOFT_FORMS = new Set([
  'sound',
  'beginning',
  'district',
  'year',
  'month',
  'birthday',
  'dayInYear',
  'word',
  'mailbox',
  'ending',
])
const BLOCK_MAX = 200

interface Candidate {
  readonly plan: KeyPlan
  /** strangers found per record */
  readonly cost: number
  /** per pair of the universe: whether the plan finds it */
  readonly finds: Uint8Array
}

export function chooseKeys(choice: Choice): readonly KeyPlan[] {
  const likely = spread(choice.likely, LIKELY_MAX)
  const failures = madeUp(choice)
  const weights = new Float64Array(likely.length + failures.length)
  weights.fill(1, 0, likely.length)
  weights.fill((MADE_UP_WEIGHT * Math.max(likely.length, MADE_UP)) / MADE_UP, likely.length)
  const candidates = choice.plans
    .slice(-PLANS_WEIGHED_MAX)
    .map((plan) => candidate(plan, choice, likely, failures))
  return pickGreedily(candidates, weights)
}

function spread<T>(list: readonly T[], size: number): readonly T[] {
  if (list.length <= size) return list
  return Array.from({ length: size }, (_, at) => list[Math.floor((at * list.length) / size)] as T)
}

interface Failure {
  readonly record: number
  readonly hard: readonly boolean[]
  readonly soft: readonly boolean[]
}

function madeUp({ sample, chance }: Choice): readonly Failure[] {
  const width = sample.bench.kinds.length
  return Array.from({ length: MADE_UP }, () => {
    const hard = Array.from({ length: width }, () => chance() < SURVIVAL)
    const soft = hard.map((survives) => survives || chance() < SURVIVAL / 2)
    return { record: Math.floor(chance() * sample.features.length), hard, soft }
  })
}

function candidate(
  weighed: WeighedPlan,
  { sample, horizon, likely: allLikely }: Choice,
  likely: readonly LikelyPair[],
  failures: readonly Failure[],
): Candidate {
  const finds = new Uint8Array(likely.length + failures.length)
  for (const [at, { a, b }] of likely.entries()) {
    const ofA = textsOf(weighed, a)
    if (ofA.length > 0 && textsOf(weighed, b).some((text) => ofA.includes(text))) finds[at] = 1
  }
  for (const [at, failure] of failures.entries()) {
    if (survives(weighed, failure)) finds[likely.length + at] = 1
  }
  return {
    plan: weighed.plan,
    cost: costOf(weighed, sample.features.length, { horizon, likely: allLikely }),
    finds,
  }
}

function survives({ parts }: WeighedPlan, { record, hard, soft }: Failure): boolean {
  return parts.every(({ source, values }) => {
    if ((values[record]?.length ?? 0) === 0) return false
    const kept = SOFT_FORMS.has(source.form) ? soft : hard
    return source.attributes.some((attribute) => kept[attribute])
  })
}

/** Strangers per record at the horizon: as seen in the sample, and no less than independence says. */
function costOf(
  weighed: WeighedPlan,
  size: number,
  { horizon, likely }: Pick<Choice, 'horizon' | 'likely'>,
): number {
  const blocks = blocksOf(weighed, size, BLOCK_MAX)
  const seen = blocks.reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0)
  const strangers = Math.max(0, seen - likely.length)
  const pairs = (size * (size - 1)) / 2
  return horizon * Math.max(strangers / pairs, weighed.collision)
}

function pickGreedily(candidates: readonly Candidate[], weights: Float64Array): readonly KeyPlan[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const found = new Uint8Array(weights.length)
  const left = new Set(candidates)
  const picked: KeyPlan[] = []
  while (picked.length < PLANS_MAX) {
    let best: Candidate | undefined
    let bestScore = 0
    let bestGain = 0
    for (const own of left) {
      const gain = gainOf(own, found, weights)
      const score = gain / (own.cost + COST_OF_KEY)
      if (score > bestScore) [best, bestScore, bestGain] = [own, score, gain]
    }
    if (!best || bestGain < GAIN_MIN * total) break
    left.delete(best)
    picked.push(best.plan)
    for (let at = 0; at < found.length; at++)
      found[at] = (found[at] as number) + (best.finds[at] as number)
  }
  return picked
}

function gainOf({ finds }: Candidate, found: Uint8Array, weights: Float64Array): number {
  let gain = 0
  for (let at = 0; at < finds.length; at++) {
    if (finds[at] === 1) gain += (WORTH[found[at] as number] ?? 0) * (weights[at] as number)
  }
  return gain
}
