// Reads the customers whose stories make up a map: in the order of their homes, which are hashes, so that the first
// some thousand are a fair sample of all.
import type { ConsentStatement } from '../../contract/consent.ts'
import type { Entity } from '../../contract/identifier.ts'
import type { JourneyMapRequest } from '../../contract/journey-map.ts'
import { consentState } from '../../core/consent/combine.ts'
import { admit, type Pass } from '../../core/consent/gates.ts'
import type { CompiledJourney } from '../../core/journey/designed/compile.ts'
import { NO_JOURNEYS } from '../../core/journey/designed/fold.ts'
import type { Miner } from '../../core/journey/mined/segments.ts'
import type { Story } from '../../core/journey/mined/tally.ts'
import { segmentVariables, storiesOn, storiesWithoutDesign } from '../../core/lens/stories.ts'
import type { BearingState } from '../fold/bearing.ts'
import type { SnapshotLimits, SnapshotRows } from '../ports/reading.ts'
import type { PageEnd } from '../ports/situation.ts'
import { keptOff, type LookAtOthers } from '../read/kept-off.ts'
import { accountsOf } from '../read/relations.ts'
import { toSnapshot } from '../read/snapshot.ts'
import type { Runtime } from '../runtime.ts'
import { bearingIn, journeysOfMembers } from './standing.ts'

/** Customers looked at: shares are then right to a per cent or two, and it takes some seconds. */
const CUSTOMERS_MAX = 5_000
/** Records leafed through to find them, where few are on the journey. */
const RECORDS_MAX = 200_000
const PAGE = 500
/** Read at once, so that one call brings them; small, or a view that comes meanwhile would wait for them. */
const AT_ONCE = 8
/** Steps of one customer, the newest. */
const STEPS_READ = 200
const OBJECTS_READ = 40
const MEMBERS_MAX = 200

export interface Mining extends Pick<JourneyMapRequest, 'journey' | 'purpose'> {
  readonly role: string
  readonly miner: Miner
  readonly signal: AbortSignal
}

interface Ground {
  readonly mining: Mining
  readonly runtime: Runtime
  /** absent: what is done without a design */
  readonly journey: CompiledJourney | undefined
  readonly entity: Entity
  readonly limits: SnapshotLimits
  readonly now: number
  readonly met: {
    readonly customers: Set<string>
    /** people whose steps are part of their account's */
    readonly people: Set<string>
    consentsUntil: number
  }
}

/** Whom a map was made of. */
export interface MinedFrom {
  readonly customers: ReadonlySet<string>
  /** there were more than were looked at */
  readonly isSample: boolean
  /** ms; the next moment at which something that somebody consented to ends by itself */
  readonly consentsUntil: number
}

/** Adds customers to the miner. */
export async function mineInto(
  mining: Mining,
  runtime: Runtime,
  onProgress: (customers: number) => void,
): Promise<MinedFrom> {
  const compiled = runtime.compiled()
  const journey = compiled.journeys.byJourney.get(mining.journey)
  const ground: Ground = {
    mining,
    runtime,
    journey,
    entity: journey?.definition.of ?? 'customer',
    limits: {
      newestEvents: 1,
      notableEvents: journey ? 1 : STEPS_READ,
      objects: OBJECTS_READ,
      passedOn: compiled.reads.few.passedOn,
    },
    now: runtime.clock(),
    met: { customers: new Set(), people: new Set(), consentsUntil: Number.POSITIVE_INFINITY },
  }
  const isSample = await addRecords(ground, onProgress)
  const { customers, people, consentsUntil } = ground.met
  return { customers: new Set([...customers, ...people]), consentsUntil, isSample }
}

/** True where there were more than were looked at. */
async function addRecords(
  ground: Ground,
  onProgress: (customers: number) => void,
): Promise<boolean> {
  const { customers } = ground.met
  for await (const records of candidates(ground)) {
    for (let i = 0; i < records.length; i += AT_ONCE) {
      if (ground.mining.signal.aborted || customers.size >= CUSTOMERS_MAX) return true
      await addAll(records.slice(i, i + AT_ONCE), ground)
      onProgress(customers.size)
    }
  }
  return false
}

