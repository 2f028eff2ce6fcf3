// Decides about records one after the other: links to make, links to take back, customers to look at again.
import type { Link } from '../../contract/link.ts'
import { findCandidates } from '../../core/identity/match/decide/candidates.ts'
import { obstacleTo } from '../../core/identity/match/decide/constraints.ts'
import { CROWD_MAX, withoutCrowd } from '../../core/identity/match/decide/crowd.ts'
import { decide, type Effect, mergesInto } from '../../core/identity/match/decide/decide.ts'
import { reconsider } from '../../core/identity/match/repair/repair.ts'
import { NO_WRITES } from '../collect/writes.ts'
import { type Identified, reidentify } from '../identity/identify.ts'
import { allDone } from '../ports/all-done.ts'
import type { DirtyRow, ReviewRow } from '../ports/match.ts'
import type { RecordRow } from '../ports/records.ts'
import { MANY_RECORDS } from './breaker.ts'
import type { MatchContext } from './context.ts'
import { draftLinks, type LinkWork } from './links.ts'
import type { LiveModel } from './matcher.ts'
import { bandOf, conflictsOf, insteadOf, once, refused } from './questions.ts'
import { createSurroundings, type Subject, type Surroundings } from './surroundings.ts'

export interface Decided {
  readonly moved: Identified | undefined
  readonly reviews: readonly ReviewRow[]
  /** records of customers that changed */
  readonly dirty: readonly DirtyRow[]
}

/**
 * Decides about records one after the other, each seeing what was decided before it.
 * @param context `entering`: subjects that are not in the index yet, and what writes them; it is begun when all is read
 * that decisions need, so that the database works on it while they are made
 */
export async function decideAll(
  subjects: readonly Subject[],
  model: LiveModel,
  context: MatchContext & { readonly entering?: Entering },
): Promise<Decided> {
  const { tx, matcher, compiled, now, entering } = context
  const entity = subjects[0]?.row.entity ?? 'customer'
  const isPaused = (await matcher.pause(entity)) !== undefined
  const scorer = model.scorer()
  const around = createSurroundings(subjects, model, { tx, entering: entering?.records })
  const work: LinkWork = { around, model: model.version, scorer, ...context, made: [], gone: [] }
  // What a decision looks at beyond who shares a key is known by making it. Second thoughts come customer by customer
  // and hardly ever lack anything, and one alone is made below in any case.
  const isAhead = entering !== undefined && subjects.length > 1
  await around.begin((subject) => isAhead && effectsOf(subject, work))
  const written = entering?.write()
  // Heard of below; until then a fault must not end the process.
  written?.catch(() => undefined)
  const deciding: Deciding = { work, isPaused, reviews: [], dirty: new Map(), hasty: 0 }
  let moved: Identified | undefined
  try {
    for (const [at, subject] of subjects.entries()) {
      if (at % BREATH === 0) await new Promise((resolve) => setImmediate(resolve))
      await decideOne(subject, deciding)
    }
    const counted = { looked: subjects.length, merged: deciding.hasty }
    const pause = matcher.count(entity, counted, now, compiled.definitions.matching?.breaker)
    if (pause) await tx.match.pause(pause)
    moved = await carryOut(work, context)
    if (moved) deciding.reviews.push(...(await refused(work.made, moved, { work, context })))
  } finally {
    await written
  }
  return { moved, reviews: once(deciding.reviews), dirty: [...deciding.dirty.values()] }
}

/** So many decisions in one go: then what was asked of the database leaves, and others get their turn. */
const BREATH = 50

export interface Entering {
  readonly records: ReadonlySet<string>
  readonly write: () => Promise<void>
}

/** What has been decided so far. */
interface Deciding {
  readonly work: LinkWork
  readonly isPaused: boolean
  readonly reviews: ReviewRow[]
  readonly dirty: Map<string, DirtyRow>
  /** links that count for the breaker */
  hasty: number
}

