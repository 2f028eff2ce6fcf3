// alidade keys list | create | revoke.
import { KeyInput } from '../../contract/api.ts'
import type { Call, Command } from '../command.ts'
import { CommandError, EXIT, UsageError } from '../exit.ts'
import { ANYWHERE } from '../options.ts'
import { table } from '../table.ts'
import { withService } from '../with-service.ts'

interface KeyRow {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly role?: string
  readonly source?: string
  readonly createdAt?: string | null
  readonly expiresAt?: string | null
  readonly revokedAt?: string | null
}

export const listKeysCommand: Command = {
  words: ['keys', 'list'],
  summary: 'all keys, without their secrets',
  options: { ...ANYWHERE },
  examples: ['alidade keys list'],
  run: async (call) => {
    const keys = (await withService(call, (service) => service.listKeys())) as readonly KeyRow[]
    const rows = keys.map((key) => [key.id, key.name, key.role ?? key.source, stateOf(key)])
    call.answer(
      { items: keys },
      keys.length === 0
        ? ['There are no keys.']
        : table(['ID', 'NAME', 'ROLE/SOURCE', 'STATE'], rows),
    )
    return EXIT.ok
  },
}

function stateOf({ revokedAt, expiresAt }: KeyRow): string {
  if (revokedAt) return `revoked ${revokedAt}`
  return expiresAt ? `until ${expiresAt}` : 'in use'
}

export const createKeyCommand: Command = {
  words: ['keys', 'create'],
  summary: 'make a key; its secret is shown this once',
  details: [
    'A write key sends events of one source and reads nothing. A read key has a role.',
    'A role that sees only its own (partner, customer) needs --subject.',
  ],
  options: {
    kind: {
      kind: 'text',
      value: 'KIND',
      help: 'write or read (write with --source, read with --role)',
    },
    role: {
      kind: 'text',
      value: 'ROLE',
      help: 'agent, ai_agent, account_manager, executive, admin ...',
    },
    source: { kind: 'text', value: 'NAME', help: 'source that a write key collects for' },
    name: { kind: 'text', help: 'what it is for' },
    purpose: { kind: 'list', value: 'NAME', help: 'only for this purpose; may be repeated' },
    scope: { kind: 'list', value: 'NAME', help: 'only this scope; may be repeated' },
    subject: { kind: 'list', value: 'REF', help: 'only this customer or account; may be repeated' },
    expires: { kind: 'text', value: 'TIME', help: 'ISO 8601' },
    ...ANYWHERE,
  },
  examples: [
    'alidade keys create --source web --name "web shop"',
    'alidade keys create --role agent --name "support desk"',
    'alidade keys create --role customer --subject user_id:42',
  ],
  run: async (call) => {
    const input = inputOf(call)
    const made = await withService(call, (service) => service.createKey(input), { begins: true })
    call.answer(made, [`${made.id}`, '', made.key, '', 'Keep it safe: it is not shown again.'])
    return EXIT.ok
  },
}

function inputOf(call: Call): KeyInput {
  const role = call.text('role')
  const source = call.text('source')
  const kind = call.text('kind') ?? (role === undefined ? 'write' : 'read')
  const name = call.text('name') ?? (role === undefined ? `writes ${source}` : role)
  const lists = { purposes: 'purpose', scopes: 'scope', subjects: 'subject' }
  const given = Object.entries(lists).flatMap(([field, option]) => {
    const values = call.list(option)
    return values.length > 0 ? [[field, [...values]] as const] : []
  })
  if (role === undefined && source === undefined) {
    throw new UsageError('Say --source NAME for a write key, or --role ROLE for a read key')
  }
  const parsed = KeyInput.safeParse({
    name,
    kind,
    ...(role !== undefined && { role }),
    ...(source !== undefined && { source }),
    ...Object.fromEntries(given),
    ...(call.text('expires') !== undefined && { expiresAt: call.text('expires') }),
  })
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new UsageError(faults.join('; '))
}

export const revokeKeyCommand: Command = {
  words: ['keys', 'revoke'],
  args: 'ID',
  argsMin: 1,
  summary: 'revoke a key; requests with it are refused from now on',
  options: { ...ANYWHERE },
  examples: ['alidade keys revoke key_018c2f5e9a3b4c5d6e7f'],
  run: async (call) => {
    const [id = ''] = call.args
    if (id.startsWith('alk_')) throw new UsageError('Name its id (key_...), not the secret')
    if (!(await withService(call, (service) => service.revokeKey(id)))) {
      throw new CommandError(`There is no key ${id} in use; alidade keys list shows them`, {
        exitCode: EXIT.notFound,
      })
    }
    call.answer({ revoked: id }, [`${id} is revoked.`])
    return EXIT.ok
  },
}
