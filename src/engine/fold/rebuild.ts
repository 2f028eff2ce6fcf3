// Derives all state again from the ledger, in another order than it came, and proves or replaces what is there.
//
//   pass 1: whose is every event -> pass 2: what follows from them -> pass 3: shared devices, links
import type { Event } from '../../contract/event.ts'
import { ledgerEvent } from '../collect/ledger.ts'
import { NO_WRITES } from '../collect/writes.ts'
import { createRecordCache } from '../identity/cache.ts'
import { nothingSeen, settleDevices } from '../identity/devices.ts'
import { type IdentifyContext, identify, recordsShown, reidentify } from '../identity/identify.ts'
import { shownBy } from '../identity/pairs.ts'
import type { EventPlace, EventRow } from '../ports/ledger.ts'
import type { RebuildTransaction } from '../ports/rebuilding.ts'
import type { RecordRow } from '../ports/records.ts'
import type { Runtime } from '../runtime.ts'
import { noteDerived } from './derived.ts'
import { fold } from './fold.ts'
import { deltasOf, foldAhead } from './fold-ahead.ts'

const PAGE = 1_000
/** The planner is told what the new tables hold when they have doubled. */
const FIRST_ANALYZE_AT = 2_000

export interface RebuildOptions {
  /** true: only compare; false: also put the result in place */
  readonly verify: boolean
  readonly onProgress?: (done: { readonly pass: number; readonly events: number }) => void
}

export interface RebuildReport {
  readonly events: number
  readonly equal: boolean
  /** rule links of the ledger that no longer follow, or that are missing */
  readonly linksOff: number
  readonly tables: readonly {
    readonly table: string
    readonly rows: number
    readonly missing: number
    readonly extra: number
  }[]
}

/** Keeps writers out while it runs; reads go on. */
export async function rebuild(options: RebuildOptions, runtime: Runtime): Promise<RebuildReport> {
  const report = await runtime.store.rebuild(async (tx) => {
    const work = new Rebuild(tx, runtime, options)
    const events = await work.run()
    const linksOff = await work.linksOff()
    const tables = await tx.differences()
    if (!options.verify) await tx.replace()
    const isEqual = tables.every(({ missing, extra }) => missing === 0 && extra === 0)
    return { events, equal: isEqual && linksOff === 0, linksOff, tables }
  })
  if (!options.verify || report.equal) await noteDerived(runtime)
  return report
}

class Rebuild {
  readonly #tx: RebuildTransaction
  readonly #runtime: Runtime
  readonly #options: RebuildOptions

  constructor(tx: RebuildTransaction, runtime: Runtime, options: RebuildOptions) {
    this.#tx = tx
    this.#runtime = runtime
    this.#options = options
  }

  async run(): Promise<number> {
    const count = await this.#pass(1, (events) => this.#identify(events))
    await this.#tx.analyze()
    await this.#decide()
    await this.#pass(2, (events, rows) => this.#foldPage(events, rows))
    await this.#settleDevices()
    return count
  }

  get #context(): IdentifyContext {
    const { clock, hash, compiled } = this.#runtime
    // A cache of its own, and an empty one each time: the copies are written page by page, not remembered.
    return { tx: this.#tx, compiled: compiled(), cache: createRecordCache(), now: clock(), hash }
  }

  async #pass(
    number: number,
    work: (events: readonly Event[], rows: readonly EventRow[]) => Promise<void>,
  ): Promise<number> {
    let after: EventPlace | undefined
    let count = 0
    let analyzeAt = FIRST_ANALYZE_AT
    for (;;) {
      const rows = await this.#tx.events(after, PAGE)
      if (rows.length > 0) await work(await this.#derive(rows), rows)
      count += rows.length
      this.#options.onProgress?.({ pass: number, events: count })
      const last = rows.at(-1)
      if (!last || rows.length < PAGE) return count
      after = last
      if (count >= analyzeAt) {
        await this.#tx.analyze()
        analyzeAt *= 2
      }
    }
  }

  async #derive(rows: readonly EventRow[]): Promise<readonly Event[]> {
    const places = await this.#tx.homes([...new Set(rows.map((row) => row.record))])
    return rows.map((row) => {
      const source = places.get(row.record)?.source
      if (source === undefined)
        throw new Error(`Event ${row.id} stands on a record that is not known`)
      return ledgerEvent(
        row,
        { source },
        { compiled: this.#context.compiled, hash: this.#runtime.hash },
      )
    })
  }

  async #identify(events: readonly Event[]): Promise<void> {
    const places = await this.#tx.homes([...shownBy(events).keys()])
    const homes = new Map([...places].map(([record, { home }]) => [record, home]))
    const known = await recordsShown(events, this.#context)
    const identified = await identify(events, this.#context, { known, homes })
    await this.#tx.write({ ...NO_WRITES, ...identified.writes })
  }

  /** What people decided about records counts once all records are there. */
  async #decide(): Promise<void> {
    const records = await this.#tx.decidedRecords()
    for (let from = 0; from < records.length; from += PAGE) {
      // An earlier page may have moved these already.
      const page = await this.#tx.records(records.slice(from, from + PAGE))
      const identified = await reidentify(page, this.#context)
      await this.#tx.write({ ...NO_WRITES, ...identified.writes })
    }
  }

  async #foldPage(events: readonly Event[], rows: readonly EventRow[]): Promise<void> {
    await this.#fold(events)
    await this.#tx.reclassify(
      events.flatMap((event, i) => {
        const row = rows[i]
        return row && !isClassified(row, event) ? [{ ...row, ...classOf(event) }] : []
      }),
    )
  }

  async #fold(events: readonly Event[]): Promise<void> {
    const known = await this.#tx.recordsById([...shownBy(events).keys()])
    const rows = new Map<string, RecordRow>(known.map(({ row }) => [row.id, row]))
    const context = this.#context
    const deltas = await deltasOf(events, context.compiled)
    const storedRow = (record: string): RecordRow | undefined => rows.get(record)
    const ahead = await foldAhead(events, deltas, { ...context, storedRow })
    const state = fold(ahead, { compiled: context.compiled, rows })
    await this.#tx.write({ ...NO_WRITES, ...state.writes })
  }

  async #settleDevices(): Promise<void> {
    const { compiled, cache, hash } = this.#context
    const devices = (await this.#tx.sharedDevices()).map((row) => ({ row, wasShared: false }))
    const rows = new Map(devices.map(({ row }) => [row.id, row]))
    const eventOf = (row: EventRow, record: RecordRow) =>
      ledgerEvent(row, record, { compiled, hash })
    await settleDevices(devices, nothingSeen(rows), { tx: this.#tx, compiled, cache, eventOf })
  }

  /** With everything known, resolving again must ask for no change of the link log. */
  async linksOff(): Promise<number> {
    let off = 0
    let after: string | undefined
    for (;;) {
      const customers = await this.#tx.mergedCustomers(after, PAGE)
      const records = await this.#tx.recordsOfCustomers(customers)
      if (records.length > 0) off += (await reidentify(records, this.#context)).writes.links.length
      after = customers.at(-1)
      if (customers.length < PAGE) return off
    }
  }
}

const classOf = ({ kind, channel, notable }: Event) => ({ kind, channel, notable })

const isClassified = (row: EventRow, { kind, channel, notable }: Event): boolean =>
  row.kind === kind && row.channel === channel && row.notable === notable
