// The situation of a view comes through the same gates as everything else.
import { describe, expect, test } from 'vitest'
import { publicId } from '../../contract/identifier.ts'
import { defaultDefinitions } from '../../testing/default-definitions.ts'
import { compileSituation } from '../situation/compile.ts'
import { foldSituation, NO_SITUATION } from '../situation/fold.ts'
import { chooseLens } from './choose.ts'
import { compileLenses } from './compile.ts'
import { annBerg, exampleObject, exampleTrait, hex, NOON } from './example.ts'
import { makeView, type ViewQuestion } from './make-view.ts'

const definitions = defaultDefinitions()
const COMPILED = compileLenses(definitions)
const at = new Date(NOON - 60_000).toISOString()
const PROMISE = {
  id: 'pro-1',
  subject: 'email:ann.berg@example.org',
  kind: 'promise' as const,
  title: 'Call back',
  dueAt: at,
  state: 'open' as const,
  at,
  evidence: [],
}
const state = [
  {
    kind: 'incident' as const,
    incident: {
      id: 'inc-1',
      title: 'Cut cable',
      capabilities: ['fibre-network'],
      status: 'identified' as const,
      startedAt: at,
      touches: 'customer.traits.city == "Lund"',
      customerText: 'A cable is cut',
      at,
    },
  },
  {
    kind: 'commitment' as const,
    commitment: PROMISE,
  },
].reduce(foldSituation, NO_SITUATION)
const SOURCE = { compiled: compileSituation(definitions), state }

function situation(who: Pick<ViewQuestion, 'purpose' | 'role' | 'channel'>, found = {}) {
  const choice = chooseLens(COMPILED, { ...who, entity: 'customer' })
  if (!choice.ok) throw new Error(choice.detail)
  const ann = annBerg()
  const made = makeView(
    {
      ...ann,
      traits: { ...ann.traits, city: exampleTrait('Lund') },
      objects: [
        {
          ...exampleObject(50, { type: 'ticket', id: 'T-1', status: 'open', daysAgo: 9 }),
          openSince: NOON - 9 * 86_400_000,
        },
      ],
    },
    {
      ...who,
      relationship: who.role === 'customer' ? 'self' : 'assigned',
      lens: choice.lens,
      now: NOON,
      situation: SOURCE,
      ...found,
    },
    COMPILED,
  )
  if (made.kind === 'refused') throw new Error(made.reason)
  return made.view.situation
}

const AGENT = { purpose: 'service', role: 'agent', channel: 'phone' }

describe('the situation in a view', () => {
  test('tells staff what touches her, what we owe her and what we can do', () => {
    const found = situation(AGENT)
    expect(found?.incidents.map((one) => one.what)).toEqual(['Cut cable'])
    expect(found?.promises.map((one) => [one.what, one.state])).toEqual([
      ['Answer within one working day', 'broken'],
      ['Call back', 'broken'],
    ])
    // A Saturday at one in the afternoon.
    const phone = found?.ability.find((one) => one.what === 'support-phone')
    expect(phone).toMatchObject({ feasible: true, title: 'Support by phone' })
  })

  test('tells her in words meant for her', () => {
    const found = situation({ purpose: 'self-service', role: 'customer', channel: 'web' })
    expect(found?.incidents.map((one) => one.what)).toEqual(['A cable is cut'])
  })

  test('says nothing outside, and only what the purpose may use', () => {
    expect(situation({ purpose: 'partner', role: 'partner', channel: 'api' })).toBeNull()
    const marketing = situation({ purpose: 'marketing', role: 'marketer', channel: 'email' })
    expect(marketing?.promises ?? []).toEqual([])
  })

  test('is null without a source, and as it was found where another found it', () => {
    expect(situation(AGENT, { situation: undefined })).toBeNull()
    const own = { ability: [], incidents: [], promises: [] }
    expect(situation(AGENT, { found: { situation: own } })).toEqual(own)
  })

  test.each(['email:ann.berg@example.org', publicId('cus', hex(900)), publicId('cus', hex(902))])(
    'a promise made to %s is hers, to another not',
    (subject) => {
      const to = (whom: string) => {
        const commitment = { ...PROMISE, id: 'pro-2', title: 'Second', subject: whom }
        const more = foldSituation(state, { kind: 'commitment', commitment })
        const found = situation(AGENT, { situation: { ...SOURCE, state: more } })
        return found?.promises.some((one) => one.what === 'Second')
      }
      expect([to(subject), to('email:else@example.org')]).toEqual([true, false])
    },
  )
})
