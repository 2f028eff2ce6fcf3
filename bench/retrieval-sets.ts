// Questions to retrieval, each with the texts of one customer's own history and those that are meant:
//
//   retail         what a caller says -> which of her orders (public set; only where the data is there)
//   said-again     half of the words of an earlier message, in the words she used -> that message, among the others
//   in-our-words   what she said -> what the staff wrote down about that very problem, in words of their own

import { documentOf } from '../src/core/lens/retrieval/document.ts'
import { compileIntents } from '../src/core/lens/retrieval/intents.ts'
import type { Findable } from '../src/core/lens/retrieval/rank.ts'
import {
  OFFICE_PROBLEMS,
  OUTAGE_PROBLEM,
  PROBLEMS,
  type Problem,
} from '../src/testing/company/words.ts'
import { createRandom, type Random } from '../src/testing/random.ts'
import { RETAIL_NOW, type RetailSet, retailSet } from './retail.ts'

export interface Question {
  readonly utterance: string
  readonly facts: readonly Fact[]
  /** places among the facts */
  readonly meant: ReadonlySet<number>
}

export interface Fact {
  readonly findable: Omit<Findable, 'document'>
  readonly head: string
  readonly body: unknown
}

export interface QuestionSet {
  readonly name: string
  readonly questions: readonly Question[]
  readonly purpose: string
  readonly intents: ReturnType<typeof compileIntents>
  /** ms */
  readonly now: number
}

const SEED = 7
const HOUR_MS = 3_600_000
const HISTORIES = 150
const PROBLEMS_OF_ONE = 10
const ALL_PROBLEMS: readonly Problem[] = [...PROBLEMS, ...OFFICE_PROBLEMS, OUTAGE_PROBLEM]
const WORDS_MIN = 3

export async function questionSets(size: number = HISTORIES): Promise<readonly QuestionSet[]> {
  const retail = await retailSet()
  return [
    ...(retail ? [ofRetail(retail)] : []),
    made('said-again', size, saidAgain),
    made('in-our-words', size, inOurWords),
  ]
}

export const documentOfFact = ({ head, body }: Fact) => documentOf(head, body)

/** The same words as one text: what PostgreSQL gets. */
export function textOfFact({ head, body }: Fact): string {
  return [head, ...wordsIn(body)].join(' ')
}

function wordsIn(body: unknown): readonly string[] {
  if (typeof body === 'string' || typeof body === 'number') return [String(body)]
  return typeof body === 'object' && body !== null ? Object.values(body).flatMap(wordsIn) : []
}

function ofRetail({ definitions, questions }: RetailSet): QuestionSet {
  const type = definitions.objects.find((one) => one.type === 'order')
  return {
    name: 'retail',
    purpose: 'service',
    intents: compileIntents(definitions.intents ?? []),
    now: RETAIL_NOW,
    questions: questions.map(({ utterance, orders, meant }) => ({
      utterance,
      facts: orders.map(({ id, status = '', body }) => ({
        findable: {
          what: 'object:order',
          status,
          isOpen: type?.open.includes(status) ?? false,
          at: RETAIL_NOW,
          isRival: true,
          thread: undefined,
        },
        head: `object:order ${status} ${id}`,
        body,
      })),
      meant: new Set([...orders.keys()].filter((place) => meant.has(orders[place]?.id ?? ''))),
    })),
  }
}

type Tell = (
  problem: Problem,
  random: Random,
) => { readonly utterance: string; readonly told: object }

function made(name: string, size: number, tell: Tell): QuestionSet {
  const random = createRandom(SEED)
  const questions = Array.from({ length: size }, (): Question => {
    const problems = random.shuffle(ALL_PROBLEMS).slice(0, PROBLEMS_OF_ONE)
    const place = random.int(0, problems.length - 1)
    const asked = problems[place] as Problem
    return {
      utterance: tell(asked, random).utterance,
      facts: problems.map((problem, n) => eventFact(tell(problem, random).told, n)),
      meant: new Set([place]),
    }
  })
  return { name, questions, purpose: 'service', intents: compileIntents([]), now: RETAIL_NOW }
}

/** Days apart, so that none of them is the neighbour of another. */
function eventFact(body: object, n: number): Fact {
  const at = RETAIL_NOW - (n + 1) * 50 * HOUR_MS
  const findable = {
    what: 'call',
    status: undefined,
    isOpen: false,
    isRival: false,
    at,
    thread: undefined,
  }
  return { findable, head: 'call Call Ended', body }
}

const saidAgain: Tell = ({ said, subject }, random) => {
  const words = said.split(/\s+/)
  const half = Math.max(WORDS_MIN, Math.ceil(words.length / 2))
  const kept = new Set(random.shuffle([...words.keys()]).slice(0, half))
  return {
    utterance: words.filter((_, place) => kept.has(place)).join(' '),
    told: { subject, text: said },
  }
}

const inOurWords: Tell = ({ said, subject, note }) => ({
  utterance: said,
  told: { subject, summary: note },
})