/** Pages of records that may have stories. */
async function* candidates(ground: Ground): AsyncGenerator<readonly string[]> {
  const { runtime, journey, entity } = ground
  const { store } = runtime
  const isInBearing = journey !== undefined && entity === 'customer'
  let after: PageEnd | undefined
  for (let read = 0; read < RECORDS_MAX; read += PAGE) {
    if (isInBearing) {
      const rows = await store.bearingPage(after, PAGE)
      yield rows.flatMap(({ record, state }) => (isOn(journey, state) ? [record] : []))
      after = rows.at(-1)
      if (rows.length < PAGE) return
    } else {
      const rows = await store.recordsPage(after, PAGE)
      yield rows.flatMap((row) => (row.entity === entity && !row.shared ? [row.id] : []))
      const end = rows.at(-1)
      after = end && { home: end.home, record: end.id }
      if (rows.length < PAGE) return
    }
  }
}

/** Most states are on no such journey; to look for its name costs less than to parse them. */
function isOn({ definition: { journey } }: CompiledJourney, state: string): boolean {
  return (
    state.includes(JSON.stringify(journey)) &&
    (JSON.parse(state) as BearingState).j?.[journey] !== undefined
  )
}

async function addAll(records: readonly string[], ground: Ground): Promise<void> {
  const { store } = ground.runtime
  const { customers } = ground.met
  const read = await Promise.all(records.map((id) => store.snapshot(id, ground.limits)))
  for (const rows of read) {
    if (!rows || customers.has(rows.customer)) continue
    if (rows.records[0]?.entity !== ground.entity) continue
    customers.add(rows.customer)
    const members = ground.entity === 'account' ? await journeysOfPeople(rows, ground) : []
    addOne({ ...rows, bearing: [...rows.bearing, ...members] }, ground)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Journeys of an account as its people went them who do not object. */
async function journeysOfPeople(
  { records }: SnapshotRows,
  { runtime, mining, now, met }: Ground,
): Promise<SnapshotRows['bearing']> {
  const compiled = runtime.compiled()
  const members = await runtime.store.bearingOfMembers(
    records.map(({ id }) => id),
    MEMBERS_MAX,
  )
  const people = members.map(({ customer }) => customer)
  for (const customer of people) met.people.add(customer)
  const theirs = people.length === 0 ? [] : await runtime.store.recordsOf(people)
  const said = { records: theirs, consents: await runtime.store.consentsOf(theirs) }
  const off = keptOff(people, said, { ask: askFor(mining, now), compiled })
  return journeysOfMembers(
    members.filter(({ customer }) => !off.has(customer)),
    compiled,
  )
}

const askFor = ({ purpose, role }: Mining, now: number): LookAtOthers => ({
  purpose,
  role,
  channel: 'api',
  audience: 'internal',
  // Only who sees everyone comes this far.
  relationship: 'none',
  now,
})

function addOne(rows: SnapshotRows, ground: Ground): void {
  const { runtime, mining, entity, now } = ground
  const compiled = runtime.compiled()
  const pass = passFor(rows, ground)
  if (!pass || pass.blocked) return
  noteExpiry(rows, ground)
  const bearing = bearingIn(rows, entity, compiled)
  const accounts = accountsOf(rows, { compiled, now })
  const relations = accounts.length === 0 ? {} : { accounts }
  const snapshot = toSnapshot(rows, entity, { compiled, now, relations, bearing, explain: false })
  const asking = { compiled: compiled.lenses, pass, now, journeys: compiled.journeys }
  const stories: readonly Story[] = ground.journey
    ? storiesOn(ground.journey, bearing.j ?? NO_JOURNEYS, asking)
    : storiesWithoutDesign(snapshot, asking, STEPS_READ)
  mining.miner.add({
    // Keyed: who knows ids must not be able to take the rounding off.
    person: Number.parseInt(runtime.hash(`map ${rows.customer}`).slice(0, 8), 16),
    stories,
    variables: () => segmentVariables(snapshot, asking),
  })
}

function noteExpiry({ consents }: SnapshotRows, { met, now }: Ground): void {
  for (const { expiresAt = 0 } of consents) {
    if (expiresAt > now) met.consentsUntil = Math.min(met.consentsUntil, expiresAt)
  }
}

/** What the purpose, the role and her consents let through; undefined = nothing of her. */
function passFor(rows: SnapshotRows, { runtime, mining, now }: Ground): Pass | undefined {
  const admission = admit(runtime.compiled().gates, {
    ...askFor(mining, now),
    consents: consentState(
      rows.consents as readonly ConsentStatement[],
      rows.records.map(({ id, joinedAt }) => ({ record: id, joinedAt })),
      now,
    ),
  })
  return admission.permit ? admission.pass : undefined
}
