// What customers do: scripts of a few steps each for browsing, buying, support, billing and using the product.
// A script that needs a known customer is played only after she has logged in at least once.
import type { Draft, Step, Visit } from './visit.ts'
import { PRODUCTS, priceOf, productProperties } from './visit.ts'

export interface Script {
  readonly name: string
  readonly weight: number
  readonly door: 'web' | 'app' | 'server'
  readonly needsKnown: boolean
  readonly steps: readonly Step[]
}

const page =
  (name: string, path: string): Step =>
  () => ({ type: 'page', door: 'web', name, path })
const identify: Step = () => ({ type: 'identify', door: 'web' })
const join: Step = () => ({ type: 'group', door: 'web' })
const alias: Step = () => ({ type: 'alias', door: 'web' })

const pageOfProduct: Step = (visit, random) => {
  visit.product = random.int(0, PRODUCTS - 1)
  return { type: 'page', door: 'web', name: 'Product', path: pathOf(visit) }
}
const viewProduct: Step = (visit) =>
  track('Product Viewed', productProperties(visit.product), pathOf(visit))
const search: Step = (_, random) =>
  track(
    'Products Searched',
    { query: random.pick(SEARCHES), results: random.int(0, 40) },
    '/search',
  )
const addToCart: Step = (visit, random) =>
  track(
    'Product Added',
    {
      ...productProperties(visit.product),
      quantity: random.int(1, 2),
      cart_id: `c-${visit.subject}`,
    },
    pathOf(visit),
  )
const checkOut: Step = (visit) =>
  track('Checkout Started', { order_id: visit.subject, value: priceOf(visit.product) }, '/checkout')
const completeOrder: Step = (visit) =>
  track(
    'Order Completed',
    {
      order_id: visit.subject,
      total: priceOf(visit.product) + 49,
      shipping: 49,
      currency: 'SEK',
      products: [{ ...productProperties(visit.product), quantity: 1 }],
    },
    '/checkout/thanks',
  )
const readHelp: Step = (_, random) =>
  track('Article Read', { article: random.pick(ARTICLES), helped: random.chance(0.4) }, '/help')
const openTicket: Step = (visit, random) =>
  track(
    'Ticket Opened',
    { ticket_id: visit.subject, topic: random.pick(TOPICS), text: random.pick(PROBLEMS) },
    '/help/contact',
  )

const served =
  (
    name: string,
    properties: (visit: Visit, amount: number) => Readonly<Record<string, unknown>>,
  ): Step =>
  (visit, random) => ({
    type: 'track',
    door: 'server',
    name,
    properties: properties(visit, random.int(19, 129) * 10),
  })
const ofOrder = (status: string) => (visit: Visit, amount: number) => ({
  order_id: visit.subject,
  status,
  carrier: 'Norrpost',
  parcels: 1 + (amount % 2),
})
const ofInvoice = (status: string) => (visit: Visit, amount: number) => ({
  invoice_id: visit.subject,
  status,
  total: amount,
  currency: 'SEK',
  method: amount % 3 === 0 ? 'card' : 'direct debit',
})
const ofTicket = (status: string) => (visit: Visit, amount: number) => ({
  ticket_id: visit.subject,
  status,
  agent: `agent-${amount % 40}`,
  minutes: amount % 90,
})
const screen =
  (name: string): Step =>
  (_, random) => ({
    type: 'screen',
    door: 'app',
    name,
    properties: { loadMs: random.int(60, 900) },
  })
const use =
  (name: string): Step =>
  (_, random) => ({
    type: 'track',
    door: 'app',
    name,
    properties: {
      feature: 'wifi',
      downMbit: random.int(8, 950),
      room: random.pick(ROOMS),
    },
  })

export const SCRIPTS: readonly Script[] = [
  script('browse', 30, 'web', false, [
    page('Home', '/'),
    pageOfProduct,
    viewProduct,
    pageOfProduct,
    viewProduct,
  ]),
  script('search', 14, 'web', false, [search, pageOfProduct, viewProduct, addToCart]),
  script('log in', 12, 'web', false, [page('Log in', '/login'), identify, page('My pages', '/my')]),
  script('buy', 12, 'web', false, [
    pageOfProduct,
    viewProduct,
    addToCart,
    checkOut,
    identify,
    completeOrder,
  ]),
  script('sign up', 3, 'web', false, [page('Business', '/business'), identify, join, alias]),
  script('help', 8, 'web', false, [page('Help', '/help'), readHelp, readHelp]),
  script('ticket', 5, 'web', true, [readHelp, openTicket]),
  script('answer', 4, 'server', true, [
    served('Ticket Updated', ofTicket('pending')),
    served('Ticket Solved', ofTicket('solved')),
  ]),
  script('deliver', 6, 'server', true, [
    served('Order Shipped', ofOrder('shipped')),
    served('Order Delivered', ofOrder('delivered')),
  ]),
  script('bill', 8, 'server', true, [
    served('Invoice Issued', ofInvoice('open')),
    served('Payment Succeeded', ofInvoice('paid')),
  ]),
  script('dun', 2, 'server', true, [
    served('Invoice Issued', ofInvoice('open')),
    served('Payment Failed', ofInvoice('failed')),
    served('Invoice Reminder Sent', ofInvoice('reminded')),
  ]),
  script('use', 20, 'app', true, [
    screen('Start'),
    use('Usage Measured'),
    screen('Bill'),
    use('Feature Used'),
  ]),
]

function script(
  name: string,
  weight: number,
  door: Script['door'],
  needsKnown: boolean,
  steps: readonly Step[],
): Script {
  return { name, weight, door, needsKnown, steps }
}

function track(name: string, properties: Readonly<Record<string, unknown>>, path: string): Draft {
  return { type: 'track', door: 'web', name, path, properties }
}

const pathOf = (visit: Visit) => `/shop/sku-${visit.product}`

const SEARCHES = [
  'router',
  'wifi bedroom',
  'fibre 500',
  'tv box',
  'second hand phone',
  'mesh',
  'cable 5 m',
]
const ARTICLES = [
  'restart-router',
  'read-your-bill',
  'move-house',
  'slow-wifi',
  'change-plan',
  'tv-sound',
]
const TOPICS = ['fault', 'bill', 'delivery', 'contract', 'move']
const ROOMS = ['kitchen', 'bedroom', 'office', 'cellar']
const PROBLEMS = [
  'The light on the box is red since this morning and nothing loads.',
  'You charged me twice for the same month, please look.',
  'My parcel says delivered but there is nothing at the door.',
  'We move in three weeks, what do I need to do?',
  'The wifi is fine in the kitchen and gone in the bedroom.',
]
