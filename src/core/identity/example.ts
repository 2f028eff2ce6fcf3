// Small records, rules and decisions to show identity work with: what the tests of this stage are told in.
import { IdentityRules } from '../../contract/definition.ts'
import type { Link, RecordFacts, RecordIdentifier } from '../../contract/link.ts'
import { compileIdentity } from './compile.ts'
import { foldWho } from './who/said.ts'

/** One user id per customer, e-mails and phones join, devices join anonymous to known. */
export const EXAMPLE_RULES = IdentityRules.parse({
  namespaces: [
    { namespace: 'user_id', priority: 10, use: 'join', valuesPerCustomerMax: 1 },
    { namespace: 'crm_id', priority: 20, use: 'join' },
    {
      namespace: 'email',
      priority: 30,
      use: 'join',
      valuesPerCustomerMax: 3,
      recordsPerValueMax: 6,
      mayBeShared: true,
    },
    {
      namespace: 'phone',
      priority: 40,
      use: 'join',
      recordsPerValueMax: 4,
      mayBeShared: true,
      blocked: ['000'],
    },
    { namespace: 'anonymous_id', priority: 90, use: 'device', recordsPerValueMax: 5 },
    { namespace: 'domain', entity: 'account', priority: 10, use: 'join' },
  ],
  trustedSources: ['server'],
  recordsPerCustomerMax: 8,
})

export const exampleIdentity = compileIdentity(EXAMPLE_RULES)

/** `['email:ann@x', 'sighting anonymous_id:d1 @20', 'alias user_id:7']`: via, value, and when. */
export type ExampleIdentifier = string

/** A record keyed `namespace:key`, first seen at `firstAt`; its id is `key/source`. */
export function exampleRecord(
  key: string,
  identifiers: readonly ExampleIdentifier[] = [],
  {
    source = 'web',
    firstAt = 1,
    says,
  }: {
    readonly source?: string
    readonly firstAt?: number
    /** traits that tell who it is of */
    readonly says?: Readonly<Record<string, string>>
  } = {},
): RecordFacts {
  const own = parse(`key ${key}`, firstAt, source)
  return {
    id: `${own.value}/${source}`,
    entity: 'customer',
    source,
    namespace: own.namespace,
    key: own.value,
    firstAt,
    ...(says && { who: exampleWho(says, firstAt) }),
    identifiers: [own, ...identifiers.map((text) => parse(text, firstAt, source))],
  }
}

/** What a record keeps of traits that tell who it is of. */
export function exampleWho(traits: Readonly<Record<string, string>>, occurredAt = 1): string {
  return foldWho('', { traits, occurredAt, id: `event at ${occurredAt}` })
}

const IDENTIFIER = /^(?:(key|trait|external|sighting|alias) )?([a-z_]+):(\S+?)(?: @(\d+))?$/

function parse(text: string, firstAt: number, source: string): RecordIdentifier {
  const [, via = 'trait', namespace = '', value = '', at] = IDENTIFIER.exec(text) ?? []
  return {
    id: `${namespace}:${value}`,
    namespace,
    value,
    via: via as RecordIdentifier['via'],
    firstAt: at === undefined ? firstAt : Number(at),
    evidence: `event of ${source} with ${text}`,
  }
}

/** What somebody decided about two records at a moment; its id is `d<at>` unless given. */
export function exampleDecision(
  verdict: Link['verdict'],
  a: string,
  b: string,
  at: number,
  more: Partial<Link> = {},
): Link {
  return {
    id: `d${String(at).padStart(4, '0')}`,
    at,
    recordA: a < b ? a : b,
    recordB: a < b ? b : a,
    verdict,
    basis: 'person',
    rule: 'manual',
    evidence: [],
    author: 'key:desk',
    reason: 'she called',
    retracts: undefined,
    ...more,
  }
}

/** The row that takes a decision back at a later moment. */
export function exampleRetraction(link: Link, at: number): Link {
  return { ...link, id: `r${String(at).padStart(4, '0')}`, at, retracts: link.id }
}
