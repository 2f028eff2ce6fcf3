// News of the situation that events bring: a definition says which event of which source says what. The news is
// dated by the event, so late and repeated events change nothing that is newer (fold.ts).
import type { Definitions } from '../../contract/definition.ts'
import type { Event, RecordKey } from '../../contract/event.ts'
import { publicId } from '../../contract/identifier.ts'
import { type SituationFeed, SituationUpdate } from '../../contract/situation.ts'
import { type Condition, compileCondition, type Variables } from '../condition/condition.ts'
import { fillField, fillFields, placesOf } from './feed-fields.ts'

/** What `when` of a feed may speak about. */
const EVENT_VARIABLES: Variables = { event: 'map' }
const NEVER: Condition = { source: 'false', holds: () => false, explain: () => [] }

interface CompiledFeed {
  readonly definition: SituationFeed
  readonly condition: Condition
  readonly sources: ReadonlySet<string>
}

/** By name of the event, lower case. */
export type CompiledFeeds = ReadonlyMap<string, readonly CompiledFeed[]>

type Promised = NonNullable<SituationFeed['commitment']>

/** What an event said: news, or why the feed could make nothing of it. */
export type Fed =
  | {
      readonly ok: true
      readonly feed: string
      readonly update: SituationUpdate
      /** of a commitment: the record (32 hex) of whom we owe it */
      readonly subject: string | undefined
    }
  | { readonly ok: false; readonly feed: string; readonly reason: string }

/** What does not compile feeds nothing: `feedFaults` refuses it before it gets here. */
export function compileFeeds({ situationFeeds = [] }: Pick<Definitions, 'situationFeeds'>) {
  const feeds = new Map<string, CompiledFeed[]>()
  for (const definition of situationFeeds) {
    const compiled = compileCondition(definition.when ?? '', EVENT_VARIABLES)
    const condition = compiled.ok ? compiled.condition : NEVER
    const feed = { definition, condition, sources: new Set(definition.sources) }
    const name = definition.event.toLowerCase()
    feeds.set(name, [...(feeds.get(name) ?? []), feed])
  }
  return feeds satisfies CompiledFeeds
}

/** News of one event; most events bring none. A function of the event and the definitions alone. */
export function newsFrom(event: Event, feeds: CompiledFeeds): readonly Fed[] {
  if (feeds.size === 0) return NOTHING
  const own = feeds.get(event.name.toLowerCase())
  if (!own) return NOTHING
  const said = { event: saidBy(event) }
  return own
    .filter(({ sources, condition }) => sources.has(event.source) && condition.holds(said))
    .map(({ definition }) => fed(definition, event))
}

const NOTHING: readonly Fed[] = []

function saidBy({ name, source, properties, traits, object }: Event) {
  return { name, source, properties, traits: traits ?? {}, object: object ?? {} }
}

function fed(definition: SituationFeed, event: Event): Fed {
  const { feed, commitment } = definition
  const parsed = SituationUpdate.safeParse(draftOf(definition, event))
  if (parsed.success) {
    const subject = commitment && owedTo(commitment, event)?.id
    return { ok: true, feed, update: parsed.data, subject }
  }
  const [issue] = parsed.error.issues
  const reason = `${issue?.path.map(String).join('.') || 'news'}: ${issue?.message ?? 'does not fit'}`
  return { ok: false, feed, reason }
}

function owedTo({ owedTo: whom }: Promised, { record, account }: Event): RecordKey | undefined {
  return whom === 'account' ? account?.record : record
}

/** What the feed makes of the event, before it is checked like any other news. */
function draftOf(definition: SituationFeed, event: Event): unknown {
  const { feed, signal, constraint, incident, commitment } = definition
  const at = new Date(event.occurredAt).toISOString()
  const said = saidBy(event)
  if (signal) {
    const own = { id: `${feed}:${event.id}`, source: event.source.slice(0, 100), at }
    return { kind: 'signal', signal: { ...fillFields(signal, said), ...own } }
  }
  if (constraint) {
    const { when, ...own } = constraint
    const filled = { ...fillFields(own, said), ...(when !== undefined && { when }), at }
    return { kind: 'constraint', constraint: filled }
  }
  if (incident) return incidentOf(incident, said, at)
  if (commitment) return commitmentOf(commitment, event, at)
  return undefined
}

type Said = ReturnType<typeof saidBy>

function incidentOf(
  { touches, capabilities = [], ...own }: NonNullable<SituationFeed['incident']>,
  said: Said,
  at: string,
): unknown {
  const condition = touches && conditionOf(touches, said)
  // Whom it touches is not known: without its condition it would touch everybody.
  if (touches && condition === undefined) return undefined
  const incident = {
    startedAt: at,
    ...fillFields(own, said),
    capabilities: capabilities.map((one) => fillField(one, said)),
    ...(condition !== undefined && { touches: condition }),
    at,
  }
  return { kind: 'incident', incident }
}

/** CEL that compares traits with values of the event; what the event says can only ever be a literal in it. */
function conditionOf(touches: Readonly<Record<string, string>>, said: Said): string | undefined {
  const parts: string[] = []
  for (const [trait, text] of Object.entries(touches)) {
    const value = fillField(text, said)
    if (value === undefined || value === null || typeof value === 'object') return undefined
    const path = trait.split('.').map((step) => `[${JSON.stringify(step)}]`)
    parts.push(`customer.traits${path.join('')} == ${JSON.stringify(value)}`)
  }
  return parts.join(' && ')
}

function commitmentOf(promised: Promised, event: Event, at: string): unknown {
  const { owedTo: _, ...own } = promised
  const record = owedTo(promised, event)
  const commitment = {
    ...fillFields(own, saidBy(event)),
    ...(record && { subject: publicId(record.entity === 'account' ? 'acc' : 'cus', record.id) }),
    at,
    evidence: [publicId('evt', event.id)],
  }
  return { kind: 'commitment', commitment }
}

export interface FeedFault {
  readonly path: string
  /** a sentence for the author */
  readonly message: string
}

const KINDS = ['signal', 'constraint', 'incident', 'commitment'] as const

/** What is wrong with feeds that fit the schema. */
export function feedFaults({
  situationFeeds = [],
  capabilities = [],
}: Pick<Definitions, 'situationFeeds' | 'capabilities'>): readonly FeedFault[] {
  const known = new Set(capabilities.map(({ capability }) => capability))
  return situationFeeds.flatMap((one) => {
    const path = `situationFeeds.${one.feed}`
    const compiled = compileCondition(one.when ?? '', EVENT_VARIABLES)
    const kinds = KINDS.filter((kind) => one[kind] !== undefined)
    const wrong = placesOf(kinds.map((kind) => one[kind])).filter(({ isPath }) => !isPath)
    return [
      ...(compiled.ok ? [] : [{ path: `${path}.when`, message: compiled.error }]),
      ...(kinds.length === 1
        ? []
        : [{ path, message: `Says one of ${KINDS.join(', ')}; this says ${kinds.length}` }]),
      ...wrong.map(({ text }) => ({ path, message: `{${text}} is no path of an event` })),
      ...namedCapabilities(one)
        .filter((name) => !name.includes('{') && !known.has(name))
        .map((name) => ({ path, message: `There is no capability ${name}` })),
    ]
  })
}

function namedCapabilities({ signal, constraint, incident }: SituationFeed): readonly string[] {
  const single = [signal?.capability, constraint?.capability].flatMap((one) => one ?? [])
  return [...single, ...(incident?.capabilities ?? [])]
}
