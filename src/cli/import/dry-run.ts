// What an import would do, without doing it: the records are mapped, checked by the rules of collection, and looked up.
import type { ItemResult } from '../../contract/api.ts'
import type { Definitions } from '../../contract/definition.ts'
import type { Event, JsonObject } from '../../contract/event.ts'
import { parseIdentifier } from '../../contract/identifier.ts'
import { canonicalise } from '../../core/collect/collect.ts'
import { type CompiledCollect, compileCollect } from '../../core/collect/compile.ts'
import type { Collected } from '../../core/collect/context.ts'
import { canonicaliseObject } from '../../core/collect/object-event.ts'
import { failureOf } from '../exit.ts'
import type { Io } from '../io.ts'
import { keyedHash } from '../secrets.ts'
import type { Service } from '../service.ts'
import { count } from '../table.ts'
import type { Item } from './item.ts'
import { type MappedRecord, mappedRecords, type PlannedFile } from './records-of-files.ts'
import { createReporter, type ImportReport, reportLines } from './report.ts'

export interface DryRunReport extends ImportReport {
  readonly dryRun: true
  /** the first item of each output */
  readonly samples: Readonly<Record<string, unknown>>
  readonly customers: {
    /** people and organisations that the files name */
    readonly named: number
    /** of those, so many were looked up */
    readonly lookedUp: number
    readonly known: number
    readonly new: number
  }
}

/** Each costs a look into the audit log, so a large file is judged by its first. */
const LOOK_UPS_MAX = 2_000
const AT_ONCE = 8

export interface DryRunSettings {
  readonly files: readonly PlannedFile[]
  readonly source: string
  readonly service: Service
  readonly definitions: Definitions
  readonly io: Io
}

export async function dryRunImport(settings: DryRunSettings): Promise<DryRunReport> {
  const found = new Findings(settings)
  for (const file of settings.files) {
    for await (const record of mappedRecords(file, 0, settings.io.err)) {
      found.addRecord(record)
      if (record.row % STATUS_EVERY === 0) {
        settings.io.status(`${count(record.row)} records of ${file.path}`)
      }
    }
  }
  return found.report()
}

const STATUS_EVERY = 500

/** What the records of all files come to. */
class Findings {
  readonly #settings: DryRunSettings
  readonly #compiled: CompiledCollect
  readonly #reporter = createReporter()
  readonly #samples: Record<string, unknown> = {}
  readonly #owners = new Set<string>()
  /** items whose receipts are looked up, by message id */
  readonly #ids = new Map<Item, string>()

  constructor(settings: DryRunSettings) {
    this.#settings = settings
    this.#compiled = compileCollect(settings.definitions)
  }

  addRecord({ items, problems }: MappedRecord): void {
    this.#reporter.addRecord()
    for (const problem of problems) this.#reporter.addProblem(problem)
    for (const item of items) this.#addItem(item)
  }

  #addItem(item: Item): void {
    this.#samples[item.output] ??= contentOf(item)
    const { source } = this.#settings
    const { owner, messageId, result } = judge(item, { compiled: this.#compiled, source })
    if (owner !== undefined) this.#owners.add(owner)
    if (messageId !== undefined && this.#ids.size < LOOK_UPS_MAX) this.#ids.set(item, messageId)
    else this.#reporter.addResult(item, result)
  }

  async report(): Promise<DryRunReport> {
    const { service, io } = this.#settings
    await lookUpReceipts(this.#ids, service, this.#reporter.addResult)
    const customers = await lookUpOwners(this.#owners, service)
    io.status('')
    return { dryRun: true, ...this.#reporter.report(), samples: this.#samples, customers }
  }
}

function contentOf(item: Item): unknown {
  if (item.kind === 'event') return item.body
  return item.kind === 'object' ? item.object : item.consent
}

interface Judged {
  readonly result: Pick<ItemResult, 'status' | 'code' | 'reason'>
  readonly owner?: string
  /** absent: there is no receipt to look for */
  readonly messageId?: string
}

const hash = keyedHash('')

function judge(
  item: Item,
  { compiled, source }: { readonly compiled: CompiledCollect; readonly source: string },
): Judged {
  if (item.kind === 'consent') return { result: { status: 'stored' }, owner: item.consent.customer }
  const collected = collectedOf(item, { compiled, source, hash, receivedAt: Date.now() })
  if (!collected.ok) {
    const { code, reason } = collected.setAside
    return { result: { status: 'set_aside', code, reason } }
  }
  const { messageId, record } = collected.event
  return { result: { status: 'stored' }, owner: ownerOf(record), messageId }
}

function ownerOf({ namespace, key }: Event['record']): string {
  return `${namespace}:${key}`
}

function collectedOf(
  item: Exclude<Item, { kind: 'consent' }>,
  context: Parameters<typeof canonicalise>[1],
): Collected {
  if (item.kind === 'event') return canonicalise(item.body, context)
  const { customer, account, body, type, id, mode, changedAt, messageId, channel } = item.object
  return canonicaliseObject(
    {
      type,
      id,
      mode,
      body: body as JsonObject,
      ...identifiers('customer', customer),
      ...identifiers('account', account),
      ...(changedAt !== undefined && { changedAt }),
      ...(messageId !== undefined && { messageId }),
      ...(channel !== undefined && { channel }),
    },
    context,
  )
}

function identifiers(name: 'customer' | 'account', ref: string | undefined) {
  const identifier = ref === undefined ? undefined : parseIdentifier(ref)
  return identifier ? { [name]: [identifier] } : {}
}

async function lookUpReceipts(
  ids: ReadonlyMap<Item, string>,
  service: Service,
  note: (item: Item, result: Pick<ItemResult, 'status'>) => void,
): Promise<void> {
  await eachAtOnce([...ids], async ([item, messageId]) => {
    const receipts = await service.receipts(messageId)
    const isStored = receipts.some(({ status }) => status !== 'set_aside')
    note(item, { status: isStored ? 'duplicate' : 'stored' })
  })
}

async function lookUpOwners(
  owners: ReadonlySet<string>,
  service: Service,
): Promise<DryRunReport['customers']> {
  const some = [...owners].slice(0, LOOK_UPS_MAX)
  let known = 0
  await eachAtOnce(some, async (ref) => {
    if (await isKnown(ref, service)) known++
  })
  return { named: owners.size, lookedUp: some.length, known, new: some.length - known }
}

async function isKnown(ref: string, service: Service): Promise<boolean> {
  try {
    await service.identity(ref, undefined)
    return true
  } catch (error) {
    if (failureOf(error).code === 'NOT_FOUND') return false
    throw error
  }
}

async function eachAtOnce<Value>(
  values: readonly Value[],
  work: (value: Value) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < values.length; at += AT_ONCE) {
    await Promise.all(values.slice(at, at + AT_ONCE).map(work))
  }
}

export function dryRunLines(report: DryRunReport): readonly string[] {
  const { customers, samples } = report
  const rest = customers.named - customers.lookedUp
  return [
    'Dry run: nothing was changed.',
    ...reportLines(report, ['WOULD STORE', 'KNOWN ALREADY', 'CONFLICT', 'WOULD SET ASIDE']),
    '',
    `${count(customers.named)} customers and accounts are named: ${count(customers.known)} known, ${count(customers.new)} new${rest > 0 ? ` (of the first ${count(customers.lookedUp)})` : ''}.`,
    '',
    'The first of each:',
    ...Object.entries(samples).map(
      ([output, sample]) => `  ${output}\n    ${JSON.stringify(sample)}`,
    ),
  ]
}
