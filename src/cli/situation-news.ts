// One piece of news from the options of `situation put`: which option is which field, and of which kinds of news.
import { ToldUpdate } from '../contract/situation.ts'
import type { Call, OptionSpec, OptionSpecs } from './command.ts'
import { UsageError } from './exit.ts'

const KINDS = ['signal', 'constraint', 'incident', 'commitment'] as const
type Kind = (typeof KINDS)[number]

interface NewsOption extends OptionSpec {
  readonly field: string
  readonly kinds: readonly Kind[]
  readonly isNumber?: true
}

const text = (field: string, kinds: readonly Kind[], value: string, help: string): NewsOption => ({
  kind: 'text',
  field,
  kinds,
  value,
  help: `${help} (${kinds.join(', ')})`,
})

const number = (...of: Parameters<typeof text>): NewsOption => ({ ...text(...of), isNumber: true })

const OPTIONS: Readonly<Record<string, NewsOption>> = {
  capability: {
    ...text('capability', ['signal', 'constraint', 'incident'], 'NAME', 'what it is about'),
    kind: 'list',
  },
  metric: text('metric', ['signal'], 'NAME', 'backlog, wait, agents, load, health, stock ...'),
  item: text('item', ['signal'], 'NAME', 'article or place that it is about'),
  value: number('value', ['signal'], 'N', 'what was measured'),
  ttl: number('ttlSeconds', ['signal'], 'SECONDS', 'how long it holds'),
  effect: text('effect', ['constraint'], 'NAME', 'block, degrade, cost, delay; none lifts it'),
  amount: number('amount', ['constraint'], 'N', 'how much of the effect'),
  reason: text('reason', ['constraint'], 'TEXT', 'why'),
  until: text('until', ['constraint'], 'TIME', 'when it ends'),
  when: text('when', ['constraint'], 'CEL', 'for whom it holds; absent: everybody'),
  title: text('title', ['incident', 'commitment'], 'TEXT', 'what it is'),
  status: text('status', ['incident'], 'NAME', 'investigating, identified, monitoring, resolved'),
  started: text(
    'startedAt',
    ['incident'],
    'TIME',
    'when it began; absent: as told before, else now',
  ),
  ends: text('expectedEndAt', ['incident'], 'TIME', 'when it should be over'),
  touches: text('touches', ['incident'], 'CEL', 'whom it touches; absent: everybody'),
  'customer-text': text('customerText', ['constraint', 'incident'], 'TEXT', 'what she may be told'),
  for: text(
    'subject',
    ['commitment'],
    'REF',
    'whom we owe it: cus_..., acc_... or namespace:value',
  ),
  kind: text('kind', ['commitment'], 'NAME', 'promise (absent), service-level or entitlement'),
  due: text('dueAt', ['commitment'], 'TIME', 'when it is due'),
  granted: number('granted', ['commitment'], 'N', 'units of an entitlement'),
  used: number('used', ['commitment'], 'N', 'units used up'),
  state: text('state', ['commitment'], 'NAME', 'open (absent), kept, broken or withdrawn'),
  at: text('at', KINDS, 'TIME', 'when it was so; absent: now'),
}

export const NEWS_OPTIONS: OptionSpecs = OPTIONS

/** What stands in for what was not said. */
function presets(kind: Kind, at: string): Readonly<Record<string, unknown>> {
  if (kind === 'signal') return { at, source: 'command line' }
  if (kind === 'commitment') return { at, kind: 'promise', state: 'open' }
  return { at }
}

/** Throws UsageError that names the option. */
export function updateOf(call: Call): ToldUpdate {
  const [name, id] = call.args
  const kind = KINDS.find((one) => one === name)
  if (!kind || id === undefined) {
    throw new UsageError(`Say what it is, one of ${KINDS.join(', ')}, and its ID; or use --file`)
  }
  const news = { ...presets(kind, new Date().toISOString()), ...fieldsOf(kind, call), id }
  const parsed = ToldUpdate.safeParse({ kind, [kind]: news })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UsageError(`${optionOf(issue?.path[1])}: ${issue?.message ?? 'does not fit'}`)
}

function fieldsOf(kind: Kind, call: Call): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [name, option] of Object.entries(OPTIONS)) {
    const [first, ...more] = call.list(name)
    const value = call.text(name) ?? first
    if (value === undefined) continue
    if (!option.kinds.includes(kind)) throw new UsageError(`--${name} does not go with a ${kind}`)
    if (name === 'capability' && kind === 'incident') {
      fields['capabilities'] = [value, ...more]
    } else if (more.length > 0) {
      throw new UsageError(`A ${kind} is about one --${name}`)
    } else {
      fields[option.field] = option.isNumber ? numberOf(name, value) : value
    }
  }
  return fields
}

function numberOf(name: string, value: string): number {
  const number = Number(value)
  if (value.trim() !== '' && Number.isFinite(number)) return number
  throw new UsageError(`--${name} must be a number, not "${value}"`)
}

function optionOf(field: unknown): string {
  const found = Object.entries(OPTIONS).find(([, option]) => option.field === field)
  return found ? `--${found[0]}` : String(field)
}
