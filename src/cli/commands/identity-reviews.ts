// alidade identity reviews | decide | resume: questions to people, their answers, and a matcher that waits for them.
import { type ReviewItem, ReviewQuery, ReviewReason } from '../../contract/api.ts'
import { Entity } from '../../contract/identifier.ts'
import type { Call, Command } from '../command.ts'
import { EXIT, UsageError } from '../exit.ts'
import { changeLines, evidenceLines, signed } from '../identity-lines.ts'
import { ANYWHERE } from '../options.ts'
import { withService } from '../with-service.ts'

export const ENTITY = {
  kind: 'text',
  value: 'ENTITY',
  help: 'customer or account',
} as const

export function entityOf(call: Call): Entity | undefined {
  const text = call.text('entity')
  if (text === undefined) return undefined
  const parsed = Entity.safeParse(text)
  if (parsed.success) return parsed.data
  throw new UsageError(`--entity is customer or account, not "${text}"`)
}

const BITS = { kind: 'text', value: 'BITS' } as const

export const reviewsCommand: Command = {
  words: ['identity', 'reviews'],
  summary: 'pairs that people are asked about: conflicts first, then the likeliest',
  options: {
    entity: ENTITY,
    from: { ...BITS, help: 'only pairs of at least so many bits' },
    to: { ...BITS, help: 'only pairs of at most so many bits' },
    because: {
      kind: 'text',
      value: 'REASON',
      help: `only pairs asked for this reason: ${ReviewReason.options.join(', ')}`,
    },
    sort: {
      kind: 'text',
      value: 'ORDER',
      help: 'likely or impact: what comes first after conflicts (likely)',
    },
    limit: { kind: 'text', value: 'N', help: 'pairs to show, 1 to 50 (10)' },
    cursor: { kind: 'text', value: 'CURSOR', help: 'go on where a former page ended' },
    ...ANYWHERE,
  },
  examples: [
    'alidade identity reviews --limit 5',
    'alidade identity reviews --from 0 --to 3',
    'alidade identity reviews --because conflict --sort impact',
  ],
  run: async (call) => {
    const [entity, from, to] = [entityOf(call), bitsOf(call, 'from'), bitsOf(call, 'to')]
    const because = oneOf(call, 'because', ReviewReason)
    const sort = oneOf(call, 'sort', ReviewQuery.shape.sort.unwrap())
    const cursor = call.text('cursor')
    const query = {
      limit: call.whole('limit', { min: 1, max: 50 }) ?? 10,
      ...(entity !== undefined && { entity }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(because !== undefined && { because }),
      ...(sort !== undefined && { sort }),
      ...(cursor !== undefined && { cursor }),
    }
    const page = await withService(call, (service) => service.reviews(query))
    call.answer(page, [
      ...(page.items.length === 0 ? ['No open questions.'] : page.items.flatMap(itemLines)),
      ...(page.next === null ? [] : [`More: --cursor ${page.next}`]),
    ])
    return EXIT.ok
  },
}

/** An option that is one of several words. */
function oneOf<Word extends string>(
  call: Call,
  name: string,
  words: { readonly options: readonly Word[] },
): Word | undefined {
  const text = call.text(name)
  const word = words.options.find((own) => own === text)
  if (text === undefined || word !== undefined) return word
  throw new UsageError(`--${name} is one of ${words.options.join(', ')}, not "${text}"`)
}

function bitsOf(call: Call, name: string): number | undefined {
  const text = call.text(name)
  if (text === undefined) return undefined
  const bits = Number(text)
  if (text !== '' && Math.abs(bits) <= 60) return bits
  throw new UsageError(`--${name} must be bits from -60 to 60, not "${text}"`)
}

const WHY: Record<ReviewItem['because'], string> = {
  band: 'in doubt',
  limit: 'likely, but a limit of the rules keeps them apart',
  breaker: 'the matcher is paused',
  conflict: 'joined by a rule, but what they say contradicts it',
  apart: 'kept apart by what they say, though they share a mailbox or number',
}

function itemLines(item: ReviewItem): readonly string[] {
  const { id, bits, probability, because, a, b, impact, evidence } = item
  const side = ({ record, source, said }: ReviewItem['a']): string =>
    `  ${record} (${source}): ${Object.values(said).join(', ') || '-'}`
  return [
    `${id}  ${signed(bits)} bits, ${(100 * probability).toFixed(1)} %, ${WHY[because]}${tellingOf(item)}; ${impact.records} records, ${impact.events} events`,
    side(a),
    side(b),
    ...evidenceLines(evidence),
    '',
  ]
}

const tellingOf = ({ contradicts }: ReviewItem): string =>
  contradicts.length === 0 ? '' : ` (${contradicts.join(', ').replaceAll('_', ' ')})`

export const decideCommand: Command = {
  words: ['identity', 'decide'],
  args: 'ID same|different',
  argsMin: 2,
  summary: 'answer a question for good; nothing that is trained later overrules it',
  options: {
    reason: { kind: 'text', help: 'why; it is kept with the decision (needed)' },
    'dry-run': { kind: 'flag', help: 'only show what would happen' },
    ...ANYWHERE,
  },
  examples: [
    'alidade identity decide rev_01h455vb4pex5vsknk084sn02q different --reason "father and son"',
  ],
  run: async (call) => {
    const [id = '', verdict] = call.args
    if (verdict !== 'same' && verdict !== 'different') {
      throw new UsageError(`The answer is same or different, not "${verdict}"`)
    }
    const input = {
      verdict,
      reason: call.required('reason'),
      dryRun: call.flag('dry-run'),
    } as const
    const answer = await withService(call, (service) => service.decideReview(id, input))
    call.answer(answer, changeLines(answer))
    return EXIT.ok
  },
}

export const resumeCommand: Command = {
  words: ['identity', 'resume'],
  summary: 'let the matcher link by itself again, after it stopped because it merged too much',
  options: { entity: ENTITY, ...ANYWHERE },
  examples: ['alidade identity resume', 'alidade identity resume --entity account'],
  run: async (call) => {
    const entity = entityOf(call) ?? 'customer'
    const resumed = await withService(call, (service) => service.resumeMatching(entity))
    call.answer({ entity, resumed }, [
      resumed ? `${entity} records are linked again.` : `It was not paused for ${entity} records.`,
    ])
    return EXIT.ok
  },
}
