// Consent decisions that events carry: Segment's consent event, our own, and Global Privacy Control.
import type { ConsentSignal, EventType, Json, JsonObject } from '../../contract/event.ts'
import { EVERY_CHANNEL, everyChannelBut } from '../consent/channels.ts'
import type { CompiledCollect } from './compile.ts'
import { parseInstant } from './instant.ts'

const PREFERENCES_EVENT = 'segment consent preference updated'
const GIVEN_EVENT = 'consent given'
const WITHDRAWN_EVENT = 'consent withdrawn'
/** Purposes named by one consent event. */
const PURPOSES_MAX = 50

const NONE: readonly ConsentSignal[] = []

/** What a consent event says, and a flag when it cannot be understood as a whole. */
interface Said {
  readonly said: readonly ConsentSignal[]
  readonly flag: string | undefined
}
const SILENT: Said = { said: NONE, flag: undefined }

export interface ConsentInput {
  readonly type: EventType
  readonly name: string
  readonly properties: JsonObject
  readonly context: JsonObject | undefined
  /** the browser asks not to sell or share (Sec-GPC: 1) */
  readonly hasGpc: boolean
}

/** The signals of one event, and a flag when a consent event cannot be understood. */
export function consentsOf(
  input: ConsentInput,
  compiled: CompiledCollect,
): { readonly consents: readonly ConsentSignal[]; readonly flag: string | undefined } {
  const opposed = input.hasGpc ? compiled.externalPurposes.map(withdrawn) : NONE
  const { said, flag } = isConsentName(input)
    ? limited(saidConsents(input, compiled), input)
    : SILENT
  // What she says explicitly in this event beats the general signal of her browser.
  const implied = opposed.filter((signal) => !said.some((own) => own.purpose === signal.purpose))
  return { consents: said.length > 0 ? [...implied, ...said] : implied, flag }
}

/** A grant that ends at a time nobody can read would never end: it is none. What she takes back is taken back. */
function limited({ said, flag }: Said, { properties: { expiresAt } }: ConsentInput): Said {
  const isReadable = expiresAt === undefined || expiresAt === null || parseInstant(expiresAt)
  if (isReadable) return { said, flag }
  const kept = said.filter(({ state }) => state === 'withdrawn')
  return kept.length === said.length ? { said, flag } : { said: kept, flag: 'consent_unreadable' }
}

function withdrawn(purpose: string): ConsentSignal {
  return { purpose, channel: EVERY_CHANNEL, state: 'withdrawn' }
}

function isConsentName({ type, name }: ConsentInput): boolean {
  if (type !== 'track' || !/consent/i.test(name)) return false
  const key = name.toLowerCase()
  return key === PREFERENCES_EVENT || key === GIVEN_EVENT || key === WITHDRAWN_EVENT
}

function saidConsents(input: ConsentInput, compiled: CompiledCollect): Said {
  const key = input.name.toLowerCase()
  if (key !== PREFERENCES_EVENT) {
    const state = key === GIVEN_EVENT ? 'given' : 'withdrawn'
    return orUnreadable(named(input.properties, state, compiled))
  }
  const given = preferencesIn(input.context)
  if (given === undefined) return orUnreadable(NONE)
  const said = preferences(given, compiled)
  return hasUnmapped(given, compiled)
    ? { said, flag: 'consent_category_unknown' }
    : orUnreadable(said)
}

function orUnreadable(said: readonly ConsentSignal[]): Said {
  return { said, flag: said.length === 0 ? 'consent_unreadable' : undefined }
}

/**
 * Banners name their categories differently, so several may stand for one purpose and channel: those that this
 * banner has decide, one refusal among them is enough. Where it has none of them the purpose counts as refused.
 *
 * A channel with categories of its own that this banner lacks was not asked about. What she said of it elsewhere stands,
 * and her yes to the rest is none to it: who accepts cookies neither ends her newsletter nor orders one.
 */
function preferences(
  given: JsonObject,
  { consentMappings }: CompiledCollect,
): readonly ConsentSignal[] {
  const said = new Map(Object.entries(given).map(([name, value]) => [folded(name), value]))
  const grouped = Map.groupBy(consentMappings, ({ purpose, channel }) => `${purpose}\0${channel}`)
  const asked = [...grouped.values()].map((mappings) => askedBy(said, mappings))
  return asked.flatMap(({ purpose, channel, answers }): readonly ConsentSignal[] => {
    const isGiven = answers.length > 0 && answers.every((answer) => answer === true)
    if (channel !== EVERY_CHANNEL) {
      const state = isGiven ? 'given' : 'withdrawn'
      return answers.length === 0 ? [] : [{ purpose, channel, state }]
    }
    if (!isGiven) return [withdrawn(purpose)]
    const silent = asked.filter((one) => one.purpose === purpose && one.answers.length === 0)
    return [{ purpose, channel: everyChannelBut(silent.map((one) => one.channel)), state: 'given' }]
  })
}

interface Asked {
  readonly purpose: string
  readonly channel: string
  /** to the categories that the banner has; none: it did not ask */
  readonly answers: readonly Json[]
}

function askedBy(
  said: ReadonlyMap<string, Json>,
  mappings: CompiledCollect['consentMappings'],
): Asked {
  const { purpose = '', channel = EVERY_CHANNEL } = mappings[0] ?? {}
  const names = mappings.map(({ category }) => folded(category)).filter((name) => said.has(name))
  const answers = names.map((name) => said.get(name) ?? null)
  return { purpose, channel, answers }
}

/** A banner's category that no mapping knows would otherwise refuse everything without a word. */
function hasUnmapped(given: JsonObject, { consentMappings }: CompiledCollect): boolean {
  const mapped = new Set(consentMappings.map(({ category }) => folded(category)))
  return Object.keys(given).some((name) => !mapped.has(folded(name)))
}

const folded = (category: string): string => category.trim().toLowerCase()

function preferencesIn(context: JsonObject | undefined): JsonObject | undefined {
  const consent = context?.['consent'] as JsonObject | null | undefined
  const given = consent?.['categoryPreferences']
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined
  return given as JsonObject
}

/** `Consent Given` and `Consent Withdrawn` with {purpose: text or list, channel?}. */
function named(
  properties: JsonObject,
  state: ConsentSignal['state'],
  compiled: CompiledCollect,
): readonly ConsentSignal[] {
  const purpose: Json | undefined = properties['purpose']
  const channel = properties['channel']
  const purposes: readonly unknown[] = Array.isArray(purpose) ? purpose : [purpose]
  return purposes
    .slice(0, PURPOSES_MAX)
    .filter((name): name is string => typeof name === 'string' && compiled.purposes.has(name))
    .map((name) => ({
      purpose: name,
      channel:
        typeof channel === 'string' && channel !== '' ? channel.toLowerCase() : EVERY_CHANNEL,
      state,
    }))
}
