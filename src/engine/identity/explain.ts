// Why two are, or are not, one customer: what joins them or keeps them apart by rules and people, what the model in
// force makes of what they say, what would change that, and how it came to be.
import type { ExplainQuery, IdentityExplanation, MatchEvidence } from '../../contract/api.ts'
import { publicId } from '../../contract/identifier.ts'
import type { Link } from '../../contract/link.ts'
import type { CompiledIdentity } from '../../core/identity/compile.ts'
import { inForce } from '../../core/identity/decisions.ts'
import { explainPair, type PathStep } from '../../core/identity/explain.ts'
import { type Explanation, explainMatch } from '../../core/identity/match/decide/explain.ts'
import { asIfMatched } from '../../core/identity/matches.ts'
import type { ClusterFacts } from '../../core/identity/resolution.ts'
import { resolve } from '../../core/identity/resolve.ts'
import type { Caller } from '../api.ts'
import type { LiveModel } from '../match/matcher.ts'
import { sayingsOf, subjectsOf } from '../match/sayings.ts'
import { loadSurroundings } from '../match/surroundings.ts'
import type { RecordRow } from '../ports/records.ts'
import type { WriteTransaction } from '../ports/writing.ts'
import { admitTo, note } from '../read/reading.ts'
import type { Runtime } from '../runtime.ts'
import { clusterOf, factsOf, guarded, recordOf, toLinkRow } from './identity.ts'

const ONE_RECORD = 'Both names lead to one source record'
/** Of a pair with a long past the newest rows are told. */
const HISTORY_MAX = 200

export async function explainIdentity(
  { a, b, purpose }: ExplainQuery,
  caller: Caller,
  runtime: Runtime,
): Promise<IdentityExplanation> {
  const look = { caller, purpose, channel: 'api', through: 'identity' }
  const seen = [await admitTo(a, look, runtime), await admitTo(b, look, runtime)]
  const found = await guarded(runtime, () =>
    runtime.store.write(async (tx) => {
      const pair = [await recordOf(a, tx, runtime), await recordOf(b, tx, runtime)] as const
      return { ...(await explainRecords(pair, tx, runtime)), pair }
    }),
  )
  const records = seen.flatMap(({ rows }) => rows.records.map(({ id }) => id))
  const history = await runtime.store.linksOf([...new Set(records)])
  for (const customer of new Set(seen.map(({ rows }) => rows.customer))) {
    const said = { outcome: 'shown', shown: 1, withheld: {}, subject: customer } as const
    await note(look, said, runtime)
  }
  const { pair, ...answer } = found
  const isBetween = between(seen.map(({ rows }) => rows.records.map(({ id }) => id)))
  return {
    ...answer,
    entity: pair[0].entity,
    a: explained(pair[0]),
    b: explained(pair[1]),
    history: history.filter(isBetween).slice(-HISTORY_MAX).map(toLinkRow),
  }
}

/** What was written inside one of the two customers or between them; links with third ones are no part of it. */
function between(sides: readonly (readonly string[])[]): (link: Link) => boolean {
  const ids = new Set(sides.flat())
  return ({ recordA, recordB }) => ids.has(recordA) && ids.has(recordB)
}

const explained = (row: RecordRow) => ({
  record: publicId('rec', row.id),
  customer: publicId(row.entity === 'account' ? 'acc' : 'cus', row.customer),
  source: row.source,
  namespace: row.namespace,
  key: row.key,
})

type Told = Pick<
  IdentityExplanation,
  'together' | 'because' | 'path' | 'matching' | 'matchingAbsent'
>

async function explainRecords(
  [a, b]: readonly [RecordRow, RecordRow],
  tx: WriteTransaction,
  runtime: Runtime,
): Promise<Told> {
  const { identity: rules } = runtime.compiled()
  const cluster = await clusterOf([a, b], tx, runtime)
  const facts = factsOf(cluster)
  const resolution = resolve(facts, rules)
  const { together, path, because } = explainPair(resolution, cluster.facts, a.id, b.id)
  const links = inForce(cluster.links)
  const told = {
    // The resolution knows links; who is one customer now is what is stored, a shared record included.
    together: together || a.customer === b.customer,
    because: a.id === b.id ? [ONE_RECORD] : because.map(({ text }) => text),
    path: path.map((step) => toStep(step, links)),
    ...(await weighed([a, b], tx, runtime)),
  }
  if (told.together || told.matching?.verdict !== 'link') return told
  return { ...told, because: inTheWay([a, b], facts, rules) ?? told.because }
}

