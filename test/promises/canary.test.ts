// Promise 5, by brute force: a marker stands in every field of one customer and one account, and is looked for in
// every answer to every role, purpose and lens. What may be shown is worked out here a second time, naively.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LegalBasis, Purpose, Sensitivity } from '../../src/contract/consent.ts'
import type { Definitions, RoleRule } from '../../src/contract/definition.ts'
import type { Lens } from '../../src/contract/lens.ts'
import { ProblemError } from '../../src/contract/problem.ts'
import type { View } from '../../src/contract/view.ts'
import { callerOf, collectFrom, NOW, startTestEngine, type TestEngine } from '../support/engine.ts'

const MARK = 'zqz'
const PEOPLE = ['silent', 'willing', 'opposed'] as const
type Person = (typeof PEOPLE)[number]

let running: TestEngine
let definitions: Definitions
beforeAll(async () => {
  running = await startTestEngine()
  definitions = running.engine.definitions()
  for (const person of PEOPLE) await plant(person)
}, 60_000)
afterAll(async () => {
  await running.stop()
})

/** One thing that is known of somebody: where the gates sort it, and what is listed as. */
interface Datum {
  readonly category: string
  readonly sensitivity: Sensitivity
  readonly provenance: 'given' | 'observed'
  readonly isSpeakable: boolean
  readonly what: string
  readonly isName: boolean
}

/** marker -> everything that may carry it */
const data = new Map<string, Datum[]>()

function mark(what: string, datum: Omit<Datum, 'what' | 'isName'>, isName = false): string {
  const marker = `${MARK}${what.replace(/[^a-z0-9]/gi, '').toLowerCase()}${MARK}`
  const list = data.get(marker) ?? []
  if (!list.some((one) => one.what === what)) list.push({ ...datum, what, isName })
  data.set(marker, list)
  return marker
}

const TEXT_KEYS = [
  'name',
  'title',
  'subject',
  'summary',
  'reason',
  'text',
  'message',
  'body',
  'topic',
  'comment',
  'plan',
  'feature',
  'invoice_id',
  'ticket_id',
  'product_name',
  'email_subject',
  'label',
  'path',
  'score',
  'query',
  'choice',
]

function eventsOf(): readonly { event: string; marker: string }[] {
  return definitions.kinds.flatMap((kind) => {
    const name =
      kind.names.find((one) => !one.includes('Consent')) ??
      (kind.kind === 'other' ? 'Strange Thing' : undefined)
    if (name === undefined || kind.kind === 'consent') return []
    const event = name.replace('*', 'Marked')
    const marker = mark(kind.kind, {
      category: kind.category,
      sensitivity: kind.sensitivity,
      provenance: kind.provenance === 'given' ? 'given' : 'observed',
      isSpeakable: kind.speakable !== 'no',
    })
    // What an event changes, and what is computed from it, carries its words on.
    for (const type of definitions.objects) {
      if (type.fromEvents.some((from) => from.event === event)) markObject(type, marker)
    }
    for (const computed of ['last_page', 'last_score'])
      carry(marker, `computed:${computed}`, ruleOf(computed))
    return [{ event, marker }]
  })
}

function carry(
  marker: string,
  what: string,
  rule: { category: string; sensitivity: Sensitivity; speakable: boolean },
): void {
  data.get(marker)?.push({
    category: rule.category,
    sensitivity: rule.sensitivity,
    provenance: 'observed',
    isSpeakable: rule.speakable,
    what,
    isName: false,
  })
}

const ruleOf = (trait: string) =>
  definitions.traits.find((rule) =>
    rule.trait.endsWith('*') ? trait.startsWith(rule.trait.slice(0, -1)) : rule.trait === trait,
  ) ?? { category: 'other', sensitivity: 'confidential' as const, speakable: false }

function markObject(type: Definitions['objects'][number], marker?: string): string {
  const rule = {
    category: type.category,
    sensitivity: type.sensitivity,
    speakable: type.speakable !== 'no',
  }
  if (marker !== undefined) {
    carry(marker, `object:${type.type}`, rule)
    return marker
  }
  const { category, sensitivity, speakable: isSpeakable } = rule
  const own = mark(`object:${type.type}`, {
    category,
    sensitivity,
    provenance: 'observed',
    isSpeakable,
  })
  // A change of an object is an event too, of the kind that its type names.
  const kind = definitions.kinds.find((one) => one.kind === type.kind)
  if (kind) carry(own, kind.kind, { ...kind, speakable: kind.speakable !== 'no' })
  return own
}

