// Stories of private customers: three desks see one man, a visitor becomes known, a tablet is shared, a consent is
// taken back, an idea finds friends, a move leaves three addresses.
import { records } from './home.ts'
import { type CompanyItem, identify, iso, page, thing, track } from './item.ts'
import { before, persona, storyteller } from './persona.ts'
import { addressOf, as, type Resident } from './resident.ts'

/** Support sees a fault, billing a failed payment, sales a man who wants more speed. All are right. */
export function* marcusOkafor(now: number): Generator<CompanyItem> {
  const marcus = persona(now, {
    slug: 'marcus-okafor',
    given: 'Marcus',
    family: 'Okafor',
    mail: 'marcus.okafor',
    phone: '+46701740621',
    street: 'Ringvägen 77',
    postcode: '113 40',
    city: 'Stockholm',
    area: 'east',
    plan: { name: 'Fibre 100', price: 349 },
    joinedDaysAgo: 365,
  })
  const { billing, chat, web, crm, has, app, subscription } = storyteller(marcus)
  const money = { total: 1047, currency: 'SEK' }
  yield* records(marcus)
  yield subscription(before(now, 364))
  yield has('invoice', 'I-marcus-okafor-4', before(now, 6), {
    status: 'overdue',
    invoice_number: 'I-marcus-okafor-4',
    ...money,
    issuedAt: iso(before(now, 36)),
    dueAt: iso(before(now, 6)),
  })
  yield billing('failed', before(now, 7), 'Payment Failed', {
    payment_id: 'P-marcus-okafor-4',
    invoice_id: 'I-marcus-okafor-4',
    amount: 1047,
    currency: 'SEK',
    reason: 'card expired',
  })
  yield billing('reminder', before(now, 1), 'Invoice Reminder Sent', {
    invoice_id: 'I-marcus-okafor-4',
    ...money,
  })
  yield web('plans', before(now, 3), 'Product Viewed', {
    name: 'Fibre 1000',
    price: 549,
    currency: 'SEK',
  })
  yield web('plans-2', before(now, 2), 'Product Viewed', {
    name: 'Fibre 1000',
    price: 549,
    currency: 'SEK',
  })
  yield crm('quote', before(now, 2, 2), 'Quote Sent', {
    title: 'Fibre 1000, first three months at the old price',
  })
  yield app('speed', before(now, 0, 9), 'Feature Used', { feature: 'speed test: 12 of 100 Mbit/s' })
  yield chat('chat', before(now, 0, 8), 'Chat Message Received', {
    text: 'I pay for 100 and get 12. If the bigger one is as bad I will not take it. And my new card does not go through in the app.',
  })
  yield has('ticket', 'T-marcus-okafor', before(now, 0, 7), {
    status: 'open',
    ticket_number: 'T-marcus-okafor',
    subject: 'Gets 12 of 100 Mbit/s',
    text: 'Measured by cable as well.',
    priority: 'normal',
    openedAt: iso(before(now, 0, 8)),
  })
}

/** Three evenings as a stranger with a cart; ten minutes ago she logged in, and all of it is hers. */
export function* elifDemir(now: number): Generator<CompanyItem> {
  const elif = persona(now, {
    slug: 'elif-demir',
    given: 'Elif',
    family: 'Demir',
    mail: 'elif.demir',
    phone: '+46701740633',
    street: 'Skolgatan 21',
    postcode: '211 33',
    city: 'Malmö',
    area: 'south',
    joinedDaysAgo: 0,
  })
  const who = as.visitor(elif)
  yield* cartOf('elif-demir', now, { who, hours: 1 })
  const traits = {
    firstName: 'Elif',
    lastName: 'Demir',
    name: 'Elif Demir',
    email: elif.email,
    phone: elif.phone,
  }
  const at = before(now, 0, 0, 10)
  yield identify('web', { key: 'elif-demir-known', at, who: as.web(elif), channel: 'web', traits })
  yield storyteller(elif).web('question', before(now, 0, 0, 8), 'Chat Message Received', {
    text: 'Do two mesh points work with a router that is not from you?',
  })
}

export const VISITOR_ID = '4e1f6d0a-77c2-4b1e-a9d3-0c5b2f8e9a11'

/** Nobody knows who this is; still there is a cart, and a question in the search field. */
export function* unknownVisitor(now: number): Generator<CompanyItem> {
  const who = { anonymousId: VISITOR_ID }
  yield* cartOf('visitor', now, { who, hours: 0 })
  const properties = { query: 'mesh point without subscription' }
  yield track('web', 'Products Searched', {
    key: 'visitor-search',
    at: before(now, 0, 0, 6),
    who,
    channel: 'web',
    properties,
  })
}

