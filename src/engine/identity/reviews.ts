// The queue of questions to people: pairs that the matcher would not decide alone, with what speaks for and against
// them, and the answers, which are decisions like any other: they last, whatever is trained later.
import type { DecideInput, LinkAnswer, ReviewItem, ReviewQuery } from '../../contract/api.ts'
import type { ConsentStatement } from '../../contract/consent.ts'
import type { Entity } from '../../contract/identifier.ts'
import { hexOfPublicId, publicId } from '../../contract/identifier.ts'
import { ProblemError } from '../../contract/problem.ts'
import { consentState } from '../../core/consent/combine.ts'
import { planDifferent, planLink } from '../../core/identity/assert.ts'
import type { Scorer } from '../../core/identity/match/score/scorer.ts'
import { MEMBERS_MAX } from '../../core/identity/match/score/scorer.ts'
import { type Likeness, likenessOf } from '../../core/identity/who/compare.ts'
import { whoIn } from '../../core/identity/who/said.ts'
import type { Said } from '../../core/profile/said.ts'
import type { Caller, PageOf } from '../api.ts'
import type { NeighbourRow, QueuedReview, QueuePlace } from '../ports/match.ts'
import type { RecordRow } from '../ports/records.ts'
import { maySee, passOf } from '../read/pass.ts'
import { checkPurpose, type Look, note } from '../read/reading.ts'
import type { Runtime } from '../runtime.ts'
import { decide, pairOf } from './decide.ts'
import { probabilityOf } from './explain.ts'
import { guarded } from './identity.ts'

const EVENTS_COUNTED_MAX = 10_000

/** One page of open questions. Pairs of whom the caller may see nothing are left out. */
export async function reviews(
  query: ReviewQuery,
  caller: Caller,
  runtime: Runtime,
): Promise<PageOf<ReviewItem>> {
  const look = { caller, purpose: query.purpose, channel: 'api', through: 'identity' }
  await checkPurpose(look, runtime)
  const { entity, from, to, because, sort, limit } = query
  const after = decodePlace(query.cursor)
  const queued = await runtime.store.reviewQueue({
    entity,
    from,
    to,
    because,
    sort: sort ?? 'likely',
    after,
    limit,
  })
  const rows = queued.filter(isStillOne)
  const items: ReviewItem[] = []
  for (const row of rows) {
    const item = await toItem(row, look, runtime)
    if (item) items.push(item)
  }
  const seen = new Set(rows.flatMap(({ a, b }) => [a.customer, b.customer]))
  const shown = new Set(items.flatMap((item) => [item.a.customer, item.b.customer]))
  for (const customer of seen) {
    const isShown = shown.has(publicId('cus', customer)) || shown.has(publicId('acc', customer))
    const outcome = isShown ? 'shown' : 'refused'
    await note(look, { outcome, shown: isShown ? 1 : 0, withheld: {}, subject: customer }, runtime)
  }
  const last = queued.length < limit ? undefined : queued.at(-1)
  return { items, next: last ? encodePlace(last.place) : null }
}

function likenessIn({ a, b }: QueuedReview): Likeness | undefined {
  const [one, other] = [whoIn(a.who).person, whoIn(b.who).person]
  return one && other && likenessOf(one, other)
}

/** What a corrected name or birth date has settled is no question any more. */
function isStillOne(review: QueuedReview): boolean {
  const kind = likenessIn(review)?.kind
  if (review.because === 'apart') return kind === 'different'
  return review.because !== 'conflict' || kind !== 'same'
}

async function toItem(
  review: QueuedReview,
  look: Look,
  runtime: Runtime,
): Promise<ReviewItem | undefined> {
  const { store, matcher } = runtime
  const { a, b, entity, bits } = review
  const near = await store.matchNeighbours([...new Set([a.customer, b.customer])], MEMBERS_MAX)
  const rows = [a, b, ...near.map(({ row }) => row)]
  const own = [...new Map(rows.map((row) => [row.id, row])).values()]
  const sides = [await sideOf(a, near, look, runtime), await sideOf(b, near, look, runtime)]
  const [sideA, sideB] = sides
  if (!sideA || !sideB) return undefined
  const contents = await store.contentsOf(own, EVENTS_COUNTED_MAX)
  const { active } = await matcher.models(entity)
  const likeness = likenessIn(review)
  return {
    id: publicId('rev', review.id),
    at: new Date(review.at).toISOString(),
    entity,
    band: review.band,
    bits: Math.round(bits * 100) / 100,
    probability: probabilityOf(bits),
    because: review.because as ReviewItem['because'],
    contradicts: likeness?.kind === 'different' ? [...likeness.by] : [],
    a: sideA,
    b: sideB,
    impact: {
      customers: 2,
      records: review.records,
      events: [...contents.values()].reduce((sum, { events }) => sum + events, 0),
    },
    evidence: active ? evidenceOf(active.scorer(), a, { of: b, near }) : [],
  }
}

