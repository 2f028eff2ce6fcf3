// Devices come last: one belongs to the one customer that was seen on it. Seen with several, it stays on its
// own and its events are shared out by time (devices.ts): a device never makes two customers one.
import type { HeldValue, Holder, Work } from './cluster.ts'
import { compareText } from './compile.ts'
import { linkThatParts, type Refusal, rootOf } from './components.ts'
import { joinByContacts } from './contacts.ts'
import {
  aliasClaims,
  attempt,
  type Candidate,
  isByContact,
  isTrusted,
  joinByValues,
  reject,
} from './joins.ts'
import { peopleApart } from './people.ts'

/** Device records that are one device: the same id in several sources, or joined by an alias. */
interface Unit {
  readonly records: readonly number[]
  /** the earliest join to each known customer that the unit points to, by that customer's root */
  candidates: ReadonlyMap<number, Candidate>
}

/** What became of a device record; owners are records of known customers. */
export interface DeviceResult {
  readonly record: number
  readonly owners: readonly number[]
  readonly isShared: boolean
}

export function joinDevices(work: Work): readonly DeviceResult[] {
  if (!work.isDevice.includes(true)) return []
  const isUnclaimed = (record: number): boolean =>
    work.isDevice[record] === true && !isKnown(work, record)
  joinByValues(work, 'device', isUnclaimed)
  const units = unitsOf(work, isUnclaimed)
  // All candidates before any join: else a device that joined first would draw others after it.
  const aliases = aliasPointers(work)
  for (const unit of units) unit.candidates = candidatesOf(work, unit, aliases)
  settle(work, units)
  joinUnowned(work, units, aliases)
  return resultsOf(work, units)
}

function isKnown({ components }: Work, record: number): boolean {
  return components.known[rootOf(components, record)] === true
}

function unitsOf(work: Work, takesPart: (record: number) => boolean): Unit[] {
  const byRoot = new Map<number, number[]>()
  for (let record = 0; record < work.records.length; record++) {
    if (!takesPart(record)) continue
    const root = rootOf(work.components, record)
    const records = byRoot.get(root)
    if (records) records.push(record)
    else byRoot.set(root, [record])
  }
  return [...byRoot.values()].map((records) => ({ records, candidates: new Map() }))
}

/**
 * Units that point to no customer yet: those that share an identifier (an e-mail given on two devices before
 * any log-in) become one, and then follow an identifier to the customer whose other device gave it too.
 */
function joinUnowned(work: Work, units: readonly Unit[], aliases: AliasPointers): void {
  const unowned = new Set<number>()
  for (const { records, candidates } of units) {
    if (candidates.size > 0 || isGenericDevice(work, records)) continue
    for (const record of records) unowned.add(record)
  }
  if (unowned.size === 0) return
  joinByValues(work, 'join', (record) => unowned.has(record))
  joinByContacts(work, (record) => unowned.has(record))
  const groups = unitsOf(work, (record) => unowned.has(record))
  for (const group of groups) group.candidates = candidatesOf(work, group, aliases)
  settle(work, groups)
}

/** A device id on too many records (a kiosk): nobody owns it, whatever else was typed on it. */
function isGenericDevice({ records, values, generic }: Work, unit: readonly number[]): boolean {
  return unit.some((record) =>
    (records[record]?.identifiers ?? []).some(
      ({ id, via }) =>
        via === 'key' && (values.get(id)?.isIgnored === true || generic?.has(id) === true),
    ),
  )
}

/** Joins each unit with its only candidate, the earliest evidence first. */
function settle(work: Work, units: readonly Unit[]): void {
  const certain: Candidate[] = []
  for (const { records, candidates } of units) {
    if (isGenericDevice(work, records)) continue
    for (const candidate of candidates.values()) {
      if (candidates.size === 1) certain.push(candidate)
      else reject(work, candidate, { constraint: 'shared_device', which: '' })
    }
  }
  for (const candidate of certain.sort(byEvidence)) attempt(work, candidate)
}

/** Joins that alias calls suggest, by the device record (a) that they start from. */
type AliasPointers = ReadonlyMap<number, readonly Candidate[]>

