// Who is likely whom: after the rules have placed a batch's records, those that say something new are compared
// with the records that share a key. What follows is links, questions to people, and records to look at again.
//
//   said anew -> keys -> neighbours -> decide -> links -> resolve -> moved records
import type { Entity } from '../../contract/identifier.ts'
import type { Identified } from '../identity/identify.ts'
import { allDone } from '../ports/all-done.ts'
import type { DirtyRow, SaidRow } from '../ports/match.ts'
import type { WriteTransaction } from '../ports/writing.ts'
import { type MatchContext, NO_MATCH_WRITES } from './context.ts'
import { decideAll } from './decide.ts'
import { keyChanges, type News } from './keys.ts'
import type { LiveModel, Matcher } from './matcher.ts'
import { isRead, keysIn, readNow } from './reading.ts'
import { type Saying, subjectsOf } from './sayings.ts'
import type { Subject } from './surroundings.ts'
import type { Told } from './told.ts'

/** Compares what records say anew; answers the records that changed hands, if any did. */
export async function matchBatch(
  told: readonly Told[],
  context: MatchContext,
): Promise<Identified | undefined> {
  let moved: Identified | undefined
  for (const [entity, ofEntity] of Map.groupBy(told, ({ row }) => row.entity)) {
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
  readKeys(fresh, models.active)
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

/** Reads what new records say: done while the database writes the ledger. */
export async function readAnew(told: readonly Told[], matcher: Matcher): Promise<void> {
  const news = told.filter(({ isNew, said }) => isNew && said.text !== NOTHING_SAID)
  for (const [entity, own] of Map.groupBy(news, ({ row }) => row.entity)) {
    const { active } = await matcher.models(entity)
    if (active) readKeys(own, active)
  }
}

function readKeys(told: readonly Told[], model: LiveModel): void {
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
