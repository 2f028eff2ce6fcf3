// Loads everything that can matter for the identity of some records: the closure over shared values and
// human decisions. Devices are followed only as far as they can change something: a device that several
// people share joins nobody, so of those people one record each is enough ("boundary").

import type { Entity } from '../contract/identifier.ts'
import type { Link, RecordFacts, RecordIdentifier } from '../contract/link.ts'
import type { CompiledIdentity } from '../core/identity/compile.ts'
import { pairKey, type ShownPair, withHome } from './pairs.ts'
import type { RecordIdentifierRow, RecordRow, WriteTransaction } from './ports.ts'

/** Closures larger than this are cut: the rest keeps its place until somebody looks at it. */
export const CLUSTER_RECORDS_MAX = 5_000
const ROUNDS_MAX = 200
/** so many people on a device are enough to know that it is shared */
const DEVICE_PEOPLE_MAX = 3

/** A record that the batch brings, or brings news about. */
export interface Seed {
  readonly row: RecordRow
  readonly isNew: boolean
}

export interface LoadedCluster {
  readonly facts: readonly RecordFacts[]
  /** rows of the records in `facts` that may be written; boundary records are not among them */
  readonly rows: ReadonlyMap<string, Seed>
  readonly links: readonly Link[]
  readonly generic: ReadonlySet<string>
}

export async function loadCluster(
  seeds: readonly Seed[],
  pending: ReadonlyMap<string, ShownPair>,
  tx: WriteTransaction,
  rules: CompiledIdentity,
): Promise<LoadedCluster> {
  const loader = new ClusterLoader(seeds, pending, tx, rules)
  await loader.run()
  return loader.loaded()
}

/** One closure being loaded: what is known so far and what is still to be asked. */
class ClusterLoader {
  readonly #tx: WriteTransaction
  readonly #rules: CompiledIdentity
  readonly #rows = new Map<string, Seed>()
  readonly #pairs = new Map<string, Map<string, RecordIdentifierRow>>()
  readonly #pendingOfRecord = new Map<string, ShownPair[]>()
  readonly #pendingOfIdentifier = new Map<string, ShownPair[]>()
  readonly #boundary = new Map<string, { row: RecordRow; pairs: RecordIdentifierRow[] }>()
  readonly #visited = new Set<string>()
  readonly #generic = new Set<string>()
  readonly #links = new Map<string, Link>()
  #frontier: RecordRow[] = []

