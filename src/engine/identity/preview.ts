// What a decision about identity comes to: who the resulting customers are, what they hold, which consents no longer
// hold since of all that her records said the most restrictive wins, and what takes the decision back.
import type { LinkAnswer } from '../../contract/api.ts'
import type { ConsentStatement } from '../../contract/consent.ts'
import { publicId } from '../../contract/identifier.ts'
import type { Link } from '../../contract/link.ts'
import { EVERY_CHANNEL } from '../../core/consent/channels.ts'
import { type ConsentVector, consentFor, consentState } from '../../core/consent/combine.ts'
import type { Pass } from '../../core/consent/gates.ts'
import { surviving } from '../../core/profile/survivorship.ts'
import type { TraitState } from '../../core/profile/traits.ts'
import type { Caller } from '../api.ts'
import type { RecordRow } from '../ports/records.ts'
import { maySee, passOf } from '../read/pass.ts'
import { note } from '../read/reading.ts'
import type { Runtime } from '../runtime.ts'
import { toLinkRow } from './identity.ts'

/** What was carried out: records before and after, of all that the decision could concern. */
export interface Carried {
  readonly rows: readonly Link[]
  readonly touched: readonly RecordRow[]
  readonly before: ReadonlyMap<string, RecordRow>
  readonly after: ReadonlyMap<string, RecordRow>
}

/** Why values are shown in a preview: keeping records right. */
export const STEWARDSHIP = 'stewardship'
const EVENTS_COUNTED_MAX = 100_000
const TRAITS_SHOWN_MAX = 12
const IDENTIFIERS_SHOWN_MAX = 50
/** A decision is about a few records; what it names beyond these stands in the identity of each. */
const RECORDS_TOLD_MAX = 50

/** What a decision that came before has written, and the customers as they are now. */
export async function answerAgain(
  rows: readonly Link[],
  { store }: Runtime,
): Promise<Omit<Carried, 'rows'>> {
  const ids = [...new Set(rows.flatMap((row) => [row.recordA, row.recordB]))]
  const records = await store.recordsOf(await store.customersOfIdentifiers(ids, RECORDS_TOLD_MAX))
  const now = new Map(records.map((record) => [record.id, record]))
  const touched = records.filter(({ id }) => ids.includes(id))
  return { touched, before: now, after: now }
}

export async function consequenceOf(
  carried: Carried,
  { caller, runtime, dryRun }: { caller: Caller; runtime: Runtime; dryRun: boolean },
): Promise<LinkAnswer> {
  const customers = resultingCustomers(carried)
  const records = [...customers.values()].flat()
  const consents = (await runtime.store.consentsOf(records)) as readonly ConsentStatement[]
  const context = { caller, runtime, carried, consents }
  const told: LinkAnswer['customers'] = []
  for (const [customer, own] of customers) told.push(await holding(customer, own, context))
  return {
    dryRun,
    links: carried.rows.map(toLinkRow),
    customers: told,
    consents: consentChanges(customers, context),
    undo: carried.rows.map(({ id }) => publicId('lnk', id)),
  }
}

/** Customers of the records that the decision named, or that it took from their customers. */
function resultingCustomers({ touched, before, after }: Carried): Map<string, RecordRow[]> {
  const concerned = new Set<string>()
  for (const { id, customer } of touched) {
    concerned.add(before.get(id)?.customer ?? customer)
    concerned.add(after.get(id)?.customer ?? customer)
  }
  const customers = new Map<string, RecordRow[]>()
  for (const [id, row] of [...before, ...after]) {
    const now = after.get(id) ?? row
    const isConcerned =
      concerned.has(now.customer) || concerned.has(before.get(id)?.customer ?? now.customer)
    const list = customers.get(now.customer) ?? []
    if (!isConcerned || list.some((other) => other.id === id)) continue
    customers.set(now.customer, [...list, now])
  }
  return customers
}

interface Telling {
  readonly caller: Caller
  readonly runtime: Runtime
  readonly carried: Carried
  readonly consents: readonly ConsentStatement[]
}

const publicCustomer = ({ entity }: RecordRow, customer: string): string =>
  publicId(entity === 'account' ? 'acc' : 'cus', customer)

