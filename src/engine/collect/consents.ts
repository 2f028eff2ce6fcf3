// Consents: recorded as events of the same ledger, so that they replay, deduplicate and rebuild like all else.
import type { ConsentInput } from '../../contract/consent.ts'
import type { Event } from '../../contract/event.ts'
import { hexOfPublicId, parseIdentifier, publicId } from '../../contract/identifier.ts'
import { ProblemError } from '../../contract/problem.ts'
import { canonicalise } from '../../core/collect/collect.ts'
import { parseInstant } from '../../core/collect/instant.ts'
import { EVERY_CHANNEL, isGeneral } from '../../core/consent/channels.ts'
import { type ConsentAnswer, consentState } from '../../core/consent/combine.ts'
import type { Caller } from '../api.ts'
import type { ConsentRow } from '../ports/ledger.ts'
import { admitTo, note } from '../read/reading.ts'
import { seesEveryone } from '../read/relationship.ts'
import { spokenFor } from '../read/spoken-for.ts'
import type { Runtime } from '../runtime.ts'
import { messageKey, sayOnce } from './said-once.ts'

const NAMES = { given: 'Consent Given', withdrawn: 'Consent Withdrawn' } as const
const CONSENT_SOURCE = 'consent'

/** Appends a statement; when this resolves, the very next read obeys it. */
export async function recordConsent(
  sent: ConsentInput,
  caller: Caller,
  runtime: Runtime,
): Promise<{ readonly id: string; readonly state: string }> {
  const input = { ...sent, ...timesOf(sent) }
  const { definitions, collect: compiled } = runtime.compiled()
  if (!definitions.purposes.some(({ purpose }) => purpose === input.purpose)) {
    throw new ProblemError('PURPOSE_UNKNOWN', noSuchPurpose(input.purpose, definitions.purposes))
  }
  const owner = await ownerOf(await refOf(input, caller, runtime), caller, runtime)
  const textHash = input.text === undefined ? undefined : runtime.hash(`text\0${input.text}`)
  const receivedAt = runtime.clock()
  const item = canonicalise(eventBody(input, { owner, textHash, caller, runtime }), {
    source: owner.source,
    receivedAt,
    compiled,
    hash: runtime.hash,
    trusted: true,
  })
  if (!item.ok) throw new ProblemError('REFERENCE_INVALID', item.setAside.reason)
  refuseImpossibleTime(input, item.event)
  await sayConsentOnce(sent, caller, runtime)
  if (input.text !== undefined && textHash !== undefined) {
    await runtime.store.addConsentText(textHash, input.text)
  }
  await runtime.store.addSources([owner.source], receivedAt)
  const [outcome] = await runtime.writer.write([item.event], item.event.payload.length)
  if (outcome?.status === 'failed') throw new Error(outcome.reason)
  return { id: publicId('con', item.event.id), state: input.state }
}

type Read = Omit<ConsentInput, 'effectiveAt' | 'expiresAt'> & ReturnType<typeof timesOf>

/** Its times as ISO text, however they were written. A grant that should end must not lose its end. */
function timesOf(sent: ConsentInput) {
  return {
    effectiveAt: momentOf(sent.effectiveAt, 'effectiveAt'),
    expiresAt: momentOf(sent.expiresAt, 'expiresAt'),
  }
}

function momentOf(sent: ConsentInput['expiresAt'], name: string): string | undefined {
  if (sent === undefined) return undefined
  const read = parseInstant(sent)
  if (read) return new Date(read.ms).toISOString()
  throw new ProblemError('BODY_INVALID', `${name} is no time that can be read: ${sent}`)
}

const ASKS: ReadonlySet<string> = new Set(['consent', 'legitimate_interest'])

function noSuchPurpose(
  name: string,
  purposes: readonly { readonly purpose: string; readonly basis: string }[],
): string {
  const asking = purposes.filter(({ basis }) => ASKS.has(basis)).map(({ purpose }) => purpose)
  return `There is no purpose ${JSON.stringify(name.slice(0, 100))}; she may say yes or no to ${asking.join(', ')}`
}

function sayConsentOnce(
  { idempotencyKey, ...said }: ConsentInput,
  caller: Caller,
  { store, hash, clock }: Runtime,
): Promise<void> {
  return sayOnce(idempotencyKey, ['consent', said], store, { caller, hash, now: clock() })
}

/** Whoever sees everyone may speak for somebody who is not known yet; all others for their own customers alone. */
async function refOf(input: Read, caller: Caller, runtime: Runtime): Promise<string> {
  const { customer, purpose, channel } = input
  // The key was made for this very name, which may come to be known with this statement.
  const isOwnName = caller.subjects?.includes(customer) ?? false
  if (isOwnName || seesEveryone(caller, runtime.compiled())) return customer
  const look = { caller, purpose, channel, through: 'consents' }
  return publicId('cus', (await spokenFor(customer, look, runtime)).customer)
}

