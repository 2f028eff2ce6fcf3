// Who is likely whom: after the rules have placed a batch's records, those that say something new are compared
// with the records that share a key. What follows is links, questions to people, and records to look at again.
//
//   said anew -> keys -> neighbours -> decide -> links -> resolve -> moved records
import type { Entity } from '../../contract/identifier.ts'
import type { Link } from '../../contract/link.ts'
import { decisionsInForce } from '../../core/identity/decisions.ts'
import { householdKeysOf } from '../../core/identity/household.ts'
import { findCandidates } from '../../core/identity/match/decide/candidates.ts'
import { conflictOf, obstacleTo } from '../../core/identity/match/decide/constraints.ts'
import { CROWD_MAX, withoutCrowd } from '../../core/identity/match/decide/crowd.ts'
import { decide, type Effect, mergesInto } from '../../core/identity/match/decide/decide.ts'
import { reconsider } from '../../core/identity/match/repair/repair.ts'
import type { Said } from '../../core/profile/said.ts'
import { allDone } from '../all-done.ts'
import { deviceNamespaces } from '../cluster.ts'
import { type Identified, type IdentifyContext, reidentify } from '../identify.ts'
import type {
  DirtyRow,
  KeysRow,
  MatchWrites,
  ReviewRow,
  SaidRow,
  SaidText,
} from '../ports/match.ts'
import type { RecordRow } from '../ports/records.ts'
import type { WriteTransaction } from '../ports/writing.ts'
import { NO_WRITES } from '../writes.ts'
import { MANY_RECORDS } from './breaker.ts'
import { closest, draftLinks, type LinkWork } from './links.ts'
import type { LiveModel, Matcher, Models } from './matcher.ts'
import { isRead, keysIn, readingOf, readNow } from './reading.ts'
import { loadSurroundings, type Subject, type Surroundings } from './surroundings.ts'

/** A record and what it says. */
export interface Saying {
  readonly row: RecordRow
  readonly said: SaidText
}

/** A record of a batch and what it says now. */
export interface Told extends Saying {
  /** the same as `said` */
  readonly values: Said
  /** that it begins with this batch, so nothing is stored of it */
  readonly isNew: boolean
}

export interface MatchContext extends IdentifyContext {
  readonly matcher: Matcher
}

export const NO_MATCH_WRITES: MatchWrites = {
  keys: [],
  goneKeys: [],
  reviews: [],
  goneReviews: [],
  dirty: [],
  clean: [],
}

/** Compares what records say anew; answers the records that changed hands, if any did. */
export async function matchBatch(
  told: readonly Told[],
  context: MatchContext,
): Promise<Identified | undefined> {
  const devices = new Set(deviceNamespaces(context.compiled.identity))
  const people = told.filter(({ row }) => !devices.has(row.namespace))
  let moved: Identified | undefined
  for (const [entity, ofEntity] of Map.groupBy(people, ({ row }) => row.entity)) {
    const result = await matchEntity(entity, ofEntity, context)
    moved = moved && result ? together(moved, result) : (moved ?? result)
  }
  return moved
}

const together = (a: Identified, b: Identified): Identified => ({
  rows: new Map([...a.rows, ...b.rows]),
  writes: {
    records: [...a.writes.records, ...b.writes.records],
    identifiers: [...a.writes.identifiers, ...b.writes.identifiers],
    moves: [...a.writes.moves, ...b.writes.moves],
    links: [...a.writes.links, ...b.writes.links],
  },
  devices: [...a.devices, ...b.devices],
  contradictions: [...a.contradictions, ...b.contradictions],
})

async function matchEntity(
  entity: Entity,
  told: readonly Told[],
  context: MatchContext,
): Promise<Identified | undefined> {
  const { tx, matcher, now } = context
  const before = await saidBefore(told, tx)
  const anew = told.filter(
    ({ row, said }) => said.text !== (before.get(row.id)?.said.text ?? NOTHING_SAID),
  )
  if (anew.length === 0) return undefined
  const fresh = await numbered(anew, before, tx)
  const models = await matcher.models(entity)
  const write = async (): Promise<void> => {
    const changes = keyChanges(fresh, before, models)
    await allDone([tx.match.say(fresh), tx.match.write({ ...NO_MATCH_WRITES, ...changes }, now)])
  }
  if (!models.active) {
    await write()
    return undefined
  }
  readAnew(fresh, models.active)
  const subjects = subjectsOf(fresh, models.active)
  const records = new Set(fresh.flatMap(({ row }) => (before.has(row.id) ? [] : [row.id])))
  const decided = await decideAll(subjects, models.active, {
    ...context,
    entering: { records, write },
  })
  const dirty = decided.dirty.filter(isAnother(subjects))
  await tx.match.write({ ...NO_MATCH_WRITES, reviews: decided.reviews, dirty }, now)
  return decided.moved
}