function traitsOf(): Record<string, string> {
  const traits: Record<string, string> = {}
  for (const { trait } of definitions.traits) {
    if (definitions.computed.some(({ name }) => name === trait)) continue
    const name = trait === '*' ? 'strange' : trait.replace('*', 'x')
    const rule = ruleOf(name)
    const isName = ['name', 'firstName', 'first_name', 'lastName', 'last_name'].includes(name)
    const { category, sensitivity, speakable: isSpeakable } = rule
    traits[name] = mark(
      `trait:${name}`,
      { category, sensitivity, provenance: 'given', isSpeakable },
      isName,
    )
  }
  return traits
}

const ago = (days: number) => new Date(NOW - days * 86_400_000).toISOString()

async function plant(person: Person): Promise<void> {
  const userId = person
  const traits = traitsOf()
  const words = (marker: string) => Object.fromEntries(TEXT_KEYS.map((key) => [key, marker]))
  const items = [
    { type: 'identify', messageId: `${person}-i`, userId, traits, timestamp: ago(3) },
    {
      type: 'group',
      messageId: `${person}-g`,
      userId,
      groupId: `firm-${person}`,
      traits: { ...traits, name: 'Firm', company: 'Firm', company_name: 'Firm' },
      timestamp: ago(3),
    },
    ...eventsOf().map(({ event, marker }, i) => ({
      type: 'track',
      event,
      messageId: `${person}-e${i}`,
      userId,
      properties: words(marker),
      timestamp: ago(2),
      context: { groupId: `firm-${person}` },
    })),
    ...(person === 'silent'
      ? []
      : definitions.purposes.map(({ purpose }, i) => ({
          type: 'track',
          event: person === 'willing' ? 'Consent Given' : 'Consent Withdrawn',
          messageId: `${person}-c${i}`,
          userId,
          properties: { purpose },
          timestamp: ago(1),
        }))),
  ]
  const { results } = await collectFrom(running.engine, 'web', items)
  expect(results.map(({ status }) => status)).toEqual(items.map(() => 'stored'))
  const objects = definitions.objects.map((type) => ({
    type: type.type,
    id: `${person}-${type.type}`,
    source: 'web',
    customer: `user_id:${userId}`,
    mode: 'full' as const,
    changedAt: ago(1),
    body: { ...words(markObject(type)), status: type.open[0] ?? 'open' },
  }))
  const put = await running.engine.putObjects(objects)
  expect(put.results.map(({ status }) => status)).toEqual(objects.map(() => 'stored'))
}

const RANK: readonly Sensitivity[] = ['public', 'normal', 'confidential', 'special']
const OWED: readonly LegalBasis[] = ['legal_obligation', 'vital_interest']

interface Look {
  readonly role: RoleRule
  readonly purpose: Purpose
  readonly lens: Lens
  readonly person: Person
}

/** May the datum be shown? The order of DESIGN's gates does not matter here: all must agree. */
function mayShow(datum: Datum, { role, purpose, lens, person }: Look): boolean {
  // An account says nothing of consent: its people do, each for herself.
  const said = lens.entity === 'account' ? 'silent' : person
  const isOwed = OWED.includes(purpose.basis)
  const isOutside = lens.audience !== 'internal'
  const isExternal = purpose.external || lens.audience === 'external'
  return [
    lens.purpose === purpose.purpose &&
      lens.roles.includes(role.role) &&
      purpose.roles.includes(role.role),
    purpose.categories.includes('*') || purpose.categories.includes(datum.category),
    purpose.basis !== 'consent' || said === 'willing',
    purpose.basis !== 'legitimate_interest' || said !== 'opposed',
    !isExternal || said !== 'opposed',
    RANK.indexOf(datum.sensitivity) <=
      Math.min(RANK.indexOf(purpose.sensitivityMax), RANK.indexOf(role.sensitivityMax)),
    datum.sensitivity !== 'special' || isOwed || said === 'willing',
    !isOutside || isOwed || datum.isSpeakable || datum.isName,
    isListed(datum, lens),
  ].every(Boolean)
}

const covers = (pattern: string, name: string) =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name

function isListed({ what, isName }: Datum, lens: Lens): boolean {
  if (isName || lens.matters.some((matter) => covers(matter.what, what))) return true
  if (!what.startsWith('trait:')) return false
  const name = what.slice('trait:'.length)
  return (
    lens.traits.some((pattern) => covers(pattern, name)) ||
    lens.identifiers.includes('*') ||
    lens.identifiers.includes(name)
  )
}

type Answer = { readonly view: View } | { readonly refusal: string }

async function ask(
  { role, purpose, lens, person }: Look,
  subjects: readonly string[],
): Promise<Answer> {
  const channel = lens.channels.find((one) => one !== '*') ?? 'api'
  const subject =
    lens.entity === 'account'
      ? { account: `group_id:firm-${person}` }
      : { customer: `user_id:${person}` }
  const question = {
    ...subject,
    purpose: purpose.purpose,
    lens: lens.lens,
    channel,
    explain: true,
    form: 'markdown' as const,
  }
  try {
    return { view: await running.engine.view(question, callerOf(role.role, { subjects })) }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { refusal: JSON.stringify([error.message, error.errors]) }
  }
}

