// alidade events set-aside | replay | discard: what could not become an event, and what to do with it.
import { readFile } from 'node:fs/promises'
import type { ItemResult, SetAsideItem } from '../../contract/api.ts'
import type { Call, Command } from '../command.ts'
import { CommandError, EXIT, type ExitCode, UsageError } from '../exit.ts'
import { ANYWHERE } from '../options.ts'
import type { Service } from '../service.ts'
import { count, table } from '../table.ts'
import { withService } from '../with-service.ts'

const PAGE_ITEMS = 200
const IDS_PER_CALL = 200
const LIST_ITEMS = 50

const CODE = { kind: 'text', value: 'CODE', help: 'only items with this reason code' } as const

export const setAsideCommand: Command = {
  words: ['events', 'set-aside'],
  summary: 'list what could not become an event, with the reason',
  options: {
    code: CODE,
    state: { kind: 'text', value: 'STATE', help: 'open, replayed or discarded (open)' },
    limit: { kind: 'text', value: 'N', help: `how many (${LIST_ITEMS})` },
    raw: { kind: 'flag', help: 'also show the item as it came' },
    ...ANYWHERE,
  },
  examples: ['alidade events set-aside', 'alidade events set-aside --code TYPE_UNKNOWN --raw'],
  run: async (call) => {
    const limit = call.whole('limit', { min: 1, max: 100_000 }) ?? LIST_ITEMS
    const state = call.text('state') ?? 'open'
    if (!['open', 'replayed', 'discarded'].includes(state)) {
      throw new UsageError('--state must be open, replayed or discarded')
    }
    const items = await withService(call, (service) => list(service, { call, state, limit }))
    call.answer({ items }, linesOf(items, call.flag('raw')))
    return EXIT.ok
  },
}

async function list(
  service: Service,
  { call, state, limit }: { readonly call: Call; readonly state: string; readonly limit: number },
): Promise<readonly SetAsideItem[]> {
  const code = call.text('code')
  const items: SetAsideItem[] = []
  let cursor: string | null | undefined
  do {
    const page = await service.setAsides({
      limit: Math.min(PAGE_ITEMS, limit - items.length),
      state,
      ...(code !== undefined && { code }),
      ...(cursor && { cursor }),
    })
    items.push(...page.items)
    cursor = page.next
  } while (cursor && items.length < limit)
  return items
}

function linesOf(items: readonly SetAsideItem[], withRaw: boolean): readonly string[] {
  if (items.length === 0) return ['Nothing is set aside.']
  const rows = items.map(({ id, receivedAt, source, code, reason }) => [
    id,
    receivedAt,
    source,
    code,
    reason,
  ])
  const lines = table(['ID', 'RECEIVED', 'SOURCE', 'CODE', 'WHY'], rows)
  return withRaw
    ? [...items.flatMap(({ raw }, at) => [lines[at + 1] ?? '', `  ${raw}`])]
    : [...lines, '', 'After the fix: alidade events replay ID... (or --code CODE, or --all)']
}

export const replayCommand: Command = {
  words: ['events', 'replay'],
  args: '[ID...]',
  argsMax: 10_000,
  summary: 'put set-aside items through collection again, after a fix',
  options: {
    code: CODE,
    all: { kind: 'flag', help: 'all open items' },
    corrected: {
      kind: 'text',
      value: 'FILE',
      help: 'the corrected event as JSON, for exactly one ID',
    },
    ...ANYWHERE,
  },
  examples: [
    'alidade events replay dead_01h455vb4pex5vsknk084sn02q',
    'alidade events replay --code TYPE_UNKNOWN',
    'alidade events replay dead_01h455vb4pex5vsknk084sn02q --corrected event.json',
  ],
  run: async (call) => {
    const corrected = await correctedText(call)
    return withService(call, async (service) => {
      const ids = await chosenIds(call, service)
      const results: ItemResult[] = []
      for (let at = 0; at < ids.length; at += IDS_PER_CALL) {
        results.push(...(await service.replay(ids.slice(at, at + IDS_PER_CALL), corrected)))
      }
      return reportReplay(call, ids, results)
    })
  },
}

async function correctedText(call: Call): Promise<string | undefined> {
  const file = call.text('corrected')
  if (file === undefined) return undefined
  if (call.args.length !== 1) throw new UsageError('--corrected goes with exactly one ID')
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new CommandError(`${file} cannot be read: ${cause.message}`, { cause })
  })
  try {
    JSON.parse(text)
    return text
  } catch (cause) {
    throw new CommandError(`${file} is not JSON: ${(cause as Error).message}`, { cause })
  }
}

/** IDs, or --code, or --all: exactly one of them. */
async function chosenIds(call: Call, service: Service): Promise<readonly string[]> {
  const ways = [call.args.length > 0, call.text('code') !== undefined, call.flag('all')]
  if (ways.filter(Boolean).length !== 1) {
    throw new UsageError('Say which items: IDs, or --code CODE, or --all')
  }
  if (call.args.length > 0) return call.args
  const items = await list(service, { call, state: 'open', limit: Number.MAX_SAFE_INTEGER })
  return items.map(({ id }) => id)
}

function reportReplay(
  call: Call,
  ids: readonly string[],
  results: readonly ItemResult[],
): ExitCode {
  const kept = results.flatMap((result, at) =>
    result.status === 'set_aside' || result.status === 'conflict'
      ? [{ id: ids[at] ?? '', code: result.code, reason: result.reason }]
      : [],
  )
  const stored = results.length - kept.length
  call.answer({ replayed: stored, kept }, [
    `${count(stored)} of ${count(results.length)} items are stored now.`,
    ...kept.map(({ id, code, reason }) => `  ${id} stays set aside: ${code}: ${reason}`),
  ])
  return kept.length > 0 ? EXIT.failed : EXIT.ok
}

export const discardCommand: Command = {
  words: ['events', 'discard'],
  args: '[ID...]',
  argsMax: 10_000,
  summary: 'mark set-aside items as not worth replaying; they stay listed as discarded',
  options: { code: CODE, all: { kind: 'flag', help: 'all open items' }, ...ANYWHERE },
  examples: ['alidade events discard --code NOT_AN_OBJECT'],
  run: async (call) =>
    withService(call, async (service) => {
      const ids = await chosenIds(call, service)
      let discarded = 0
      for (let at = 0; at < ids.length; at += IDS_PER_CALL) {
        discarded += await service.discard(ids.slice(at, at + IDS_PER_CALL))
      }
      call.answer({ discarded }, [`${count(discarded)} items are discarded.`])
      return discarded === 0 && ids.length > 0 ? EXIT.notFound : EXIT.ok
    }),
}