const NOTHING_SAID = '{}'

/** Reads what new records say; for the time in which the database is at work. */
export async function readerOf(
  told: readonly Told[],
  matcher: Matcher,
): Promise<(() => void) | undefined> {
  const news = told.filter(({ isNew, said }) => isNew && said.text !== NOTHING_SAID)
  if (news.length === 0) return undefined
  const byEntity = Map.groupBy(news, ({ row }) => row.entity)
  const models = await Promise.all(
    [...byEntity].map(
      async ([entity, own]) => [(await matcher.models(entity)).active, own] as const,
    ),
  )
  return () => {
    for (const [active, own] of models) if (active) readAnew(own, active)
  }
}

function readAnew(told: readonly Told[], model: LiveModel): void {
  for (const { row, values, said } of told) {
    if (!isRead(said, model)) keysIn(readNow({ ...row, values }, said, model), model)
  }
}

async function saidBefore(
  told: readonly Told[],
  tx: WriteTransaction,
): Promise<ReadonlyMap<string, SaidRow>> {
  const stored = told.flatMap(({ row, isNew }) => (isNew ? [] : [row]))
  return new Map((await tx.match.saidBy(stored)).map((row) => [row.record, row]))
}

/** Each with its number; who says something for the first time gets one. */
async function numbered<One extends Saying>(
  anew: readonly One[],
  before: ReadonlyMap<string, SaidRow>,
  tx: WriteTransaction,
): Promise<readonly (One & News)[]> {
  const missing = anew.filter(({ row }) => !before.has(row.id)).length
  const given = [...(await tx.match.newNumbers(missing))].values()
  return anew.map((one) => ({
    ...one,
    number: before.get(one.row.id)?.number ?? given.next().value ?? 0,
  }))
}

const isAnother = (subjects: readonly Subject[]) => {
  const own = new Set(subjects.map(({ row }) => row.id))
  return ({ id }: DirtyRow): boolean => !own.has(id)
}

/** Stored records with what they say; those that say nothing are left out. */
export async function sayingsOf(
  rows: readonly RecordRow[],
  tx: WriteTransaction,
): Promise<readonly Saying[]> {
  const said = new Map((await tx.match.saidBy(rows)).map((row) => [row.record, row.said]))
  return rows.flatMap((row) => {
    const text = said.get(row.id)
    return text === undefined ? [] : [{ row, said: text }]
  })
}

export function subjectsOf(sayings: readonly Saying[], model: LiveModel): readonly Subject[] {
  return sayings.map(({ row, said }) => {
    const reading = readingOf(row, said, model)
    return { row, known: reading.known, keys: keysIn(reading, model), reading }
  })
}

interface News extends Saying {
  readonly number: number
}

/** Keys that records hold now and those they hold no longer, under every model that is in use or being built. */
function keyChanges(
  news: readonly News[],
  before: ReadonlyMap<string, SaidRow>,
  { active, building }: Models,
): Pick<MatchWrites, 'keys' | 'goneKeys'> {
  const keys: KeysRow[] = []
  const goneKeys: KeysRow[] = []
  for (const live of [active, building]) {
    if (!live) continue
    for (const own of news) {
      const said = before.get(own.row.id)?.said
      const now = keysUnder(live, own)
      const then = said ? keysUnder(live, { ...own, said }) : []
      keys.push(...without(now, then))
      goneKeys.push(...without(then, now))
    }
  }
  return { keys, goneKeys }
}

function without(rows: readonly KeysRow[], others: readonly KeysRow[]): readonly KeysRow[] {
  if (rows.length === 0 || others.length === 0) return rows
  return rows.flatMap((row) => {
    const known = new Set(others.find(({ model }) => model === row.model)?.keys)
    const keys = row.keys.filter((key) => !known.has(key))
    return keys.length === 0 ? [] : [{ ...row, keys }]
  })
}

/**
 * All keys of a record under a model: those by which it is compared, and under the model's negative version those by
 * which it is found to live with others.
 */
