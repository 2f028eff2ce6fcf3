// A mapping turned into functions: record -> items.
import { ConsentInput } from '../../contract/consent.ts'
import { parseIdentifier } from '../../contract/identifier.ts'
import { parseInstant } from '../../core/collect/instant.ts'
import { type Condition, compileCondition, type Variables } from '../../core/condition/condition.ts'
import { CommandError } from '../exit.ts'
import { contentId } from './content-id.ts'
import { matchesName } from './file-names.ts'
import type { Item, RowProblem } from './item.ts'
import type { InputSpec, Mapping, OutputSpec, Template } from './mapping.ts'
import { asList, compileTemplate, type Fill, isObject, type Scope } from './template.ts'

export interface CompiledInput {
  readonly spec: InputSpec
  readonly matches: (fileName: string) => boolean
  /** Problems stand among the items; a record that `when` leaves out gives none. */
  readonly itemsOf: (scope: Scope) => readonly (Item | RowProblem)[]
}

export interface CompiledMapping {
  readonly source: string
  readonly inputs: readonly CompiledInput[]
}

export interface CompileSettings {
  /** which property of an object of this type holds its status */
  readonly statusOf: (objectType: string) => string
}

/** Throws CommandError naming input and output. */
export function compileMapping(mapping: Mapping, settings: CompileSettings): CompiledMapping {
  const name = mapping.name ?? mapping.source
  const inputs = mapping.inputs.map((spec, at) => {
    try {
      return compileInput(spec, name, settings)
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new CommandError(`inputs.${at} of the mapping: ${why}`, { cause })
    }
  })
  return { source: mapping.source, inputs }
}

function compileInput(spec: InputSpec, name: string, settings: CompileSettings): CompiledInput {
  const variables: Variables = {
    record: 'map',
    key: 'string',
    row: 'number',
    ...(spec.each && { [spec.each.as]: 'any' }),
  }
  const condition = conditionOf(spec.when, variables)
  const expand = expansionOf(spec)
  const outputs = spec.outputs.map((output) => compileOutput(output, { name, variables, settings }))
  return {
    spec,
    matches: (fileName) =>
      asList(spec.files).some((pattern) => matchesName(String(pattern), fileName)),
    itemsOf: (scope) =>
      expand(scope)
        .filter((one) => condition.holds(variablesOf(one)))
        .flatMap((one) => outputs.flatMap((output) => output(one))),
  }
}

function expansionOf({ each }: InputSpec): (scope: Scope) => readonly Scope[] {
  if (!each) return (scope) => [scope]
  const list = compileTemplate(each.in)
  return (scope) =>
    asList(list(scope)).map((element) => ({
      ...scope,
      elements: { ...scope.elements, [each.as]: element },
    }))
}

function conditionOf(source: string | undefined, variables: Variables): Condition {
  const compiled = compileCondition(source ?? '', variables)
  if (compiled.ok) return compiled.condition
  throw new CommandError(`when: ${source}: ${compiled.error}`)
}

function variablesOf({ record, key, row, elements }: Scope): Readonly<Record<string, unknown>> {
  return { record: isObject(record) ? record : {}, key, row, ...elements }
}

type Output = (scope: Scope) => readonly (Item | RowProblem)[]

interface OutputContext {
  readonly name: string
  readonly variables: Variables
  readonly settings: CompileSettings
}

/** What an output makes before it has its id and origin. */
type Draft =
  | { readonly kind: 'event'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'object'; readonly object: Extract<Item, { kind: 'object' }>['object'] }
  | { readonly kind: 'consent'; readonly consent: ConsentInput }

function compileOutput(spec: OutputSpec, context: OutputContext): Output {
  const condition = conditionOf(spec.when, context.variables)
  const key = spec.key === undefined ? () => undefined : compileTemplate(spec.key)
  const label = labelOf(spec)
  const draft = draftOf(spec, context.settings)
  return (scope) => {
    if (!condition.holds(variablesOf(scope))) return []
    const { file, row } = scope
    const origin = { output: `${file}: ${label}`, file, row }
    try {
      const idOf = (content: unknown): string =>
        contentId({ mapping: context.name, kind: label, key: key(scope), content })
      return [{ ...origin, ...draft(scope, idOf) }]
    } catch (error) {
      // JSON in a cell, a missing id: this row's fault, not the others'.
      const reason = error instanceof Error ? error.message : String(error)
      return [{ ...origin, kind: 'problem', reason }]
    }
  }
}

function labelOf(spec: OutputSpec): string {
  if ('object' in spec) return `object ${spec.object.type}`
  if ('consent' in spec) return 'consent'
  const { type, event } = spec.event
  return typeof event === 'string' ? `${type} ${event}` : type
}

