// Stories: what happened, who asks, what the view says. Each question goes through the engine, the HTTP door and
// the client, and the three answers are the same bytes. `UPDATE_STORIES=1` rewrites what the files expect.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { View, ViewSubject } from '../../src/contract/view.ts'
import { type Ask, type Expected, readStories, writeStory } from './story.ts'
import { type Answer, startWorld, type World } from './world.ts'

const isUpdating = process.env['UPDATE_STORIES'] === '1'
const stories = readStories()
let world: World

beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

test('there are stories', () => expect(stories.length).toBeGreaterThanOrEqual(14))

test('the questions about one customer at many desks are at least twenty', () => {
  const asks = stories.find(({ name }) => name === 'one-customer-many-desks')?.story.chapters ?? []
  expect(asks.flatMap((chapter) => chapter.asks).length).toBeGreaterThanOrEqual(20)
})

describe.each(stories)('$name', (file) => {
  describe(file.story.title, () => {
    file.story.chapters.forEach((chapter, index) => {
      const now = Date.parse(chapter.now ?? file.story.now)
      // Every question is a test of its own; what happened before it has happened once.
      let told: Promise<void> | undefined
      const tell = () => world.happen(`${file.name}/${index}`, chapter.happened, now)
      for (const ask of chapter.asks) {
        test(`${index + 1}: ${ask.why}`, async () => {
          world.at(now)
          told ??= tell()
          await told
          await check(ask)
        })
      }
    })
    afterAll(() => {
      if (isUpdating) writeStory(file)
    })
  })
})

async function check(ask: Ask): Promise<void> {
  const { engine, http, sdk } = await world.ask(ask)
  expect(http.bytes, `HTTP and engine agree: ${ask.why}`).toBe(engine.bytes)
  expect(sdk.bytes, `SDK and engine agree: ${ask.why}`).toBe(engine.bytes)
  const { contains = [], lacks = [], textLacks = [], ...values } = ask.expect
  for (const part of contains) expect(engine.bytes, ask.why).toContain(part)
  for (const part of lacks) expect(engine.bytes, ask.why).not.toContain(part)
  const text = engine.kind === 'view' ? engine.view.text : undefined
  for (const part of textLacks) expect(text, ask.why).not.toContain(part)
  const said = saidBy(engine, values)
  if (isUpdating) ask.expect = { ...ask.expect, ...said }
  else expect(said, ask.why).toEqual(values)
}

/** What an answer says about the things that were named; nothing named: the facts and what is withheld. */
function saidBy(answer: Answer, named: Expected): Expected {
  if (answer.kind === 'refused') return { refused: answer.code }
  const names = Object.keys(named).filter((name) => name !== 'refused') as (keyof typeof SAYS)[]
  const wanted = names.length > 0 ? names : DEFAULT
  return Object.fromEntries(wanted.map((name) => [name, SAYS[name](answer.view, named)]))
}

const DEFAULT: readonly (keyof typeof SAYS)[] = ['facts', 'withheld']

const SAYS = {
  name: (view) => subjectOf(view).name ?? null,
  lens: (view) => view.lens.split('@')[0],
  facts: (view) => view.facts.map((one) => one.text),
  first: (view, named) => view.facts.slice(0, named.first?.length || 1).map((one) => one.text),
  traits: (view) =>
    Object.fromEntries(
      Object.entries(subjectOf(view).traits).map(([name, trait]) => [name, trait.value]),
    ),
  traitSources: (view) =>
    Object.fromEntries(
      Object.entries(subjectOf(view).traits).map(([name, { provenance, source, at }]) => [
        name,
        `${provenance} ${source} ${at.slice(0, 10)}`,
      ]),
    ),
  identifiers: (view) =>
    subjectOf(view).identifiers.map(({ namespace, value }) => `${namespace}:${value}`),
  relatives: (view) => relativesOf(subjectOf(view)),
  withheld: (view) => Object.fromEntries(view.withheld.map((one) => [one.reason, one.count])),
  untrusted: (view) => view.facts.filter((one) => one.untrusted).map((one) => one.text),
  internal: (view) => view.facts.filter((one) => !one.maySay).map((one) => one.text),
  more: (view) => view.more.facts,
  size: (view) => view.size,
  position: (view) => positionIn(view),
  wants: (view) => {
    const { objective } = view
    return objective ? `${objective.job} (${objective.basis})` : null
  },
  mood: (view) => view.objective?.mood?.label ?? null,
  incidents: (view) => (view.situation?.incidents ?? []).map(({ what }) => what),
  promises: (view) => {
    return (view.situation?.promises ?? []).map(({ what, state }) => `${what}: ${state}`)
  },
  cannot: (view) => {
    return (view.situation?.ability ?? []).filter((one) => !one.feasible).map((one) => one.what)
  },
  text: (view) => withoutIds(view.text ?? '').split('\n'),
} satisfies Readonly<Record<string, (view: View, named: Expected) => unknown>>

function positionIn({ position }: View): string | null {
  if (!position) return null
  const { journey, stage, state, waitingOn } = position
  return [`${journey}/${stage}`, state, waitingOn && `waiting on ${waitingOn}`]
    .filter(Boolean)
    .join(', ')
}

function subjectOf(view: View): ViewSubject {
  const subject = view.customer ?? view.account
  if (!subject) throw new Error('A view is about somebody')
  return subject
}

function relativesOf({ accounts, members, parent, children }: ViewSubject) {
  const names = (list: readonly { readonly name?: string | undefined }[]) =>
    list.map(({ name }) => name ?? '?').sort()
  return {
    ...(accounts && { accounts: names(accounts) }),
    ...(members && { members: names(members) }),
    ...(parent && { parent: names([parent]) }),
    ...(children && { children: names(children) }),
  }
}

/** Ids of evidence are made by a hash; that each resolves is checked elsewhere. */
function withoutIds(text: string): string {
  return text.replaceAll(/evt_[0-9a-z]{26}/g, 'evt_')
}
