// alidade identity show | explain | link | unlink: whose records these are, why, and a person's decisions about it.
import type { IdentityAnswer, LinkAnswer, LinkRow } from '../../contract/api.ts'
import type { Call, Command } from '../command.ts'
import { EXIT, UsageError } from '../exit.ts'
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
    call.answer(answer, [`${answer.id} (${answer.entity})`, '', ...recordLines(answer)])
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
    return withService(call, async (service) => {
      const first = await service.identity(ref, call.text('as-of'))
      if (other === undefined) {
        call.answer(first, [`${ref} is ${first.id}`, ...whyLines(first)])
        return EXIT.ok
      }
      const second = await service.identity(other, call.text('as-of'))
      const isSame = first.id === second.id
      call.answer({ same: isSame, first, second }, [
        isSame
          ? `${ref} and ${other} are the same: ${first.id}`
          : `${ref} is ${first.id}, ${other} is ${second.id}: not the same`,
        ...(isSame ? whyLines(first) : apartLines(first, second)),
      ])
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

function linkLine({ id, a, b, verdict, rule, author, at, reason }: LinkRow): string {
  const is = verdict === 'same' ? 'is the same as' : 'is not'
  return `  ${a} ${is} ${b} by ${rule}: ${reason} (${author}, ${at}, ${id})`
}

function apartLines(first: IdentityAnswer, second: IdentityAnswer): readonly string[] {
  const theirs = new Set(second.records.map(({ id }) => id))
  const refused = first.notJoined.filter(({ record }) => theirs.has(record))
  const said = first.history.filter(({ a, b }) => theirs.has(a) || theirs.has(b))
  if (refused.length + said.length === 0) {
    return ['', 'No identifier and no decision joins them. They share nothing that joins.']
  }
  return [
    '',
    ...refused.map(({ record, rule, because }) => `  ${record} by ${rule}: ${because}`),
    ...said.map(linkLine),
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
  args: 'RECORD|LINK',
  argsMin: 1,
  summary: 'take a record out of its customer, or take back a link that a person made',
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
    const input = {
      ...(target.startsWith('lnk_') ? { link: target } : { record: target }),
      reason: call.required('reason'),
      dryRun: call.flag('dry-run'),
    }
    const answer = await withService(call, (service) => service.unlink(input))
    call.answer(answer, changeLines(answer))
    return EXIT.ok
  },
}

function changeLines({ dryRun, links, customers }: LinkAnswer): readonly string[] {
  return [
    dryRun ? 'This would happen:' : 'Done:',
    ...links.map(linkLine),
    '',
    ...customers.map(({ id, records }) => `  ${id}: ${records.join(' ')}`),
  ]
}
