// Who the view is about: name, identifiers and traits that the lens lists and the gates let through.
import type { Sensitivity } from '../../contract/consent.ts'
import { publicId } from '../../contract/identifier.ts'
import type { TraitSource, TraitValue } from '../../contract/trait.ts'
import type { ViewSubject } from '../../contract/view.ts'
import { gate } from '../consent/gates.ts'
import { nameFrom, nameText } from '../profile/names.ts'
import { cleanText, cleanValue, TRAIT_LENGTH_MAX } from './clean.ts'
import { type Gathering, isExpired, mayUse, mayUseDerived, ruleOf } from './gather.ts'
import type { Related, Snapshot, SnapshotIdentifier } from './snapshot.ts'

const NAME_LENGTH_MAX = 120
/** Related people and accounts shown; a large account has its own list. */
const RELATED_MAX = 50

export interface Subject {
  readonly subject: ViewSubject
  /** name, trait:<name>, identifier:<namespace>: for the audit log */
  readonly fields: readonly string[]
}

export function subjectOf(snapshot: Snapshot, gathering: Gathering): Subject {
  const traits = shownTraits(snapshot, gathering)
  const identifiers = shownIdentifiers(snapshot, gathering)
  const name = nameOf(snapshot, gathering)
  const fields = [
    ...(name === undefined ? [] : ['name']),
    ...Object.keys(traits).map((one) => `trait:${one}`),
    ...identifiers.map((one) => `identifier:${one.namespace}`),
  ]
  const { subject } = snapshot
  return {
    subject: {
      id: publicId(subject.entity === 'account' ? 'acc' : 'cus', subject.id),
      ...(name === undefined ? {} : { name }),
      known: isKnown(snapshot, gathering),
      certainty: snapshot.certainty,
      identifiers,
      traits,
      ...shownSources(snapshot, gathering, Object.keys(traits)),
      ...related(snapshot, gathering),
      ...seen(snapshot, gathering),
      because: mayShow('identity', gathering) ? because(snapshot) : [],
    },
    fields: [...new Set(fields)],
  }
}

/** Somebody is known when a record goes by more than a device. */
function isKnown(snapshot: Snapshot, { compiled }: Gathering): boolean {
  const isPersonal = (namespace: string) => compiled.namespaces.get(namespace)?.use === 'join'
  return (
    snapshot.subject.records.some((one) => isPersonal(one.namespace)) ||
    snapshot.subject.identifiers.some((one) => isPersonal(one.namespace))
  )
}

function shownTraits(snapshot: Snapshot, gathering: Gathering): Record<string, TraitValue> {
  const { traits: listed, matters } = gathering.lens
  const names = Object.keys(snapshot.traits).sort()
  const shown: [rank: number, name: string, value: TraitValue][] = []
  for (const name of names) {
    const trait = snapshot.traits[name]
    if (!trait) continue
    const rank = listed.find(name)[0]?.place ?? -1
    const isFact = rank < 0 && matters.find(`trait:${name}`).length > 0
    if (!mayShowTrait(name, trait, gathering, rank >= 0 || isFact)) continue
    if (rank >= 0) shown.push([rank, cleanText(name, NAME_LENGTH_MAX), cleanTrait(trait)])
  }
  shown.sort((a, b) => a[0] - b[0])
  return Object.fromEntries(shown.map(([, name, trait]) => [name, trait]))
}

/** What each source says of the traits shown: every saying passes the gates by itself, as far as it holds. */
function shownSources(
  { sources }: Snapshot,
  gathering: Gathering,
  shown: readonly string[],
): Pick<ViewSubject, 'sources'> {
  if (!sources) return {}
  const told = shown.map((name) => {
    const sayings = (sources[name] ?? []).filter((one) => mayTell(name, one, gathering))
    return [name, sayings.map((one) => ({ ...one, value: cleanValue(one.value) }))] as const
  })
  return { sources: Object.fromEntries(told) }
}

/** Not counted as withheld: the trait itself is shown, from another source. */
function mayTell(name: string, one: TraitSource, gathering: Gathering): boolean {
  return gate(gathering.pass, traitDatum(name, one, gathering), true).permit
}

function mayShowTrait(
  name: string,
  trait: TraitValue,
  gathering: Gathering,
  isListed: boolean,
): boolean {
  if (!mayUse(gathering, traitDatum(name, trait, gathering), isListed)) return false
  return !isExpired(trait, gathering.now)
}