function* cartOf(
  slug: string,
  now: number,
  { who, hours }: { readonly who: { readonly anonymousId?: string }; readonly hours: number },
): Generator<CompanyItem> {
  const common = { who, channel: 'web' }
  const mesh = { product_id: 'MP-1', name: 'Halo Mesh Point', price: 790, currency: 'SEK' }
  const key = (name: string) => `${slug}-${name}`
  yield page('web', 'Wifi in every room', {
    ...common,
    key: key('page-1'),
    at: before(now, 3, 2),
    path: '/wifi',
  })
  yield track('web', 'Product Viewed', {
    ...common,
    key: key('view'),
    at: before(now, 2, 3),
    properties: mesh,
  })
  yield page('web', 'Mesh points', {
    ...common,
    key: key('page-2'),
    at: before(now, 0, hours, 40),
    path: '/shop/mesh',
  })
  const added = { ...mesh, quantity: 2 }
  yield track('web', 'Product Added', {
    ...common,
    key: key('cart'),
    at: before(now, 0, hours, 30),
    properties: added,
  })
  const value = { value: 1580, currency: 'SEK' }
  yield track('web', 'Checkout Started', {
    ...common,
    key: key('checkout'),
    at: before(now, 0, hours, 20),
    properties: value,
  })
}

/** Karin and her son Oskar use one tablet. Her bills are not his business, his gadgets not hers. */
export function* familyTablet(now: number): Generator<CompanyItem> {
  const home = { street: 'Parkvägen 5', postcode: '753 20', city: 'Uppsala', area: 'east' }
  const karin = persona(now, {
    ...home,
    slug: 'karin-lindqvist',
    given: 'Karin',
    family: 'Lindqvist',
    mail: 'karin.lindqvist',
    phone: '+46701740641',
    joinedDaysAgo: 380,
  })
  const oskar = persona(now, {
    ...home,
    slug: 'oskar-lindqvist',
    given: 'Oskar',
    family: 'Lindqvist',
    mail: 'oskar.lindqvist',
    phone: '+46701740642',
    joinedDaysAgo: 120,
  })
  const tablet = '9b0c7a54-1d2e-4f60-a8b1-6c3d5e7f9021'
  yield* records(karin)
  yield* records(oskar)
  yield storyteller(karin).subscription(before(now, 379))
  yield* onTablet(karin, tablet, [
    [before(now, 5, 2), 'Logged In', {}],
    [before(now, 5, 1, 55), 'Feature Used', { feature: 'bill' }],
    [before(now, 0, 20), 'Logged In', {}],
  ])
  const camera = { product_id: 'CM-1', name: 'Porch Camera', price: 1190, currency: 'SEK' }
  yield* onTablet(oskar, tablet, [
    [before(now, 5, 0, 30), 'Logged In', {}],
    [before(now, 5, 0, 20), 'Product Viewed', camera],
    [before(now, 0, 3), 'Logged In', {}],
    [before(now, 0, 2, 50), 'Product Added', camera],
  ])
  yield storyteller(karin).mail('mail', before(now, 1), 'Email Received', {
    subject: 'Payment plan',
    text: 'Could we split the last invoice in two? Please write to me only, not to the family address.',
  })
  yield storyteller(karin).has('invoice', 'I-karin-lindqvist-4', before(now, 20), {
    status: 'open',
    invoice_number: 'I-karin-lindqvist-4',
    total: 1347,
    currency: 'SEK',
    issuedAt: iso(before(now, 20)),
    dueAt: iso(now + 10 * 86_400_000),
  })
}

function* onTablet(
  one: Resident,
  anonymousId: string,
  steps: readonly (readonly [number, string, Record<string, string | number>])[],
): Generator<CompanyItem> {
  const common = { who: { anonymousId, userId: one.userId }, channel: 'mobile' }
  for (const [n, [at, event, properties]] of steps.entries()) {
    yield track('app', event, { ...common, key: `${one.key}-tablet-${n}`, at, properties })
  }
}