type MakeDraft = (scope: Scope, idOf: (content: unknown) => string) => Draft

function draftOf(spec: OutputSpec, settings: CompileSettings): MakeDraft {
  if ('event' in spec) return eventDraft(spec.event)
  return 'object' in spec ? objectDraft(spec.object, settings) : consentDraft(spec.consent)
}

const CHANNEL = 'import'

function eventDraft({
  type,
  channel,
  ...rest
}: Extract<OutputSpec, { event: object }>['event']): MakeDraft {
  const fill = compileTemplate(rest as unknown as Template)
  const channelOf = compileTemplate(channel ?? CHANNEL)
  return (scope, idOf) => {
    const { messageId, timestamp, ...fields } = fill(scope) as Record<string, unknown>
    const time = timeOf(timestamp, 'timestamp')
    const body = {
      type,
      ...fields,
      channel: channelOf(scope) ?? CHANNEL,
      ...(time !== undefined && { timestamp: time }),
    }
    return { kind: 'event', body: { ...body, messageId: textOf(messageId) ?? idOf(body) } }
  }
}

type ObjectSpec = Extract<OutputSpec, { object: object }>['object']

function objectDraft(spec: ObjectSpec, { statusOf }: CompileSettings): MakeDraft {
  const { type, mode } = spec
  const fill = fieldsOf(spec, [
    'id',
    'customer',
    'account',
    'status',
    'changedAt',
    'messageId',
    'channel',
    'body',
  ])
  const statusProperty = statusOf(type)
  return (scope, idOf) => {
    const filled = fill(scope)
    const { status, body } = filled
    if (!isObject(body)) throw new Error('body is no object')
    const content = {
      type,
      mode,
      id: needed(textOf(filled['id']), 'id'),
      ...owners(filled),
      ...timeField(filled['changedAt'], 'changedAt'),
      channel: textOf(filled['channel']) ?? CHANNEL,
      body: status === undefined ? { ...body } : { ...body, [statusProperty]: status },
    }
    return {
      kind: 'object',
      object: { ...content, messageId: textOf(filled['messageId']) ?? idOf(content) },
    }
  }
}

function owners(filled: Readonly<Record<string, unknown>>) {
  const customer = reference(filled['customer'], 'customer')
  const account = reference(filled['account'], 'account')
  if (customer === undefined && account === undefined) {
    throw new Error('neither customer nor account says whose it is')
  }
  return { ...(customer !== undefined && { customer }), ...(account !== undefined && { account }) }
}

function consentDraft(spec: Extract<OutputSpec, { consent: object }>['consent']): MakeDraft {
  const fill = compileTemplate(spec as unknown as Template)
  return (scope, idOf) => {
    const { effectiveAt, expiresAt, customer, ...fields } = fill(scope) as Record<string, unknown>
    const said = {
      ...fields,
      customer: needed(reference(customer, 'customer'), 'customer'),
      ...timeField(effectiveAt, 'effectiveAt'),
      ...timeField(expiresAt, 'expiresAt'),
    }
    const parsed = ConsentInput.safeParse({ ...said, idempotencyKey: idOf(said) })
    if (parsed.success) return { kind: 'consent', consent: parsed.data }
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw new Error(faults.join('; '))
  }
}

function fieldsOf<Name extends string>(
  spec: Readonly<Partial<Record<Name, Template | undefined>>>,
  names: readonly Name[],
): (scope: Scope) => Readonly<Record<string, unknown>> {
  const fills: (readonly [Name, Fill])[] = names.flatMap((name) => {
    const template = spec[name]
    return template === undefined ? [] : [[name, compileTemplate(template)] as const]
  })
  return (scope) => Object.fromEntries(fills.map(([name, fill]) => [name, fill(scope)]))
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

function needed<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`${name} is missing or empty`)
  return value
}

const PUBLIC_ID = /^(cus|acc|rec)_/

function reference(value: unknown, name: string): string | undefined {
  const text = textOf(value)
  if (text === undefined || PUBLIC_ID.test(text) || parseIdentifier(text)) return text
  throw new Error(`${name} must be namespace:value, such as user_id:42, and is "${text}"`)
}

function timeField<Name extends string>(value: unknown, name: Name): { [N in Name]?: string } {
  const time = timeOf(value, name)
  return (time === undefined ? {} : { [name]: time }) as { [N in Name]?: string }
}

/** Any usual form of a time as ISO 8601 in UTC; a time without a zone counts as UTC. */
function timeOf(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const instant = parseInstant(value)
  if (instant) return new Date(instant.ms).toISOString()
  throw new Error(`${name} is no time: ${JSON.stringify(value)}`)
}