/** What keeps two apart whose records are likely one: what would refuse a match if there were one. */
function inTheWay(
  [a, b]: readonly [RecordRow, RecordRow],
  facts: ClusterFacts,
  rules: CompiledIdentity,
): string[] | undefined {
  const latest = Math.max(0, ...facts.assertions.map(({ at }) => at))
  const match = asIfMatched([a.id, b.id], latest + 1)
  const tried = resolve({ ...facts, assertions: [...facts.assertions, match] }, rules)
  const { together, because } = explainPair(tried, facts.records, a.id, b.id)
  return together ? undefined : because.map(({ text }) => text)
}

function toStep({ from, to, link }: PathStep, links: readonly Link[]) {
  const row =
    'id' in link
      ? link
      : links.find(
          ({ recordA, recordB, rule, evidence }) =>
            recordA === link.recordA &&
            recordB === link.recordB &&
            rule === link.rule &&
            evidence[0] === link.evidence[0],
        )
  return {
    from: publicId('rec', from),
    to: publicId('rec', to),
    basis: row?.basis ?? ('rule' as const),
    rule: link.rule,
    ...(row && { link: publicId('lnk', row.id) }),
    at: new Date(row?.at ?? link.at).toISOString(),
    author: row?.author ?? 'alidade',
    reason: row?.reason ?? '',
    ...(row?.basis === 'match' && evidenceKept(row)),
  }
}

/** The weights that were written down with a match, as it was made. */
export function evidenceKept({ evidence }: Link): {
  readonly bits: number
  readonly evidence: MatchEvidence[]
} {
  const parts = evidence.flatMap((text) => {
    const match = /^(.*):([^:]*):(-?[\d.]+)$/.exec(text)
    if (!match) return []
    return [{ attribute: match[1] ?? '', level: match[2] ?? '', bits: Number(match[3]) }]
  })
  return { bits: Number(/^bits:(.*)$/.exec(evidence[0] ?? '')?.[1] ?? 0), evidence: parts }
}

/** What the model in force says now of the first record and the second one's customer. */
async function weighed(
  [a, b]: readonly [RecordRow, RecordRow],
  tx: WriteTransaction,
  { matcher }: Runtime,
): Promise<Pick<IdentityExplanation, 'matching' | 'matchingAbsent'>> {
  const absent = (matchingAbsent: string) => ({ matching: null, matchingAbsent })
  if (a.entity !== b.entity) return absent('One is a customer and the other an account')
  if (a.id === b.id) return absent(ONE_RECORD)
  const { active } = await matcher.models(a.entity)
  if (!active) return absent('There is no model yet; alidade identity train makes one')
  const found = await explanationOf([a, b], active, tx)
  return found ? { matching: found } : absent('One of them says nothing that is compared')
}

export async function explanationOf(
  [a, b]: readonly [RecordRow, RecordRow],
  model: LiveModel,
  tx: WriteTransaction,
): Promise<IdentityExplanation['matching']> {
  const subjects = subjectsOf(await sayingsOf([a, b], tx), model)
  const [first] = subjects
  if (!first || subjects.length < 2) return null
  const scorer = model.scorer()
  const { near } = await loadSurroundings(subjects, model, { tx, entering: undefined })
  const claim = { record: first.known, customer: b.customer }
  const explanation = explainMatch(scorer, near, claim)
  return explanation ? toAnswer(explanation, model) : null
}

function toAnswer(explanation: Explanation, { version, scorer }: LiveModel) {
  const { verdict, bits, evidence, obstacle, shared, wouldChange } = explanation
  return {
    model: version,
    verdict,
    bits: rounded(bits),
    probability: probabilityOf(bits),
    thresholds: { ...scorer().model.thresholds },
    evidence: evidence.map((part) => ({ ...part, bits: rounded(part.bits) })),
    ...(obstacle !== undefined && { obstacle }),
    shared: [...shared],
    wouldChange: wouldChange.map((change) => ({ ...change, bits: rounded(change.bits) })),
  }
}

const rounded = (bits: number): number => Math.round(bits * 100) / 100

/** Posterior log2 odds as a share of 1, four places. */
export function probabilityOf(bits: number): number {
  return Math.round(10_000 / (1 + 2 ** -Math.max(-60, Math.min(60, bits)))) / 10_000
}
