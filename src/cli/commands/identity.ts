// alidade identity show | explain | link | unlink | merge | move: whose records these are, why, and a person's
// decisions about it.
import type { IdentityAnswer, UnlinkInput } from '../../contract/api.ts'
import type { Call, Command } from '../command.ts'
import { EXIT, UsageError } from '../exit.ts'
import { changeLines, explanationLines, linkLine } from '../identity-lines.ts'
import { ANYWHERE } from '../options.ts'
import { table } from '../table.ts'
import { withService } from '../with-service.ts'

const AS_OF = { kind: 'text', value: 'TIME', help: 'at a past moment, ISO 8601' } as const
const REASON = { kind: 'text', help: 'why; it is kept with the decision (needed)' } as const
const DRY_RUN = { kind: 'flag', help: 'only show what would happen' } as const

export const showCommand: Command = {
  words: ['identity', 'show'],
  args: 'REF',
  argsMin: 1,
  summary: 'the source records of a customer and the links between them',
  options: { 'as-of': AS_OF, ...ANYWHERE },
  examples: ['alidade identity show email:ann@example.com'],
  run: async (call) => {
    const answer = await identityOf(call, call.args[0] ?? '')
    call.answer(answer, [
      `${answer.id} (${answer.entity})`,
      '',
      ...recordLines(answer),
      ...householdLines(answer),
    ])
    return EXIT.ok
  },
}

function identityOf(call: Call, ref: string): Promise<IdentityAnswer> {
  return withService(call, (service) => service.identity(ref, call.text('as-of')))
}

function recordLines({ records }: IdentityAnswer): readonly string[] {
  const rows = records.map(({ id, source, namespace, key, firstSeen, identifiers }) => [
    id,
    source,
    `${namespace}:${key}`,
    firstSeen,
    identifiers.map((known) => `${known.namespace}:${known.value}`).join(' '),
  ])
  return table(['RECORD', 'SOURCE', 'KEY', 'FIRST SEEN', 'KNOWN BY'], rows)
}

function householdLines({ household }: IdentityAnswer): readonly string[] {
  if (household.length === 0) return []
  const rows = household.map(({ customer, because }) => `  ${customer} (${because.join(', ')})`)
  return ['', 'Of one home with:', ...rows]
}

export const explainCommand: Command = {
  words: ['identity', 'explain'],
  args: 'REF [OTHER]',
  argsMin: 1,
  argsMax: 2,
  summary: 'why records are one customer, or why two are not',
  options: { 'as-of': AS_OF, ...ANYWHERE },
  examples: [
    'alidade identity explain email:ann@example.com',
    'alidade identity explain email:ann@example.com phone:+46701234567',
  ],
  run: async (call) => {
    const [ref = '', other] = call.args
    const asOf = call.text('as-of')
    if (other !== undefined && asOf !== undefined) {
      throw new UsageError('--as-of looks at one customer; two are compared as they are now')
    }
    return withService(call, async (service) => {
      if (other === undefined) {
        const answer = await service.identity(ref, asOf)
        call.answer(answer, [`${ref} is ${answer.id}`, ...whyLines(answer)])
      } else {
        const found = await service.explainIdentity(ref, other)
        call.answer(found, explanationLines(found))
      }
      return EXIT.ok
    })
  },
}

function whyLines({ links, notJoined }: IdentityAnswer): readonly string[] {
  return [
    '',
    ...(links.length === 0 ? ['A single record; nothing had to be joined.'] : ['Because:']),
    ...links.map(linkLine),
    ...(notJoined.length === 0 ? [] : ['', 'Not joined:']),
    ...notJoined.map(({ record, rule, because }) => `  ${record} by ${rule}: ${because}`),
  ]
}

export const linkCommand: Command = {
  words: ['identity', 'link'],
  args: 'REF OTHER',
  argsMin: 2,
  summary: 'say that two are the same customer; no rule overrules a person',
  options: { reason: REASON, 'dry-run': DRY_RUN, ...ANYWHERE },
  examples: [
    'alidade identity link email:ann@example.com phone:+46701234567 --reason "she said so" --dry-run',
  ],
  run: async (call) => {
    const [a = '', b = ''] = call.args
    const input = { a, b, reason: call.required('reason'), dryRun: call.flag('dry-run') }
    const answer = await withService(call, (service) => service.link(input))
    call.answer(answer, changeLines(answer))
    return EXIT.ok
  },
}

export const unlinkCommand: Command = {
  words: ['identity', 'unlink'],
  args: 'RECORD|LINK...',
  argsMin: 1,
  argsMax: 1_000,
  summary: 'take a record out of its customer, or take back links that a person made',
  details: ['All links that one decision named under undo, given together, take it back exactly.'],
  options: { reason: REASON, 'dry-run': DRY_RUN, ...ANYWHERE },
  examples: [
    'alidade identity unlink rec_01h455vb4pex5vsknk084sn02q --reason "a colleague\'s phone"',
    'alidade identity unlink lnk_01h455vb4pex5vsknk084sn02q --reason "linked by mistake"',
  ],
  run: async (call) => {
    const [target = ''] = call.args
    if (/^(cus|acc|evt|key)_/.test(target)) {
      throw new UsageError('Name a record (rec_... or namespace:value) or a link (lnk_...)')
    }
    if (call.args.length > 1 && call.args.some((name) => !name.startsWith('lnk_'))) {
      throw new UsageError('Name one record, or links (lnk_...) only')
    }
    const input = {
      ...targetOf(call.args),
      reason: call.required('reason'),
      dryRun: call.flag('dry-run'),
    }
    const answer = await withService(call, (service) => service.unlink(input))
    call.answer(answer, changeLines(answer))
    return EXIT.ok
  },
}

function targetOf(names: readonly string[]): Pick<UnlinkInput, 'record' | 'link' | 'links'> {
  const [first = ''] = names
  if (names.length > 1) return { links: [...names] }
  return first.startsWith('lnk_') ? { link: first } : { record: first }
}

export const mergeCommand: Command = {
  words: ['identity', 'merge'],
  args: 'REF OTHER',
  argsMin: 2,
  summary: 'make two customers one; the same as link, and unlink takes it back',
  options: { reason: REASON, 'dry-run': DRY_RUN, ...ANYWHERE },
  examples: ['alidade identity merge user_id:42 crm_id:C-7 --reason "she said so" --dry-run'],
  run: (call) => linkCommand.run(call),
}

export const moveCommand: Command = {
  words: ['identity', 'move'],
  args: 'RECORD REF',
  argsMin: 2,
  summary: 'take a record out of its customer and put it with another, at once',
  options: { reason: REASON, 'dry-run': DRY_RUN, ...ANYWHERE },
  examples: [
    'alidade identity move rec_01h455vb4pex5vsknk084sn02q user_id:42 --reason "her sister\'s" --dry-run',
  ],
  run: async (call) => {
    const [record = '', to = ''] = call.args
    const input = { record, to, reason: call.required('reason'), dryRun: call.flag('dry-run') }
    const answer = await withService(call, (service) => service.move(input))
    call.answer(answer, changeLines(answer))
    return EXIT.ok
  },
}