function traitDatum(name: string, trait: TraitValue, { compiled, pass, now }: Gathering) {
  const rule = ruleOf(compiled, name)
  return {
    category: rule.category,
    sensitivity: rule.sensitivity,
    provenance: trait.provenance,
    confidence: trait.confidence,
    speakable: rule.speakable ? ('yes' as const) : ('no' as const),
    // Reading a date costs more than all other checks, so only where age matters.
    at: pass.hasAgeLimit ? Date.parse(trait.at) : now,
  }
}

function cleanTrait(trait: TraitValue): TraitValue {
  const value = cleanValue(trait.value)
  return value === trait.value ? trait : { ...trait, value }
}

function shownIdentifiers(snapshot: Snapshot, gathering: Gathering) {
  const { identifiers } = gathering.lens
  const everything = identifiers.has('*')
  return [...snapshot.subject.identifiers]
    .sort(byNamespaceThenFirst)
    .filter((one) =>
      mayUseDerived(
        gathering,
        identifierDatum(one, gathering),
        everything || identifiers.has(one.namespace),
      ),
    )
    .map((one) => ({
      namespace: one.namespace,
      value: cleanText(one.value, TRAIT_LENGTH_MAX) || '-',
    }))
}

function byNamespaceThenFirst(a: SnapshotIdentifier, b: SnapshotIdentifier): number {
  if (a.namespace !== b.namespace) return a.namespace < b.namespace ? -1 : 1
  return a.firstAt - b.firstAt || (a.value < b.value ? -1 : 1)
}

/** An identifier is who she is, not something that happened: it does not grow old. */
function identifierDatum(one: SnapshotIdentifier, { compiled, now }: Gathering) {
  const rule = compiled.namespaces.get(one.namespace)
  return {
    category: rule?.category ?? 'identity',
    sensitivity: rule?.sensitivity ?? ('confidential' as Sensitivity),
    provenance: 'given' as const,
    at: now,
  }
}

/** A name passes the gates like any trait; every lens may show it. */
function nameOf(snapshot: Snapshot, { compiled, pass, now }: Gathering): string | undefined {
  return nameFrom(snapshot.subject.entity, Object.keys(snapshot.traits), (name) => {
    const trait = snapshot.traits[name]
    const said = nameText(trait?.value)
    if (!trait || said === undefined || isExpired(trait, now)) return undefined
    const { category, sensitivity } = ruleOf(compiled, name)
    const { provenance } = trait
    if (!gate(pass, { category, sensitivity, provenance, at: now }).permit) return undefined
    return cleanText(said, NAME_LENGTH_MAX)
  })
}

function related(snapshot: Snapshot, gathering: Gathering) {
  const { accounts, members, parent, children } = snapshot
  // People are shown where identities may be, organisations where accounts may be.
  const people = mayShow('identity', gathering)
  const organisations = mayShow('account', gathering)
  return {
    ...(accounts && organisations ? { accounts: list('acc', accounts) } : {}),
    ...(members && people ? { members: list('cus', members) } : {}),
    ...(parent && organisations ? { parent: one('acc', parent) } : {}),
    ...(children && organisations ? { children: list('acc', children) } : {}),
  }
}

function mayShow(category: string, { pass, now }: Gathering): boolean {
  return gate(pass, { category, sensitivity: 'normal', provenance: 'observed', at: now }).permit
}

function list(prefix: 'acc' | 'cus', related: readonly Related[]) {
  return related.slice(0, RELATED_MAX).map((each) => one(prefix, each))
}

export function relatedAccount(account: Related) {
  return one('acc', account)
}

function one(prefix: 'acc' | 'cus', related: Related) {
  const name = related.name === undefined ? '' : cleanText(related.name, NAME_LENGTH_MAX)
  return { id: publicId(prefix, related.id), ...(name ? { name } : {}) }
}

/** When she was active tells something too: not to those outside, nor where she may not be known. */
function seen(snapshot: Snapshot, gathering: Gathering) {
  if (gathering.pass.noInferences || !mayShow('identity', gathering)) return {}
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const record of snapshot.subject.records) first = Math.min(first, record.firstAt)
  for (const event of snapshot.events) last = Math.max(last, event.occurredAt)
  return {
    ...(Number.isFinite(first) ? { firstSeen: new Date(first).toISOString() } : {}),
    ...(Number.isFinite(last) ? { lastSeen: new Date(last).toISOString() } : {}),
  }
}

function because(snapshot: Snapshot): ViewSubject['because'] {
  const { records } = snapshot.subject
  if (records.length < 2) return []
  const sources = [...new Set(records.map((record) => record.source))].sort().slice(0, 10)
  return [{ text: `${records.length} linked records from ${sources.join(', ')}` }]
}