const markersIn = (text: string): readonly string[] => [
  ...new Set(text.toLowerCase().match(new RegExp(`${MARK}[a-z0-9]+?${MARK}`, 'g')) ?? []),
]

/** Every role with every purpose through every lens; at everybody where they fit together. */
const everyLook = (): readonly Look[] =>
  definitions.roles.flatMap((role) =>
    definitions.purposes.flatMap((purpose) =>
      definitions.lenses.flatMap((lens) => {
        const fits = lens.purpose === purpose.purpose && lens.roles.includes(role.role)
        const people = fits ? PEOPLE : PEOPLE.slice(0, 1)
        return people.map((person) => ({ role, purpose, lens, person }))
      }),
    ),
  )

/** Markers that an answer shows, and where one stands that may not. */
function found(answer: Answer, look: Look): { readonly shown: number; readonly leaks: string[] } {
  if ('refusal' in answer) {
    const leaks = answer.refusal.toLowerCase().includes(MARK) ? ['in the error'] : []
    return { shown: 0, leaks }
  }
  const isTold = JSON.stringify(answer.view.withheld).toLowerCase().includes(MARK)
  const markers = markersIn(JSON.stringify(answer.view))
  const wrong = markers.filter((marker) => !data.get(marker)?.some((datum) => mayShow(datum, look)))
  return { shown: markers.length, leaks: [...(isTold ? ['withheld'] : []), ...wrong] }
}

test('a marker in any field is seen only where every gate lets it through', {
  timeout: 180_000,
}, async () => {
  const leaks: string[] = []
  let shown = 0
  for (const look of everyLook()) {
    const { role, purpose, lens, person } = look
    const seen = found(await ask(look, [`user_id:${person}`, `group_id:firm-${person}`]), look)
    const where = `${role.role} ${purpose.purpose} ${lens.lens} ${person}`
    leaks.push(...seen.leaks.map((leak) => `${where}: ${leak}`))
    shown += seen.shown
  }
  expect(leaks).toEqual([])
  // Without this the test would also pass if nothing were ever shown.
  expect(shown).toBeGreaterThan(200)
})

test('who is not assigned sees nothing, not even in the refusal', async () => {
  for (const role of definitions.roles.filter(({ relationship }) => relationship !== 'any')) {
    for (const lens of definitions.lenses.filter(({ roles }) => roles.includes(role.role))) {
      const purpose = definitions.purposes.find((one) => one.purpose === lens.purpose)
      if (!purpose) continue
      const answer = await ask({ role, purpose, lens, person: 'willing' }, ['user_id:silent'])
      expect('view' in answer).toBe(false)
      expect(JSON.stringify(answer).toLowerCase()).not.toContain(MARK)
    }
  }
})

test('a marker is in no row of the audit log', async () => {
  const { rows } = await running.store.pool.query<{ row: string }>(
    'select a::text as row from access a',
  )
  expect(rows.length).toBeGreaterThan(500)
  expect(rows.filter(({ row }) => row.toLowerCase().includes(MARK))).toEqual([])
})

test('the timeline shows markers only of what the purpose may use', async () => {
  for (const role of definitions.roles) {
    for (const purpose of definitions.purposes) {
      for (const person of PEOPLE) {
        const lens = { ...everything, purpose: purpose.purpose, roles: [role.role] }
        const look = { role, purpose, lens, person }
        const caller = callerOf(role.role, { subjects: [`user_id:${person}`] })
        const seen = await running.engine
          .timeline(`user_id:${person}`, { purpose: purpose.purpose, limit: 100 }, caller)
          .then(JSON.stringify, (error: unknown) => {
            if (!(error instanceof ProblemError)) throw error
            return error.message
          })
        const bad = markersIn(seen).filter(
          (marker) =>
            !data.get(marker)?.some((datum) => !datum.what.includes(':') && mayShow(datum, look)),
        )
        expect([role.role, purpose.purpose, person, bad]).toEqual([
          role.role,
          purpose.purpose,
          person,
          [],
        ])
      }
    }
  }
})

/** A lens that lists all: the gates alone decide. */
const everything: Lens = {
  lens: 'everything',
  title: 'Everything',
  entity: 'customer',
  purpose: '',
  roles: [],
  channels: ['*'],
  form: 'json',
  budget: {},
  matters: [{ what: '*', relevance: 1, pin: false }],
  traits: ['*'],
  identifiers: ['*'],
  audience: 'internal',
  withheldCounts: 'full',
}