/** She agreed a year ago and took it back yesterday: the next look for marketing shows nothing. */
export function* sofiaGarcia(now: number): Generator<CompanyItem> {
  const sofia = persona(now, {
    slug: 'sofia-garcia',
    given: 'Sofia',
    family: 'Garcia',
    mail: 'sofia.garcia',
    phone: '+46701740655',
    street: 'Strandvägen 30',
    postcode: '903 21',
    city: 'Umeå',
    area: 'north',
    joinedDaysAgo: 400,
  })
  const { shop, web, mail, consents, subscription } = storyteller(sofia)
  const marketing = { purpose: 'marketing', channel: 'email' }
  yield* records(sofia)
  yield subscription(before(now, 399))
  const text = 'Yes, send me offers by e-mail. I can stop this at any time.'
  yield consents(before(now, 399), { ...marketing, state: 'given', method: 'web form', text })
  yield shop('order', before(now, 60), 'Order Completed', {
    order_id: 'O-sofia-garcia',
    total: 990,
    currency: 'SEK',
    products: [{ name: 'Vision TV Box', quantity: 1 }],
  })
  yield web('view', before(now, 4), 'Product Viewed', {
    name: 'Skiff Phone 7',
    price: 5990,
    currency: 'SEK',
  })
  yield web('cart', before(now, 4), 'Product Added', {
    product_id: 'PH-7',
    name: 'Skiff Phone 7',
    price: 5990,
    currency: 'SEK',
  })
  yield mail('mail', before(now, 1, 3), 'Email Received', {
    subject: 'Stop',
    text: 'Five mails in one week is too much. Please stop all advertising, I will come when I need something.',
  })
  yield consents(before(now, 1), {
    ...marketing,
    state: 'withdrawn',
    method: 'e-mail',
    text: 'Please stop all advertising',
  })
}

/** Four addresses in three systems: the one she told us last, with where each of the others comes from. */
export function* olenaShevchenko(now: number): Generator<CompanyItem> {
  const olena = persona(now, {
    slug: 'olena-shevchenko',
    given: 'Olena',
    family: 'Shevchenko',
    mail: 'olena.shevchenko',
    phone: '+46701740667',
    street: 'Lindvägen 2',
    postcode: '503 30',
    city: 'Borås',
    joinedDaysAgo: 300,
  })
  const { phone, has, subscription } = storyteller(olena)
  yield* records(olena)
  yield subscription(before(now, 299))
  const old = addressOf(olena)
  yield identify('billing', {
    key: 'olena-address',
    at: before(now, 30),
    who: as.billing(olena),
    channel: 'server',
    traits: { address: { ...old, street: 'Lindv. 2 c/o Nowak' }, city: 'Borås' },
  })
  const moved = { street: 'Kungsgatan 118', postalCode: '722 15', city: 'Västerås', country: 'SE' }
  yield identify('web', {
    key: 'olena-address',
    at: before(now, 5),
    who: as.web(olena),
    channel: 'web',
    traits: { address: moved, city: 'Västerås' },
  })
  yield phone('call', before(now, 3), 'Call Ended', {
    summary:
      'Has moved to Västerås last week, the router came along. The invoice still went to Borås, care of a neighbour.',
    agent: 'Tomasz',
    minutes: 6,
  })
  yield has('ticket', 'T-olena-shevchenko', before(now, 3), {
    status: 'open',
    ticket_number: 'T-olena-shevchenko',
    subject: 'Invoice address after the move',
    text: 'Changed on My pages, not in billing.',
    priority: 'low',
  })
}

/** His idea, and the people who said: me too. */
export function* larsHaugen(now: number): Generator<CompanyItem> {
  const lars = persona(now, {
    slug: 'lars-haugen',
    given: 'Lars',
    family: 'Haugen',
    mail: 'lars.haugen',
    phone: '+46701740671',
    street: 'Storgatan 9',
    postcode: '831 30',
    city: 'Östersund',
    area: 'north',
    joinedDaysAgo: 520,
  })
  const idea = { idea_id: 'idea-lars', title: 'Lend me a router while mine is in repair' }
  const { web, mail, subscription } = storyteller(lars)
  yield* records(lars)
  yield subscription(before(now, 519))
  yield web('idea', before(now, 90), 'Idea Submitted', {
    ...idea,
    text: 'Ten days without internet because the box was in repair. Put a few old ones in the store and lend them out.',
  })
  for (const [n, userId] of IDEA_FRIENDS.entries()) {
    const common = {
      who: { userId },
      channel: 'web',
      properties: { ...idea, comment: FRIEND_WORDS[n] ?? 'Yes please' },
    }
    yield track('web', 'Idea Supported', {
      ...common,
      key: `${userId}-idea-lars`,
      at: before(now, 80 - n * 15),
    })
  }
  yield thing('web', 'idea', 'idea-lars', {
    at: before(now, 12),
    step: 'on trial',
    customer: `email:${lars.email}`,
    body: {
      status: 'on trial',
      title: idea.title,
      supporters: IDEA_FRIENDS.length,
      answer: 'Lent out in two stores, Östersund and Karlstad, from next month',
    },
  })
  yield mail('answer', before(now, 12), 'Message Sent', {
    subject: 'Your idea is being tried in two stores',
    text: 'Östersund and Karlstad lend routers from next month. Thank you, and the four others who asked for it.',
  })
}
const IDEA_FRIENDS = ['karin-lindqvist', 'sofia-garcia', 'wei-chen', 'ann-berg']
const FRIEND_WORDS = [
  'Same here, with two children at home.',
  'Would pay a small deposit.',
  'Yes please',
  'This would have saved my week.',
]