/**
 * A time that cannot be becomes the time of receipt. That is the safe side for a withdrawal; a grant would begin before
 * she wanted it to, or stand after words of hers that are newer.
 */
function refuseImpossibleTime({ state, expiresAt }: Read, event: Event): void {
  if (expiresAt !== undefined && Date.parse(expiresAt) <= event.occurredAt) {
    throw new ProblemError('BODY_INVALID', 'expiresAt must be later than effectiveAt')
  }
  const isImpossible = event.flags.some((flag) => flag === 'clock_future' || flag === 'clock_past')
  if (state === 'given' && isImpossible) {
    throw new ProblemError('BODY_INVALID', 'effectiveAt lies in the future, or too far back')
  }
}

export interface Owner {
  readonly source: string
  readonly namespace: string
  readonly value: string
}

/** A public id stands for the record it names; anything else is said under the caller's own source. */
export async function ownerOf(ref: string, caller: Caller, { store }: Runtime): Promise<Owner> {
  const hex = hexOfPublicId(ref)
  if (hex !== undefined) {
    const records = await store.recordsOf(await store.customersOfIdentifiers([hex], 1))
    const record = records.find(({ id }) => id === hex) ?? records[0]
    if (!record) throw new ProblemError('NOT_FOUND', `Nobody is known as ${ref}`)
    return { source: record.source, namespace: record.namespace, value: record.key }
  }
  const identifier = parseIdentifier(ref)
  if (!identifier) {
    throw new ProblemError('REFERENCE_INVALID', `${ref} is neither a public id nor namespace:value`)
  }
  return { source: caller.source ?? CONSENT_SOURCE, ...identifier }
}

function eventBody(
  input: Read,
  {
    owner,
    textHash,
    caller,
    runtime,
  }: { owner: Owner; textHash: string | undefined; caller: Caller; runtime: Runtime },
) {
  const { purpose, channel, state, textVersion, language, method, proof, effectiveAt, expiresAt } =
    input
  const said = {
    purpose,
    channel,
    textVersion,
    textHash,
    language,
    method,
    proof,
    expiresAt,
    actor: caller.actor,
  }
  return {
    type: 'track',
    event: NAMES[state],
    messageId: `consent-${messageKey(input.idempotencyKey, { caller, runtime })}`,
    ...(effectiveAt === undefined ? {} : { timestamp: effectiveAt }),
    ...ownId(owner),
    context: { externalIds: [{ type: owner.namespace, id: owner.value }] },
    properties: Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
  }
}

export function ownId({ namespace, value }: Owner) {
  if (namespace === 'user_id') return { userId: value }
  return namespace === 'anonymous_id' ? { anonymousId: value } : {}
}

/** Whether it is the one that counts now: of those about channels that nobody named, for the rest of them. */
function decides(
  { id, channel }: Pick<ConsentRow, 'id' | 'channel'>,
  channels: ReadonlyMap<string, ConsentAnswer> | undefined,
): boolean {
  const answer = channels?.get(isGeneral(channel) ? EVERY_CHANNEL : channel)
  return answer?.statement === id
}

/** Every statement with its proof, newest first, and what holds now. */
export async function consents(
  ref: string,
  options: { readonly purpose: string },
  caller: Caller,
  runtime: Runtime,
): Promise<readonly object[]> {
  const look = { caller, purpose: options.purpose, channel: 'api', through: 'consents' }
  const { rows } = await admitTo(ref, look, runtime)
  const joined = rows.records.map(({ id, joinedAt }) => ({ record: id, joinedAt }))
  const vector = consentState(rows.consents, joined, runtime.clock())
  const statements = await runtime.store.consentsOf(rows.records)
  await note(
    look,
    { outcome: 'shown', shown: statements.length, withheld: {}, subject: rows.customer },
    runtime,
  )
  return statements.map((row) => ({
    id: publicId('con', row.id),
    record: publicId('rec', row.record),
    purpose: row.purpose,
    channel: row.channel,
    state: row.state,
    decides: decides(row, vector.get(row.purpose)),
    effectiveAt: new Date(row.effectiveAt).toISOString(),
    receivedAt: new Date(row.receivedAt).toISOString(),
    expiresAt: row.expiresAt === undefined ? null : new Date(row.expiresAt).toISOString(),
    textVersion: row.textVersion ?? null,
    textHash: row.textHash ?? null,
    language: row.language ?? null,
    method: row.method ?? null,
    proof: row.proof ?? null,
    actor: row.actor,
    evidence: row.event === undefined ? null : publicId('evt', row.event),
  }))
}