function aliasPointers(work: Work): AliasPointers {
  const pointers = new Map<number, Candidate[]>()
  const add = (a: Holder, b: Holder, value: HeldValue): void => {
    const list = pointers.get(a.record) ?? []
    list.push({ a, b, value, rule: 'alias' })
    pointers.set(a.record, list)
  }
  for (const { claim, target, value } of aliasClaims(work)) {
    const isTargetDevice = work.isDevice[target.record] === true
    if (isTargetDevice) add(target, claim, value)
    if (isTargetDevice || isTrusted(work, claim)) add(claim, target, value)
  }
  return pointers
}

function candidatesOf(
  work: Work,
  unit: Unit,
  aliases: AliasPointers,
): ReadonlyMap<number, Candidate> {
  const found = new Map<number, Candidate>()
  for (const record of unit.records) {
    for (const candidate of aliases.get(record) ?? []) consider(work, found, candidate)
    for (const value of sharedValuesOf(work, record)) considerHolders(work, found, record, value)
  }
  return withoutEnemies(work, found)
}

function considerHolders(
  work: Work,
  found: Map<number, Candidate>,
  record: number,
  value: HeldValue,
): void {
  const { use, sightingRule, sharedRule } = value.rule
  const a = value.holders.find((holder) => holder.record === record)
  if (use === 'none' || !a) return
  const rule = use === 'device' ? sightingRule : sharedRule
  for (const b of value.holders) {
    const candidate = { a, b, value, rule }
    const apart = isByContact(candidate) && isKnown(work, b.record) && apartBy(work, candidate)
    if (apart) reject(work, candidate, apart)
    else consider(work, found, candidate)
  }
}

function apartBy({ components }: Work, { a, b }: Candidate): Refusal | undefined {
  return peopleApart(components, rootOf(components, a.record), rootOf(components, b.record))
}

/** Keeps the earliest join to each known customer; a device's own record is not known. */
function consider(work: Work, found: Map<number, Candidate>, candidate: Candidate): void {
  if (!isKnown(work, candidate.b.record)) return
  const root = rootOf(work.components, candidate.b.record)
  const best = found.get(root)
  if (!best || byEvidence(candidate, best) < 0) found.set(root, candidate)
}

/** A customer of whom a person said that the device is not hers does not count as its user. */
function withoutEnemies(work: Work, found: Map<number, Candidate>): ReadonlyMap<number, Candidate> {
  for (const [root, candidate] of found) {
    const own = rootOf(work.components, candidate.a.record)
    const link = linkThatParts(work.components, own, root)
    if (link === undefined) continue
    found.delete(root)
    reject(work, candidate, { constraint: 'different_by_person', which: link })
  }
  return found
}

function sharedValuesOf({ records, values }: Work, record: number): readonly HeldValue[] {
  const found: HeldValue[] = []
  for (const { id, via } of records[record]?.identifiers ?? []) {
    const value = via === 'alias' ? undefined : values.get(id)
    if (value && !value.isIgnored && value.holders.length > 1) found.push(value)
  }
  return found
}

function byEvidence(x: Candidate, y: Candidate): number {
  return (
    Math.max(x.a.at, x.b.at) - Math.max(y.a.at, y.b.at) ||
    compareText(x.rule, y.rule) ||
    compareText(x.value.id, y.value.id) ||
    x.b.record - y.b.record ||
    x.a.record - y.a.record
  )
}

function resultsOf(work: Work, units: readonly Unit[]): readonly DeviceResult[] {
  const unitOf = new Map<number, Unit>()
  for (const unit of units) for (const record of unit.records) unitOf.set(record, unit)
  const results: DeviceResult[] = []
  for (let record = 0; record < work.records.length; record++) {
    if (work.isDevice[record]) results.push(resultOf(work, record, unitOf.get(record)))
  }
  return results
}

function resultOf(work: Work, record: number, unit: Unit | undefined): DeviceResult {
  if (isKnown(work, record)) return { record, owners: [record], isShared: false }
  if (unit && isGenericDevice(work, unit.records)) return { record, owners: [], isShared: true }
  const candidates = [...(unit?.candidates.values() ?? [])]
  const isShared = candidates.length > 1
  return { record, owners: isShared ? candidates.map(({ b }) => b.record) : [], isShared }
}
