// Consent decisions that events carry: Segment's consent event, our own, and Global Privacy Control.
import type { ConsentSignal, EventType, Json, JsonObject } from '../../contract/event.ts'
import type { CompiledCollect } from './compile.ts'

const PREFERENCES_EVENT = 'segment consent preference updated'
const GIVEN_EVENT = 'consent given'
const WITHDRAWN_EVENT = 'consent withdrawn'
/** Purposes named by one consent event. */
const PURPOSES_MAX = 50

const NONE: readonly ConsentSignal[] = []

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
  const said = isConsentName(input) ? saidConsents(input, compiled) : NONE
  // What she says explicitly in this event beats the general signal of her browser.
  const implied = opposed.filter((signal) => !said.some((own) => own.purpose === signal.purpose))
  const isUnclear = said.length === 0 && isConsentName(input)
  return {
    consents: said.length > 0 ? [...implied, ...said] : implied,
    flag: isUnclear ? 'consent_unreadable' : undefined,
  }
}

function withdrawn(purpose: string): ConsentSignal {
  return { purpose, channel: '*', state: 'withdrawn' }
}

function isConsentName({ type, name }: ConsentInput): boolean {
  if (type !== 'track' || !/consent/i.test(name)) return false
  const key = name.toLowerCase()
  return key === PREFERENCES_EVENT || key === GIVEN_EVENT || key === WITHDRAWN_EVENT
}

function saidConsents(input: ConsentInput, compiled: CompiledCollect): readonly ConsentSignal[] {
  const key = input.name.toLowerCase()
  if (key === PREFERENCES_EVENT) return preferences(input.context, compiled)
  return named(input.properties, key === GIVEN_EVENT ? 'given' : 'withdrawn', compiled)
}

/**
 * A category that is missing counts as refused. Several categories may stand for one purpose and channel:
 * then one refusal decides.
 */
function preferences(
  context: JsonObject | undefined,
  compiled: CompiledCollect,
): readonly ConsentSignal[] {
  const consent = context?.['consent'] as JsonObject | null | undefined
  const given = consent?.['categoryPreferences']
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return NONE
  const signals = new Map<string, ConsentSignal>()
  for (const { category, purpose, channel } of compiled.consentMappings) {
    const isGiven = Object.hasOwn(given, category) && (given as JsonObject)[category] === true
    const key = `${purpose}\0${channel}`
    if (signals.get(key)?.state === 'withdrawn') continue
    signals.set(key, { purpose, channel, state: isGiven ? 'given' : 'withdrawn' })
  }
  return [...signals.values()]
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
      channel: typeof channel === 'string' && channel !== '' ? channel.toLowerCase() : '*',
      state,
    }))
}