async function decideOne(subject: Subject, deciding: Deciding): Promise<void> {
  const { work, reviews, dirty, isPaused } = deciding
  const { around } = work
  let effects = effectsOf(subject, work)
  for (let round = 0; around.lacks() > 0 && round < ROUNDS_MAX; round++) {
    await around.load()
    effects = effectsOf(subject, work)
  }
  around.enter(subject)
  const doubt = ({ home, id, entity }: RecordRow): void => void dirty.set(id, { home, id, entity })
  crowdOf(subject, work).forEach(doubt)
  reviews.push(...conflictsOf(subject, work))
  for (const effect of effects) {
    const asked = isPaused ? insteadOf(effect, work) : bandOf(effect, work)
    if (asked) reviews.push(asked)
    if (isPaused && effect.kind !== 'leave') continue
    const before = work.made.length
    const isHasty = tellsOfHaste(effect, work)
    draftLinks(effect, subject, work).forEach(doubt)
    if (isHasty && work.made.length > before) deciding.hasty++
  }
}

/** What was lacking can lead to more, once or twice. */
const ROUNDS_MAX = 4

function effectsOf(subject: Subject, work: LinkWork): readonly Effect[] {
  const { scorer, around } = work
  const { near } = around
  const customer = near.customerOf(subject.row.id) ?? subject.row.customer
  const isAlone = near.members(customer).length <= 1
  return isAlone
    ? decide(scorer, near, { record: subject.known, keys: subject.keys })
    : again(subject, customer, work)
}

/** Writes the links and resolves again whom they touch. */
async function carryOut(
  { made, gone, around }: LinkWork,
  context: MatchContext,
): Promise<Identified | undefined> {
  if (made.length === 0 && gone.length === 0) return undefined
  const links = [...gone, ...made]
  const resolved = async (): Promise<Identified> => {
    const moved = await reidentify(concernedBy(links, around), context)
    await context.tx.write({ ...NO_WRITES, ...moved.writes })
    return moved
  }
  // The links are on their way before anything is asked: it is resolved while the database writes them.
  const [, moved] = await allDone([context.tx.write({ ...NO_WRITES, links }), resolved()])
  return moved
}

/**
 * What counts for the breaker. A record that stood alone finds its customer all the time; that two of several records
 * each are one, or that one of very many grows further, is rare where nothing is wrong.
 */
function tellsOfHaste(effect: Effect, { around: { near } }: LinkWork): boolean {
  if (effect.kind === 'join') return near.members(effect.customer).length >= MANY_RECORDS
  if (effect.kind !== 'merge') return false
  return near.members(effect.from).length > 1 && near.members(effect.into).length > 1
}

/**
 * A record that rules or people placed stays where it is; it may only show that its customer and another are one.
 * Any other is weighed again.
 */
function again(
  { row, known, keys }: Subject,
  customer: string,
  { around, scorer }: LinkWork,
): readonly Effect[] {
  const { near } = around
  if (near.sameAs(row.id).length === 0) return reconsider(scorer, near, row.id)
  const { record } = withoutCrowd(scorer, near, known)
  const { link } = scorer.model.thresholds
  const others = findCandidates(scorer, near, { record, keys }).filter(
    (other) =>
      other.bits >= link && !obstacleTo(scorer, near, { record, customer: other.customer }),
  )
  const own = { customer, bits: link, fit: link, member: row.id, memberBits: link }
  return mergesInto(scorer, near, [own, ...others])
}

/** Everybody who holds a value that has just become nobody's own: who was joined through it is in doubt. */
function crowdOf({ known }: Subject, { around, scorer }: LinkWork): readonly RecordRow[] {
  const { near, rowOf } = around
  return scorer.personalKeys(known).flatMap(({ key }) => {
    const holders = near.holders(key) ?? []
    if (holders.length <= CROWD_MAX) return []
    const customers = new Set(holders.map((id) => near.customerOf(id)))
    return customers.size === CROWD_MAX + 1 ? holders.flatMap((id) => rowOf(id) ?? []) : []
  })
}

/** The ends of links and their fellows: what is known of a customer need not be looked for link by link. */
function concernedBy(links: readonly Link[], { near, rowOf }: Surroundings): readonly RecordRow[] {
  const ids = new Set(links.flatMap(({ recordA, recordB }) => [recordA, recordB]))
  for (const id of [...ids]) {
    const customer = near.customerOf(id)
    if (customer !== undefined) for (const other of near.members(customer)) ids.add(other)
  }
  return [...ids].flatMap((id) => rowOf(id) ?? [])
}