export function keysUnder(live: LiveModel, { row, said, number }: News): readonly KeysRow[] {
  const reading = readingOf(row, said, live)
  const rows: readonly KeysRow[] = [
    { model: live.version, number, keys: keysIn(reading, live) },
    { model: -live.version, number, keys: householdKeysOf(live.scorer(), reading.known) },
  ]
  return rows.filter(({ keys }) => keys.length > 0)
}

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
  const around = await loadSurroundings(subjects, model, { tx, entering: entering?.records })
  const written = entering?.write()
  // Heard of below; until then a fault must not end the process.
  written?.catch(() => undefined)
  const work: LinkWork = { around, model: model.version, scorer, ...context, made: [], gone: [] }
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
  for (let round = 0; around.isLacking() && round < ROUNDS_MAX; round++) {
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

/** Records of one customer that are looked at for a contradiction. */
const CONFLICTS_MAX = 5

/**
 * A shared mailbox or telephone joins by rule, whatever else is said. Where name and birth date contradict, or one is
 * Sr and the other Jr, the rule stands, and people are asked.
 */
function conflictsOf({ row, known }: Subject, work: LinkWork): readonly ReviewRow[] {
  const { around, scorer } = work
  return around
    .joinedByRule(row.id)
    .slice(0, CONFLICTS_MAX)
    .flatMap((id) => {
      const other = around.near.record(id)
      if (!other || !conflictOf(scorer, known, other)) return []
      const [recordA, recordB] = row.id < id ? [row.id, id] : [id, row.id]
      return [
        review({ recordA, recordB, bits: scorer.pair(known, other), because: 'conflict' }, work),
      ]
    })
}

/** A pair is asked about once; the last weight counts. */
const once = (reviews: readonly ReviewRow[]): readonly ReviewRow[] => [
  ...new Map(reviews.map((row) => [row.id, row])).values(),
]

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

/** A likely pair that a limit keeps apart is a question: somebody may know better. What a person parted is none. */
async function refused(
  made: readonly Link[],
  moved: Identified,
  { work, context }: { readonly work: LinkWork; readonly context: MatchContext },
): Promise<readonly ReviewRow[]> {
  const apart = made.filter(
    ({ recordA, recordB }) =>
      moved.rows.get(recordA)?.customer !== moved.rows.get(recordB)?.customer,
  )
  if (apart.length === 0) return []
  const sides = (record: string): readonly string[] => {
    const customer = moved.rows.get(record)?.customer
    const ids = [...moved.rows.values()].filter((row) => row.customer === customer)
    return [record, ...ids.map(({ id }) => id)]
  }
  const pairs = apart.map((link) => ({ link, a: sides(link.recordA), b: sides(link.recordB) }))
  const all = new Set(pairs.flatMap(({ a, b }) => [...a, ...b]))
  const decided = decisionsInForce(await context.tx.links([...all]))
  return pairs.flatMap(({ link, a, b }) => {
    const isParted = decided.some(
      ({ verdict, recordA, recordB }) =>
        verdict === 'different' &&
        ((a.includes(recordA) && b.includes(recordB)) ||
          (a.includes(recordB) && b.includes(recordA))),
    )
    if (isParted) return []
    const { recordA, recordB, evidence } = link
    const bits = Number(evidence[0]?.slice('bits:'.length) ?? 0)
    const saysSo = moved.contradictions.some(
      (own) =>
        (a.includes(own.recordA) && b.includes(own.recordB)) ||
        (a.includes(own.recordB) && b.includes(own.recordA)),
    )
    return [review({ recordA, recordB, bits, because: saysSo ? 'apart' : 'limit' }, work)]
  })
}

function bandOf(effect: Effect, work: LinkWork): ReviewRow | undefined {
  if (effect.kind !== 'review') return undefined
  return reviewOf(effect, 'band', work)
}

/** While the breaker is open: the question that stands in the place of a link. */
function insteadOf(effect: Effect, work: LinkWork): ReviewRow | undefined {
  if (effect.kind === 'review') return reviewOf(effect, 'band', work)
  if (effect.kind === 'join') return reviewOf(effect, 'breaker', work)
  if (effect.kind !== 'merge') return undefined
  const [record, other] = closest(effect.from, effect.into, work) ?? []
  if (record === undefined || other === undefined) return undefined
  return reviewOf({ record, with: other, bits: effect.bits }, 'breaker', work)
}

function reviewOf(
  { record, with: other, bits }: { record: string; with: string; bits: number },
  because: 'band' | 'breaker',
  work: LinkWork,
): ReviewRow {
  const [recordA, recordB] = record < other ? [record, other] : [other, record]
  return review({ recordA, recordB, bits, because }, work)
}

function review(
  pair: Pick<ReviewRow, 'recordA' | 'recordB' | 'bits' | 'because'>,
  { around, model, now, hash }: LinkWork,
): ReviewRow {
  const [a, b] = [around.rowOf(pair.recordA), around.rowOf(pair.recordB)]
  return {
    ...pair,
    id: hash(`rev\0${pair.recordA}\0${pair.recordB}`),
    at: now,
    entity: a?.entity ?? 'customer',
    homeA: a?.home ?? '0',
    homeB: b?.home ?? '0',
    model,
    state: 'open',
  }
}
