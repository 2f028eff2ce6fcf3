// Loads everything that can matter for the identity of some records: the closure over shared values and
// human decisions. Devices are followed only as far as they can change something: a device that several
// people share joins nobody, so of those people one record each is enough ("boundary").

import type { Link, RecordFacts, RecordIdentifier } from '../../contract/link.ts'
import type { CompiledIdentity } from '../../core/identity/compile.ts'
import { allDone } from '../ports/all-done.ts'
import type { RecordIdentifierRow, RecordRow } from '../ports/records.ts'
import type { WriteTransaction } from '../ports/writing.ts'
import { type ShownPair, withHome } from './pairs.ts'

/** Closures larger than this are cut: the rest keeps its place until somebody looks at it. */
export const CLUSTER_RECORDS_MAX = 5_000
const ROUNDS_MAX = 200
/** So many people on a device are looked at, when a batch could make that many one. */
const DEVICE_PEOPLE_MAX = 50

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
  news: ReadonlyMap<string, readonly ShownPair[]>,
  tx: WriteTransaction,
  rules: CompiledIdentity,
): Promise<LoadedCluster> {
  const loader = new ClusterLoader(seeds, news, tx, rules)
  await loader.run()
  return loader.loaded()
}

/** One closure being loaded: what is known so far and what is still to be asked. */
class ClusterLoader {
  readonly #tx: WriteTransaction
  readonly #rules: CompiledIdentity
  readonly #rows = new Map<string, Seed>()
  readonly #pairs = new Map<string, Map<string, RecordIdentifierRow>>()
  readonly #news: ReadonlyMap<string, readonly ShownPair[]>
  readonly #newsOfIdentifier = new Map<string, ShownPair[]>()
  readonly #boundary = new Map<string, { row: RecordRow; pairs: RecordIdentifierRow[] }>()
  readonly #visited = new Set<string>()
  readonly #generic = new Set<string>()
  readonly #links = new Map<string, Link>()
  #frontier: RecordRow[] = []

  constructor(
    seeds: readonly Seed[],
    news: ReadonlyMap<string, readonly ShownPair[]>,
    tx: WriteTransaction,
    rules: CompiledIdentity,
  ) {
    this.#news = news
    this.#tx = tx
    this.#rules = rules
    for (const pairs of news.values()) {
      for (const pair of pairs) push(this.#newsOfIdentifier, pair.identifier, pair)
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
      await allDone(this.#tx.together(() => [this.#loadPairs(records), this.#followLinks(records)]))
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
      for (const pair of this.#news.get(record.id) ?? []) {
        this.#addPair(withHome(pair, record.home))
      }
    }
  }

  /** What the batch says was put together with what is stored already, so it comes last and stands. */
  #addPair(pair: RecordIdentifierRow): void {
    if (pair.namespace === 'record') return
    const pairs = this.#pairs.get(pair.record) ?? new Map<string, RecordIdentifierRow>()
    this.#pairs.set(pair.record, pairs)
    pairs.set(pair.identifier, pair)
  }

  async #followLinks(records: readonly RecordRow[]): Promise<void> {
    const known = records.filter((row) => !this.#seeds.get(row.id)?.isNew).map((row) => row.id)
    const links = await this.#tx.links(known)
    const others = new Set<string>()
    for (const link of links) {
      this.#links.set(link.id, link)
      if (link.basis !== 'rule') for (const id of [link.recordA, link.recordB]) others.add(id)
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
    const devices = new Map<string, RecordIdentifierRow>()
    for (const row of records) {
      for (const pair of this.#pairs.get(row.id)?.values() ?? []) {
        if (this.#visited.has(pair.identifier)) continue
        const rule = this.#rules.namespaces[row.entity].get(pair.namespace)
        if (rule?.use === 'join') joins.set(pair.identifier, rule.recordsPerValueMax)
        if (rule?.use === 'device') devices.set(pair.identifier, pair)
      }
    }
    await this.#followJoins(joins)
    await this.#followDevices(devices)
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
      const news = this.#newsOfIdentifier.get(identifier) ?? []
      const count = new Set([...stored, ...news].map((holder) => holder.record)).size
      if (count > recordsMax) this.#generic.add(identifier)
      // A value that has been generic for long joins nobody; one that becomes generic now parts its holders.
      if (stored.length > recordsMax) continue
      for (const holder of stored) toAdd.push({ home: holder.home, id: holder.record })
    }
    this.#add(await this.#tx.records(this.#unknown(toAdd)))
  }

  async #followDevices(shown: ReadonlyMap<string, RecordIdentifierRow>): Promise<void> {
    if (shown.size === 0) return
    const devices = [...shown.keys()]
    for (const device of devices) this.#visited.add(device)
    const namespaces = deviceNamespaces(this.#rules)
    const limit = this.#peopleToKnow()
    const [onDevices, machines] = await allDone(
      this.#tx.together(() => [
        this.#tx.peopleOnDevices(devices, { limit, namespaces }),
        this.#tx.deviceRecords(devices, namespaces),
      ]),
    )
    const people = Map.groupBy(onDevices, (person) => person.device)
    this.#add(machines.map((machine) => machine.row))
    const shared = await this.#plainlyShared(machines)
    await this.#countHolders([...shared].flatMap((device) => shown.get(device) ?? []))
    const toOpen = new Set<string>()
    for (const [device, pair] of shown) {
      const isShared = shared.has(device)
      for (const person of people.get(device) ?? []) {
        if (isShared) this.#addBoundary(person.row, pair)
        else toOpen.add(person.row.customer)
      }
      for (const machine of machines) {
        if (machine.device === device && !isShared) toOpen.add(machine.row.customer)
      }
    }
    this.#add(await this.#tx.recordsOfCustomers([...toOpen]))
  }

