// The situation of a view, from what the gates let through: an incident may turn on her address and a promise on
// her ticket, so whoever may not use these learns of neither.
import { publicId } from '../../contract/identifier.ts'
import type { View } from '../../contract/view.ts'
import { gate } from '../consent/gates.ts'
import type { CustomerNow } from '../situation/ability.ts'
import type { CompiledSituation } from '../situation/compile.ts'
import { NO_SITUATION, type SituationState } from '../situation/fold.ts'
import type { ClockedObject } from '../situation/promises.ts'
import { situationFor } from '../situation/situation.ts'
import { type Asking, type Gathering, isExpired, ruleOf } from './gather.ts'
import type { Snapshot, SnapshotObject } from './snapshot.ts'

export interface SituationSource {
  readonly compiled: CompiledSituation
  readonly state: SituationState
}

/** What we owe her belongs to this category. */
const PROMISES_CATEGORY = 'service'

export function situationOf(
  snapshot: Snapshot,
  gathering: Gathering,
  { compiled, state }: SituationSource,
): View['situation'] {
  const { now, pass, audience } = gathering
  // Where this purpose may use nothing of hers, nothing can be said of what concerns her either.
  if (pass.blocked) return null
  const objects = usableObjects(snapshot, gathering)
  const mayKnow = (category: string) =>
    gate(pass, { category, sensitivity: 'normal', provenance: 'given', at: now }, true).permit
  const accounts = mayKnow('account') ? (snapshot.accounts ?? []) : []
  const customer: CustomerNow = {
    traits: usableTraits(snapshot, gathering),
    objects,
    accounts: accounts.map(({ id }) => publicId('acc', id)),
  }
  const known = mayKnow(PROMISES_CATEGORY)
    ? state
    : { ...state, commitments: NO_SITUATION.commitments }
  return situationFor({
    compiled,
    state: known,
    customer,
    objects,
    subjects: known.commitments.size === 0 ? NO_SUBJECTS : subjectsOf(snapshot, customer),
    now,
    toCustomer: audience !== 'internal',
  })
}

const NO_SUBJECTS: ReadonlySet<string> = new Set()

export type UsableObject = ClockedObject & Pick<SnapshotObject, 'changedAt' | 'body'>

/** Her business objects that the gates let through. */
export function usableObjects(snapshot: Snapshot, gathering: Asking): readonly UsableObject[] {
  return once(gathering, 'objects', () =>
    snapshot.objects.flatMap((one) => clocked(one, gathering) ?? []),
  )
}

interface Usable {
  objects?: readonly UsableObject[]
  traits?: Readonly<Record<string, unknown>>
}

/** Bearing and situation of one view ask for the same. */
const usable = new WeakMap<Asking, Usable>()

function once<Part extends keyof Usable>(
  gathering: Asking,
  part: Part,
  make: () => NonNullable<Usable[Part]>,
): NonNullable<Usable[Part]> {
  const known = usable.get(gathering) ?? {}
  usable.set(gathering, known)
  const found = known[part] ?? make()
  known[part] = found
  return found
}

/** Values of her traits that the gates let through. */
export function usableTraits(
  snapshot: Snapshot,
  gathering: Asking,
): Readonly<Record<string, unknown>> {
  return once(gathering, 'traits', () => traitsOf(snapshot, gathering))
}

function traitsOf(snapshot: Snapshot, gathering: Asking): Readonly<Record<string, unknown>> {
  const { compiled, pass, now } = gathering
  const traits: Record<string, unknown> = {}
  for (const [name, trait] of Object.entries(snapshot.traits)) {
    const { category, sensitivity } = ruleOf(compiled, name)
    const { provenance, confidence } = trait
    const datum = { category, sensitivity, provenance, confidence, at: now }
    if (!isExpired(trait, now) && gate(pass, datum, true).permit) traits[name] = trait.value
  }
  return traits
}

function clocked(object: SnapshotObject, gathering: Asking): UsableObject | undefined {
  const type = gathering.compiled.objects.get(object.type)
  if (!type) return undefined
  const { category, sensitivity, speakable } = type.definition
  const provenance = 'observed' as const
  const datum = { category, sensitivity, provenance, speakable, at: object.changedAt }
  if (!gate(gathering.pass, datum, true).permit) return undefined
  const status = object.status ?? ''
  return {
    type: object.type,
    id: object.id,
    status,
    body: object.body,
    isOpen: type.open.has(status.toLowerCase()),
    openSince: object.openSince,
    ...(object.statuses && { statuses: object.statuses }),
    changedAt: object.changedAt,
  }
}

/** Every way in which a commitment may name her or one of her accounts. */
function subjectsOf({ subject }: Snapshot, { accounts }: CustomerNow): ReadonlySet<string> {
  return new Set([
    publicId(subject.entity === 'account' ? 'acc' : 'cus', subject.id),
    ...subject.records.flatMap(({ id, namespace, key }) => [
      publicId(subject.entity === 'account' ? 'acc' : 'cus', id),
      `${namespace}:${key}`,
    ]),
    ...subject.identifiers.map(({ namespace, value }) => `${namespace}:${value}`),
    ...accounts,
  ])
}