async function sideOf(
  row: RecordRow,
  near: readonly NeighbourRow[],
  look: Look,
  runtime: Runtime,
): Promise<ReviewItem['a'] | undefined> {
  const now = runtime.clock()
  const records = near.flatMap((other) => (other.row.customer === row.customer ? [other.row] : []))
  const said = (await runtime.store.consentsOf(records)) as readonly ConsentStatement[]
  const joined = records.map(({ id, joinedAt }) => ({ record: id, joinedAt }))
  const pass = passOf(consentState(said, joined, now), look, runtime)
  if (!pass) return undefined
  const may = maySee(pass, runtime.compiled(), now)
  const text = near.find((other) => other.row.id === row.id)?.said.text
  const values = text === undefined ? {} : (JSON.parse(text) as Said)
  return {
    record: publicId('rec', row.id),
    customer: publicId(row.entity === 'account' ? 'acc' : 'cus', row.customer),
    source: row.source,
    namespace: row.namespace,
    key: row.key,
    said: Object.fromEntries(
      Object.entries(values).filter(([name]) => may(name.split('.', 1)[0] ?? name)),
    ),
  }
}

function evidenceOf(
  scorer: Scorer,
  a: RecordRow,
  { of, near }: { readonly of: RecordRow; readonly near: readonly NeighbourRow[] },
): ReviewItem['evidence'] {
  const read = ({ row, said }: NeighbourRow) =>
    scorer.read({ id: row.id, source: row.source, values: JSON.parse(said.text) as Said })
  const own = near.find(({ row }) => row.id === a.id)
  const members = near.filter(({ row }) => row.customer === of.customer).map(read)
  if (!own || members.length === 0) return []
  return scorer
    .evidence(read(own), members)
    .map((part) => ({ ...part, bits: Math.round(part.bits * 100) / 100 }))
}

/** Answers a question for good: same links the two, different keeps them apart. */
export function decideReview(
  ref: string,
  input: DecideInput,
  caller: Caller,
  runtime: Runtime,
): Promise<LinkAnswer> {
  return decide(input, caller, runtime, async (tx) => {
    const id = hexOfPublicId(ref)
    const review = id === undefined ? undefined : await tx.match.review(id)
    if (!review) throw new ProblemError('NOT_FOUND', `There is no question ${ref}`)
    const rows = await tx.records([
      { home: review.homeA, id: review.recordA },
      { home: review.homeB, id: review.recordB },
    ])
    const a = rows.find((row) => row.id === review.recordA)
    const b = rows.find((row) => row.id === review.recordB)
    if (!a || !b) throw new ProblemError('NOT_FOUND', `The records of ${ref} are gone`)
    const { verdict } = input
    const plan = verdict === 'same' ? planLink : planDifferent
    return {
      content: ['review', review.id, verdict],
      touched: [a, b],
      plan: (facts, said) => plan(facts, runtime.compiled().identity, pairOf(a, b, said)),
      also: (own) =>
        own.match.decideReview(review.id, verdict, { at: runtime.clock(), author: caller.actor }),
    }
  })
}

/** Lets the matcher link by itself again. */
export async function resumeMatching(
  entity: Entity,
  caller: Caller,
  runtime: Runtime,
): Promise<boolean> {
  const { matcher, store, log } = runtime
  const before = await matcher.pause(entity)
  const wasPaused = await guarded(runtime, () =>
    store.write(async (tx) => {
      const isGone = await tx.match.resume(entity)
      // What was only asked meanwhile is decided now.
      if (isGone) await tx.match.markAsked(entity, runtime.clock())
      return isGone
    }),
  )
  matcher.resumed(entity)
  if (wasPaused) log(`identity: ${caller.actor} lets the matcher link ${entity} records again`)
  return wasPaused || before !== undefined
}

const encodePlace = ({ danger, first, second, id }: QueuePlace): string =>
  [danger, first, second, id].join('.')

function decodePlace(cursor: string | undefined): QueuePlace | undefined {
  if (cursor === undefined || cursor === '') return undefined
  const match = /^([01])\.(-?\d{1,4})\.(-?\d{1,4})\.([0-9a-f]{32})$/.exec(cursor)
  const [, danger, first, second, id] = match ?? []
  if (id === undefined) {
    throw new ProblemError('QUERY_INVALID', 'The cursor is not one that a former page answered')
  }
  return { danger: Number(danger), first: Number(first), second: Number(second), id }
}
