// Lays a cluster of source records out for joining: records earliest first, and who holds which value.
import type { RecordFacts, RecordIdentifier } from '../../contract/link.ts'
import { type CompiledIdentity, type CompiledNamespace, compareText } from './compile.ts'
import { type Components, mergeSorted, NO_PEOPLE, NONE } from './components.ts'
import type { ClusterFacts, IgnoredValue, RejectedJoin, RuleLink } from './resolution.ts'
import { type Who, whoIn } from './who/said.ts'

/** One record that shows a value: since when, and the event that showed it. */
export interface Holder {
  readonly record: number
  readonly at: number
  readonly evidence: string
  /** the value is the record's own key */
  readonly isKey: boolean
}

export interface HeldValue {
  readonly id: string
  readonly value: string
  readonly rule: CompiledNamespace
  /** number of the value within this cluster, for the limits */
  readonly code: number
  /** earliest first, a record once */
  readonly holders: Holder[]
  /** records whose alias calls name this value as what they were known by before */
  readonly claims: Holder[]
  isIgnored: boolean
}

/** A join that was made, as numbers of records. */
export interface Edge {
  readonly a: number
  readonly b: number
  readonly at: number
}

/** The work on one cluster: filled by the steps of `resolve`. */
export interface Work {
  readonly rules: CompiledIdentity
  readonly records: readonly RecordFacts[]
  readonly isDevice: readonly boolean[]
  /** who each record says it is of */
  readonly who: readonly Who[]
  readonly values: ReadonlyMap<string, HeldValue>
  /** values that more than one record holds or claims, strongest namespace first */
  readonly shared: readonly HeldValue[]
  readonly generic: ReadonlySet<string> | undefined
  readonly components: Components
  readonly edges: Edge[]
  readonly links: RuleLink[]
  readonly rejected: RejectedJoin[]
  readonly ignored: IgnoredValue[]
}

export function layOut(facts: ClusterFacts, rules: CompiledIdentity): Work {
  const records = [...facts.records].sort(byFirst)
  const isDevice = records.map(
    (record) => rules.namespaces[record.entity].get(record.namespace)?.use === 'device',
  )
  const values = new Map<string, HeldValue>()
  const held: (readonly number[])[] = []
  for (let i = 0; i < records.length; i++) {
    const record = records[i]
    if (record) addRecord(record, { at: i, rules, values, held })
  }
  const shared = sharedValues(values)
  const who = records.map((record) => whoOf(record, rules))
  return {
    rules,
    records,
    isDevice,
    who,
    values,
    shared,
    generic: facts.generic,
    components: singles(records, { isDevice, held, who }),
    edges: [],
    links: [],
    rejected: [],
    ignored: ignoreValues(shared, facts.generic),
  }
}

function byFirst(a: RecordFacts, b: RecordFacts): number {
  return a.firstAt - b.firstAt || compareText(a.id, b.id)
}

/**
 * What a source knows under a mailbox or a number alone may be of everybody who uses it. If so it says nothing of
 * who it is of; a record under a key of its own is of the one whom it named last.
 */
function whoOf({ entity, namespace, who: text }: RecordFacts, rules: CompiledIdentity): Who {
  const who = whoIn(text)
  if (!who.isSeveral) return who
  return rules.namespaces[entity].get(namespace)?.mayBeShared === true
    ? { person: undefined, isSeveral: true }
    : { person: who.person, isSeveral: false }
}

function singles(
  records: readonly RecordFacts[],
  {
    isDevice,
    held,
    who,
  }: {
    readonly isDevice: readonly boolean[]
    readonly held: (readonly number[])[]
    readonly who: readonly Who[]
  },
): Components {
  return {
    parent: records.map((_, i) => i),
    size: records.map(() => 1),
    entity: records.map((record) => record.entity),
    known: isDevice.map((device) => !device),
    held,
    enemies: [],
    people: who.map(({ person }) => (person ? [person] : NO_PEOPLE)),
  }
}

interface Place {
  readonly at: number
  readonly rules: CompiledIdentity
  readonly values: Map<string, HeldValue>
  readonly held: (readonly number[])[]
}

function addRecord(record: RecordFacts, place: Place): void {
  const { rules, values, held } = place
  const namespaces = rules.namespaces[record.entity]
  const base = place.at * rules.limits.length
  for (let limit = 0; limit < rules.limits.length; limit++) held.push(NONE)
  for (const identifier of record.identifiers) {
    const rule = namespaces.get(identifier.namespace)
    if (!rule) continue
    const value = values.get(identifier.id) ?? addValue(values, identifier, rule)
    addHolder(identifier.via === 'alias' ? value.claims : value.holders, place.at, identifier)
    if (identifier.via === 'alias' || rule.limit < 0) continue
    held[base + rule.limit] = mergeSorted(held[base + rule.limit] ?? NONE, [value.code])
  }
}

function addValue(
  values: Map<string, HeldValue>,
  { id, value }: RecordIdentifier,
  rule: CompiledNamespace,
): HeldValue {
  const code = values.size
  const added = { id, value, rule, code, holders: [], claims: [], isIgnored: false }
  values.set(id, added)
  return added
}

/** Records are added one after the other, so a record's earlier showing of the value stands last. */
function addHolder(holders: Holder[], record: number, identifier: RecordIdentifier): void {
  const { firstAt: at, evidence } = identifier
  const isKey = identifier.via === 'key'
  const last = holders.at(-1)
  if (last?.record !== record) {
    holders.push({ record, at, evidence, isKey })
    return
  }
  const isEarlier = at < last.at || (at === last.at && evidence < last.evidence)
  const first = isEarlier ? { at, evidence } : last
  holders[holders.length - 1] = {
    record,
    at: first.at,
    evidence: first.evidence,
    isKey: isKey || last.isKey,
  }
}

function sharedValues(values: ReadonlyMap<string, HeldValue>): readonly HeldValue[] {
  const shared: HeldValue[] = []
  for (const value of values.values()) {
    if (value.holders.length + value.claims.length < 2) continue
    if (value.holders.length > 1) value.holders.sort(byTime)
    if (value.claims.length > 1) value.claims.sort(byTime)
    shared.push(value)
  }
  return shared.length > 1 ? shared.sort(byStrength) : shared
}

function byTime(a: Holder, b: Holder): number {
  return a.at - b.at || a.record - b.record
}

function byStrength(a: HeldValue, b: HeldValue): number {
  return a.rule.rank - b.rule.rank || compareText(a.value, b.value) || compareText(a.id, b.id)
}

/** Marks the values that are no evidence: blocked by the rules, or on too many records. */
function ignoreValues(
  shared: readonly HeldValue[],
  generic: ReadonlySet<string> | undefined,
): IgnoredValue[] {
  const ignored: IgnoredValue[] = []
  for (const value of shared) {
    const why = whyIgnored(value, generic)
    if (!why) continue
    value.isIgnored = true
    ignored.push({ identifier: value.id, namespace: value.rule.namespace, why })
  }
  return ignored
}

function whyIgnored(
  { id, value, rule, holders, claims }: HeldValue,
  generic: ReadonlySet<string> | undefined,
): IgnoredValue['why'] | undefined {
  if (rule.isBlocked?.(value)) return 'blocked'
  const isGeneric = holders.length + claims.length > rule.recordsPerValueMax || generic?.has(id)
  return isGeneric ? 'generic' : undefined
}