async function holding(
  customer: string,
  records: readonly RecordRow[],
  { caller, runtime, carried, consents }: Telling,
): Promise<LinkAnswer['customers'][number]> {
  const { store } = runtime
  const [first] = records
  if (!first) throw new Error('A customer without records')
  const was = new Set(records.map((row) => carried.before.get(row.id)?.customer ?? row.customer))
  const contents = await store.contentsOf(records, EVENTS_COUNTED_MAX)
  let events = 0
  let objects = 0
  for (const content of contents.values()) {
    events += content.events
    objects += content.objects
  }
  const look = { caller, purpose: STEWARDSHIP, channel: 'api', through: 'identity' }
  const pass = passOf(stateOf(records, consents, runtime.clock()), look, runtime)
  const shown = pass
    ? await valuesShown(records, pass, runtime)
    : { identifiers: [], traits: {} as Record<string, unknown> }
  const outcome = pass
    ? ({ outcome: 'shown', shown: Object.keys(shown.traits).length } as const)
    : ({ outcome: 'refused', shown: 0 } as const)
  await note(look, { ...outcome, withheld: {}, subject: customer }, runtime)
  return {
    id: publicCustomer(first, customer),
    records: records.map(({ id }) => publicId('rec', id)).sort(),
    was: [...was].map((id) => publicCustomer(first, id)).sort(),
    ...shown,
    events,
    objects,
  }
}

const stateOf = (
  records: readonly RecordRow[],
  consents: readonly ConsentStatement[],
  now: number,
): ConsentVector => {
  const own = new Set(records.map(({ id }) => id))
  return consentState(
    consents.filter(({ record }) => own.has(record)),
    records.map(({ id, joinedAt }) => ({ record: id, joinedAt })),
    now,
  )
}

async function valuesShown(
  records: readonly RecordRow[],
  pass: Pass,
  runtime: Runtime,
): Promise<Pick<LinkAnswer['customers'][number], 'identifiers' | 'traits'>> {
  const { store } = runtime
  const compiled = runtime.compiled()
  const now = runtime.clock()
  const may = maySee(pass, compiled, now)
  const sourceOf = new Map(records.map(({ id, source }) => [id, source]))
  const states = await store.traitStatesOf(records)
  const values = surviving(
    states.map((row) => ({
      source: sourceOf.get(row.record) ?? '',
      state: JSON.parse(row.state) as TraitState,
    })),
    compiled.survivorship,
    now,
  )
  const traits = Object.entries(values)
    .filter(([name]) => may(name))
    .slice(0, TRAITS_SHOWN_MAX)
    .map(([name, { value }]) => [name, value] as const)
  const identifiers = new Map(
    (await store.identifiersOfRecords(records))
      .filter(({ namespace }) => namespace !== 'record' && may(namespace))
      .map(({ identifier, namespace, value }) => [identifier, { namespace, value }]),
  )
  return {
    traits: Object.fromEntries(traits),
    identifiers: [...identifiers.values()].slice(0, IDENTIFIERS_SHOWN_MAX),
  }
}

/** Purposes and channels whose answer is another for the resulting customer than it was. */
function consentChanges(
  customers: ReadonlyMap<string, readonly RecordRow[]>,
  { carried, consents, runtime }: Telling,
): LinkAnswer['consents'] {
  const now = runtime.clock()
  const before = Map.groupBy(carried.before.values(), ({ customer }) => customer)
  const changes: LinkAnswer['consents'] = []
  for (const [customer, records] of customers) {
    const after = stateOf(records, consents, now)
    const former = new Set(records.map(({ id }) => carried.before.get(id)?.customer ?? ''))
    for (const was of former) {
      const own = before.get(was)
      const [first] = own ?? []
      if (!own || !first) continue
      for (const change of differences(stateOf(own, consents, now), after)) {
        const names = [customer, was].map((id) => publicCustomer(first, id))
        changes.push({ customer: names[0] ?? '', was: names[1] ?? '', ...change })
      }
    }
  }
  return changes
}

function differences(before: ConsentVector, after: ConsentVector) {
  const changes: Pick<
    LinkAnswer['consents'][number],
    'purpose' | 'channel' | 'before' | 'after'
  >[] = []
  for (const purpose of new Set([...before.keys(), ...after.keys()])) {
    const channels = new Set([
      EVERY_CHANNEL,
      ...(before.get(purpose)?.keys() ?? []),
      ...(after.get(purpose)?.keys() ?? []),
    ])
    for (const channel of channels) {
      const was = consentFor(before, purpose, channel).state
      const is = consentFor(after, purpose, channel).state
      if (was !== is) changes.push({ purpose, channel, before: was, after: is })
    }
  }
  return changes
}