  constructor(
    seeds: readonly Seed[],
    pending: ReadonlyMap<string, ShownPair>,
    tx: WriteTransaction,
    rules: CompiledIdentity,
  ) {
    this.#tx = tx
    this.#rules = rules
    for (const pair of pending.values()) {
      push(this.#pendingOfRecord, pair.record, pair)
      push(this.#pendingOfIdentifier, pair.identifier, pair)
    }
    for (const seed of seeds) {
      this.#rows.set(seed.row.id, seed)
      this.#frontier.push(seed.row)
    }
    this.#seeds = new Map(seeds.map((seed) => [seed.row.id, seed]))
  }
  readonly #seeds: ReadonlyMap<string, Seed>

  async run(): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX && this.#frontier.length > 0; round++) {
      const records = this.#frontier
      this.#frontier = []
      await this.#loadPairs(records)
      await this.#followLinks(records)
      await this.#followValues(records)
      if (this.#rows.size > CLUSTER_RECORDS_MAX) return
    }
  }

  loaded(): LoadedCluster {
    const facts = [...this.#rows.values()].map(({ row }) =>
      toFacts(row, [...(this.#pairs.get(row.id)?.values() ?? [])]),
    )
    for (const [id, { row, pairs }] of this.#boundary) {
      if (!this.#rows.has(id)) facts.push(toFacts(row, pairs))
    }
    return {
      facts,
      rows: this.#rows,
      links: [...this.#links.values()],
      generic: this.#generic,
    }
  }

  async #loadPairs(records: readonly RecordRow[]): Promise<void> {
    const stored = await this.#tx.identifiersOf(
      records.filter((row) => !this.#seeds.get(row.id)?.isNew),
    )
    for (const row of stored) this.#addPair(row)
    for (const record of records) {
      for (const pair of this.#pendingOfRecord.get(record.id) ?? []) {
        this.#addPair(withHome(pair, record.home))
      }
    }
  }

  #addPair(pair: RecordIdentifierRow): void {
    if (pair.namespace === 'record') return
    const pairs = this.#pairs.get(pair.record) ?? new Map<string, RecordIdentifierRow>()
    this.#pairs.set(pair.record, pairs)
    const key = pairKey(pair.identifier, pair.record)
    // What is pending was already put together with what is stored.
    if (
      !pairs.has(key) ||
      this.#pendingOfRecord.get(pair.record)?.some((p) => p.identifier === pair.identifier)
    ) {
      pairs.set(key, pair)
    }
  }

  async #followLinks(records: readonly RecordRow[]): Promise<void> {
    const known = records.filter((row) => !this.#seeds.get(row.id)?.isNew).map((row) => row.id)
    const links = await this.#tx.links(known)
    const others = new Set<string>()
    for (const link of links) {
      this.#links.set(link.id, link)
      if (link.basis === 'person') for (const id of [link.recordA, link.recordB]) others.add(id)
    }
    for (const id of this.#rows.keys()) others.delete(id)
    await this.#addByIds([...others])
  }

  /** Records named by id only: their own id is an identifier, which tells where they live. */
  async #addByIds(ids: readonly string[]): Promise<void> {
    const holders = await this.#tx.holders(ids, 1)
    this.#add(await this.#tx.records(holders.map((h) => ({ home: h.home, id: h.record }))))
  }

  async #followValues(records: readonly RecordRow[]): Promise<void> {
    const joins = new Map<string, number>()
    const devices = new Set<string>()
    for (const row of records) {
      for (const pair of this.#pairs.get(row.id)?.values() ?? []) {
        if (this.#visited.has(pair.identifier)) continue
        const rule = this.#rules.namespaces[row.entity].get(pair.namespace)
        if (rule?.use === 'join') joins.set(pair.identifier, rule.recordsPerValueMax)
        if (rule?.use === 'device') devices.add(pair.identifier)
      }
    }
    await this.#followJoins(joins)
    await this.#followDevices([...devices])
  }

  async #followJoins(joins: ReadonlyMap<string, number>): Promise<void> {
    if (joins.size === 0) return
    const limit = Math.max(...joins.values()) + 2
    const holders = await this.#tx.holders([...joins.keys()], limit)
    const byValue = Map.groupBy(holders, (holder) => holder.identifier)
    const toAdd: { home: string; id: string }[] = []
    for (const [identifier, recordsMax] of joins) {
      this.#visited.add(identifier)
      const stored = byValue.get(identifier) ?? []
      const pending = this.#pendingOfIdentifier.get(identifier) ?? []
      const count = new Set([...stored, ...pending].map((holder) => holder.record)).size
      if (count > recordsMax) this.#generic.add(identifier)
      // A value that has been generic for long joins nobody; one that becomes generic now parts its holders.
      if (stored.length > recordsMax) continue
      for (const holder of stored) toAdd.push({ home: holder.home, id: holder.record })
    }
    this.#add(await this.#tx.records(this.#unknown(toAdd)))
  }

  async #followDevices(devices: readonly string[]): Promise<void> {
    if (devices.length === 0) return
    for (const device of devices) this.#visited.add(device)
    const people = Map.groupBy(
      await this.#tx.peopleOnDevices(devices, DEVICE_PEOPLE_MAX),
      (person) => person.device,
    )
    const machines = await this.#tx.deviceRecords(devices)
    this.#add(machines.map((machine) => machine.row))
    const toOpen = new Set<string>()
    for (const device of devices) {
      const isShared = machines.some((machine) => machine.device === device && machine.row.shared)
      for (const person of people.get(device) ?? []) {
        if (isShared) this.#addBoundary(person.row, device)
        else toOpen.add(person.row.customer)
      }
      for (const machine of machines) {
        if (machine.device === device && !isShared) toOpen.add(machine.row.customer)
      }
    }
    this.#add(await this.#tx.recordsOfCustomers([...toOpen]))
  }

  #addBoundary(row: RecordRow, device: string): void {
    const entry = this.#boundary.get(row.id) ?? { row, pairs: [] }
    entry.pairs.push({
      identifier: device,
      record: row.id,
      home: row.home,
      namespace: this.#deviceNamespace(row.entity),
      value: device,
      via: 'sighting',
      firstAt: row.firstAt,
      evidence: row.id,
    })
    this.#boundary.set(row.id, entry)
  }

  #deviceNamespace(entity: Entity): string {
    for (const [name, rule] of this.#rules.namespaces[entity])
      if (rule.use === 'device') return name
    return 'anonymous_id'
  }

  #unknown(keys: readonly { home: string; id: string }[]): { home: string; id: string }[] {
    const wanted = new Map(keys.map((key) => [key.id, key]))
    for (const id of this.#rows.keys()) wanted.delete(id)
    return [...wanted.values()]
  }

  #add(rows: readonly RecordRow[]): void {
    for (const row of rows) {
      if (this.#rows.has(row.id)) continue
      this.#rows.set(row.id, { row, isNew: false })
      this.#frontier.push(row)
    }
  }
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

function toFacts(row: RecordRow, pairs: readonly RecordIdentifierRow[]): RecordFacts {
  return {
    id: row.id,
    entity: row.entity,
    source: row.source,
    namespace: row.namespace,
    key: row.key,
    firstAt: row.firstAt,
    identifiers: pairs.map((pair) => ({
      id: pair.identifier,
      namespace: pair.namespace,
      value: pair.value,
      via: pair.via as RecordIdentifier['via'],
      firstAt: pair.firstAt,
      evidence: pair.evidence,
    })),
  }
}