  /**
   * Shared devices about which nobody decided anything. A person's word can leave a shared device with one
   * customer, who then must be known as a whole.
   */
  async #plainlyShared(
    machines: readonly { readonly device: string; readonly row: RecordRow }[],
  ): Promise<ReadonlySet<string>> {
    const shared = new Set(machines.flatMap(({ device, row }) => (row.shared ? [device] : [])))
    const concerned = machines.filter(({ device }) => shared.has(device))
    const links = await this.#tx.links(concerned.map(({ row }) => row.id))
    for (const { basis, recordA, recordB } of links) {
      if (basis !== 'person') continue
      for (const { device, row } of concerned) {
        if (row.id === recordA || row.id === recordB) shared.delete(device)
      }
    }
    return shared
  }

  /**
   * Of a shared device only a few people are loaded, so whether it is on too many records is counted. Where
   * nobody shares it yet all its records are loaded, and `resolve` counts itself.
   */
  async #countHolders(devices: readonly RecordIdentifierRow[]): Promise<void> {
    for (const { identifier, record, namespace } of devices) {
      const entity = this.#rows.get(record)?.row.entity ?? 'customer'
      const max = this.#rules.namespaces[entity].get(namespace)?.recordsPerValueMax
      if (max === undefined) continue
      const stored = await this.#tx.holders([identifier], max + 1)
      const news = this.#newsOfIdentifier.get(identifier) ?? []
      if (new Set([...stored, ...news].map((holder) => holder.record)).size > max) {
        this.#generic.add(identifier)
      }
    }
  }

  /** One person more than this cluster can join: what is shared then stays shared. */
  #peopleToKnow(): number {
    return Math.min(this.#rows.size + 2, DEVICE_PEOPLE_MAX)
  }

  #addBoundary(row: RecordRow, { identifier, namespace, value }: RecordIdentifierRow): void {
    const entry = this.#boundary.get(row.id) ?? { row, pairs: [] }
    entry.pairs.push({
      identifier,
      record: row.id,
      home: row.home,
      namespace,
      value,
      via: 'sighting',
      firstAt: row.firstAt,
      evidence: row.id,
    })
    this.#boundary.set(row.id, entry)
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

/** Namespaces whose records are devices, not people. */
export function deviceNamespaces({ namespaces }: CompiledIdentity): readonly string[] {
  const names: string[] = []
  for (const rules of Object.values(namespaces)) {
    for (const [name, { use }] of rules) if (use === 'device') names.push(name)
  }
  return names
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** A stored record as identity work reads it. */
export function toFacts(row: RecordRow, pairs: readonly RecordIdentifierRow[]): RecordFacts {
  return {
    id: row.id,
    entity: row.entity,
    source: row.source,
    namespace: row.namespace,
    key: row.key,
    firstAt: row.firstAt,
    who: row.who,
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
