// PostgreSQL's own full text search over the same texts: its two ranking functions, and both ways to ask, since
// websearch_to_tsquery wants every word to stand there, which nobody's spoken sentence fulfils.
import pg from 'pg'
import { type QuestionSet, textOfFact } from './retrieval-sets.ts'

export interface Ranked {
  /** per question: places of the facts, best first */
  readonly orders: readonly (readonly number[])[]
  readonly micros: readonly number[]
}

const QUERIES = {
  everyWord: "websearch_to_tsquery('english', $2)",
  anyWord: "replace(plainto_tsquery('english', $2)::text, '&', '|')::tsquery",
} as const
const RANKS = { rankCd: 'ts_rank_cd', rank: 'ts_rank' } as const

/** The texts with their words taken out beforehand, one row each, found by their customer. */
export async function createPostgresIndex(url: string, sets: readonly QuestionSet[]) {
  const client = new pg.Client(url)
  client.on('error', () => {})
  await client.connect()
  await client.query(
    `create table found (question text, place int, words tsvector, primary key (question, place))`,
  )
  for (const set of sets) {
    for (const [n, { facts }] of set.questions.entries()) {
      await client.query(
        `insert into found select $1, x.place - 1, to_tsvector('english', x.text)
         from unnest($2::text[]) with ordinality as x(text, place)`,
        [keyOf(set, n), facts.map(textOfFact)],
      )
    }
  }
  await client.query('analyze found')
  return {
    variants: Object.keys(RANKS).flatMap((rank) =>
      Object.keys(QUERIES).map((query) => [rank, query] as const),
    ),
    ask: (set: QuestionSet, rank: string, query: string) =>
      askAll(client, set, {
        rank: rank as keyof typeof RANKS,
        query: query as keyof typeof QUERIES,
      }),
    close: () => client.end(),
  }
}

const keyOf = ({ name }: QuestionSet, n: number): string => `${name} ${n}`

async function askAll(
  client: pg.Client,
  set: QuestionSet,
  { rank, query }: { readonly rank: keyof typeof RANKS; readonly query: keyof typeof QUERIES },
): Promise<Ranked> {
  const text = `select place from found, (select ${QUERIES[query]} as q) asked where question = $1
    order by ${RANKS[rank]}(words, q) desc, place`
  const orders: number[][] = []
  const micros: number[] = []
  for (const [n, { utterance }] of set.questions.entries()) {
    const startedAt = performance.now()
    const { rows } = await client.query<{ place: number }>({
      name: `${rank} ${query}`,
      text,
      values: [keyOf(set, n), utterance],
    })
    micros.push((performance.now() - startedAt) * 1000)
    orders.push(rows.map(({ place }) => place))
  }
  return { orders, micros }
}
