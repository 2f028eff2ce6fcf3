// The hand-made people of the demo company. Each story shows one promise of the product; DEMO_PEOPLE is what the
// start banner prints and what a newcomer pastes first.
import type { CompanyItem } from './item.ts'
import { fjellheim, henrikDahl } from './story-business.ts'
import {
  elifDemir,
  familyTablet,
  larsHaugen,
  marcusOkafor,
  olenaShevchenko,
  sofiaGarcia,
  unknownVisitor,
  VISITOR_ID,
} from './story-home.ts'
import { annBerg, graceCampbell, weiChen } from './story-service.ts'

export interface DemoPerson {
  readonly name: string
  /** namespace:value, as POST /v1/view takes it */
  readonly ref: string
  readonly entity: 'customer' | 'account'
  /** one sentence */
  readonly story: string
  /** a question that shows the point; names of lenses and purposes are those of definitions/ */
  readonly tryIt: {
    readonly purpose: string
    readonly channel: string
    readonly lens: string
    readonly utterance?: string
  }
}

export const DEMO_PEOPLE: readonly DemoPerson[] = [
  {
    name: 'Ann Berg',
    ref: 'phone:+46701234567',
    entity: 'customer',
    story:
      'Third line drop in ten days, a promised call-back that never came; told the phone menu two minutes ago.',
    tryIt: {
      purpose: 'service',
      channel: 'phone',
      lens: 'support-call',
      utterance: 'my router is dead again',
    },
  },
  {
    name: 'Fjellheim Hospital Group',
    ref: 'group_id:fjellheim',
    entity: 'account',
    story:
      'An executive meets them tomorrow: a rival in the lobby, an angry clinic, two deals and two initiatives.',
    tryIt: { purpose: 'executive-briefing', channel: 'web', lens: 'account-briefing' },
  },
  {
    name: 'Marcus Okafor',
    ref: 'email:marcus.okafor@example.com',
    entity: 'customer',
    story: 'Billing sees a failed payment, support a slow line, sales a man who wants more speed.',
    tryIt: { purpose: 'billing', channel: 'phone', lens: 'billing-question' },
  },
  {
    name: 'Henrik Dahl',
    ref: 'email:henrik.dahl@example.com',
    entity: 'customer',
    story:
      'A baker before a sales call: a second shop, a lost Saturday, a rival who comes for coffee.',
    tryIt: { purpose: 'sales', channel: 'store', lens: 'sales-meeting' },
  },
  {
    name: 'Elif Demir',
    ref: 'email:elif.demir@example.com',
    entity: 'customer',
    story:
      'Three evenings as a stranger with a cart; she logged in ten minutes ago and the cart is hers.',
    tryIt: { purpose: 'service', channel: 'web', lens: 'visitor' },
  },
  {
    name: 'A visitor nobody knows',
    ref: `anonymous_id:${VISITOR_ID}`,
    entity: 'customer',
    story: 'Only a device: two mesh points in the cart, and a question in the search field.',
    tryIt: { purpose: 'service', channel: 'web', lens: 'visitor' },
  },
  {
    name: 'Oskar Lindqvist',
    ref: 'email:oskar.lindqvist@example.com',
    entity: 'customer',
    story:
      'Shares a tablet with his mother Karin; her invoices are not in his view, his camera not in hers.',
    tryIt: { purpose: 'service', channel: 'chat', lens: 'support-chat' },
  },
  {
    name: 'Sofia Garcia',
    ref: 'email:sofia.garcia@example.com',
    entity: 'customer',
    story:
      'Agreed to marketing a year ago and took it back yesterday: the view withholds, and says why.',
    tryIt: { purpose: 'marketing', channel: 'email', lens: 'marketing-profile' },
  },
  {
    name: 'Wei Chen',
    ref: 'email:wei.chen@example.com',
    entity: 'customer',
    story: 'Asked about one order by chat, by phone and by mail; the next answer knows all three.',
    tryIt: {
      purpose: 'service',
      channel: 'chat',
      lens: 'support-chat',
      utterance: 'where is my order?',
    },
  },
  {
    name: 'Olena Shevchenko',
    ref: 'email:olena.shevchenko@example.com',
    entity: 'customer',
    story:
      'Moved house: crm, billing and web each hold another address; each value says where it comes from.',
    tryIt: { purpose: 'self-service', channel: 'web', lens: 'my-data' },
  },
  {
    name: 'Lars Haugen',
    ref: 'email:lars.haugen@example.com',
    entity: 'customer',
    story: 'Had an idea that four others support, and heard what became of it.',
    tryIt: { purpose: 'self-service', channel: 'web', lens: 'my-data' },
  },
  {
    name: 'Grace Campbell',
    ref: 'email:grace.campbell@example.com',
    entity: 'customer',
    story:
      'A need for care of a special category: the agent learns that something is withheld, not what.',
    tryIt: { purpose: 'service', channel: 'phone', lens: 'support-call' },
  },
]

/** Everything about the hand-made people; times are relative to `now` (ms since epoch). */
export function* peopleItems(now: number): Generator<CompanyItem> {
  for (const story of STORIES) yield* story(now)
}

const STORIES = [
  annBerg,
  fjellheim,
  marcusOkafor,
  henrikDahl,
  elifDemir,
  unknownVisitor,
  familyTablet,
  sofiaGarcia,
  weiChen,
  olenaShevchenko,
  larsHaugen,
  graceCampbell,
]
