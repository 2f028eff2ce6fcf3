// Business accounts: groups and their subsidiaries, the people who work there, what they have bought and still might.
import { CITIES, FAMILY_NAMES, plainLetters } from '../names.ts'
import { createRandom, mix, type Random } from '../random.ts'
import { bills } from './billing.ts'
import { DAY_MS, HOUR_MS, officeTime } from './calendar.ts'
import {
  ACCOUNT_MANAGERS,
  COMPETITORS,
  OFFICE_PLANS,
  OFFICE_ROUTER,
  type Plan,
} from './catalogue.ts'
import { consents, records } from './home.ts'
import { type CompanyItem, group, iso, thing, track } from './item.ts'
import { onlineLife } from './online.ts'
import { as, type Resident } from './resident.ts'
import { trouble } from './support.ts'
import { INITIATIVES, MEETING_NOTES, OFFICE_PROBLEMS } from './words.ts'
import type { World } from './world.ts'

export interface Account {
  readonly n: number
  /** group id: org-17 */
  readonly id: string
  readonly name: string
  readonly domain: string
  readonly registrationNumber: string
  readonly industry: string
  readonly employees: number
  readonly parent: string | undefined
  readonly owner: string
  readonly plan: Plan
  readonly sites: number
  readonly random: Random
}

/** Accounts come in families of five: the first is the group, up to three others belong to it. */
const FAMILY_SIZE = 5
const SITES_MAX = 3

export function accountOf(world: World, n: number): Account {
  const random = createRandom(mix(world.seed, n, 3))
  const [city] = random.pick(CITIES)
  const [industry, word] = random.pick(INDUSTRIES)
  const name = `${random.pick(FAMILY_NAMES)} ${word} ${city}`
  const place = n % FAMILY_SIZE
  return {
    n,
    id: `org-${n}`,
    name,
    domain: `${plainLetters(name)}-${n}.example`,
    registrationNumber: `SE556${String(100_000 + n * 13).padStart(7, '0')}01`,
    industry,
    employees: Math.ceil(random.lognormal(60, 1.1)),
    parent: place > 0 && place < FAMILY_SIZE - 1 ? `org-${n - place}` : undefined,
    owner: ACCOUNT_MANAGERS[n % ACCOUNT_MANAGERS.length] ?? ACCOUNT_MANAGERS[0],
    plan: random.weighted(OFFICE_PLANS),
    sites: random.int(1, SITES_MAX),
    random,
  }
}

/** What one person at work does; the account itself comes from accountLife. */
export function* workLife(world: World, one: Resident, account: Account): Generator<CompanyItem> {
  const job = one.random.pick(JOBS)
  yield* records(one, { id: account.id, traits: { company: account.name, job_title: job } })
  yield* onlineLife(world, one)
  yield* consents(world, one)
}

/** Everything about the account, done through its contact person. */
export function* accountLife(
  world: World,
  account: Account,
  contact: Resident,
): Generator<CompanyItem> {
  yield profile(account, contact)
  for (let site = 1; site <= account.sites; site++) yield* siteOf(account, contact, site)
  yield* bills(world, contact, {
    key: account.id,
    random: account.random,
    customer: `email:${contact.email}`,
    account: `group_id:${account.id}`,
    firstAt: contact.joinedAt + (account.n % 80) * DAY_MS,
    total: account.plan.price * account.sites * 3,
    subscription: `S-${account.id}-1`,
  })
  yield* meetings(world, account, contact)
  yield* prospects(world, account)
  yield* officeTroubles(world, account, contact)
  yield* officeOrder(world, account, contact)
}

function profile(account: Account, contact: Resident): CompanyItem {
  const { id, name, domain, industry, employees, parent, owner, registrationNumber } = account
  return group('crm', id, {
    key: `${id}-profile`,
    at: contact.joinedAt + HOUR_MS,
    who: as.crm(contact),
    channel: 'server',
    traits: {
      name,
      domain,
      industry,
      employees,
      owner,
      registration_number: registrationNumber,
      country: 'SE',
      segment: employees > 250 ? 'enterprise' : employees > 50 ? 'mid-market' : 'small',
      ...(parent === undefined ? {} : { parent_id: parent }),
    },
  })
}

function* siteOf(account: Account, contact: Resident, site: number): Generator<CompanyItem> {
  const { id, plan } = account
  const owner = `group_id:${id}`
  const at = contact.joinedAt + (2 + site) * HOUR_MS
  yield thing('billing', 'subscription', `S-${id}-${site}`, {
    at,
    step: 'active',
    account: owner,
    body: {
      status: 'active',
      plan: plan.name,
      price: plan.price,
      currency: 'SEK',
      interval: 'month',
      site: `Site ${site}`,
      startedAt: iso(contact.customerSince),
    },
  })
  yield thing('partner', 'installed_product', `D-${id}-${site}`, {
    at,
    step: 'installed',
    account: owner,
    body: {
      status: 'installed',
      name: OFFICE_ROUTER.name,
      serial_number: `HB${80_000 + account.n * 10 + site}`,
      software_version: `7.${account.n % 5}`,
      site: `Site ${site}`,
    },
  })
}

function* meetings(world: World, account: Account, contact: Resident): Generator<CompanyItem> {
  const { random } = account
  const count = random.int(0, 2)
  for (let n = 1; n <= count; n++) {
    const left = world.now - contact.joinedAt - DAY_MS
    const day = contact.joinedAt + DAY_MS / 2 + Math.floor(random.next() * left)
    yield track('crm', 'Meeting Held', {
      key: `${account.id}-meeting-${n}`,
      at: officeTime(random, day, world.now),
      who: as.crm(contact),
      channel: 'store',
      properties: {
        title: `Review with ${account.name}`,
        summary: random.pick(MEETING_NOTES),
        host: account.owner,
      },
    })
  }
}

function* prospects(world: World, account: Account): Generator<CompanyItem> {
  const { random, id } = account
  const owner = `group_id:${id}`
  const recently = () => world.now - random.int(1, 200) * DAY_MS
  const opportunities = random.weighted(OPPORTUNITY_COUNTS)
  for (let n = 1; n <= opportunities; n++) {
    const [stage, probability] = random.pick(STAGES)
    const at = recently()
    const [plan] = random.pick(OFFICE_PLANS)
    yield thing('crm', 'opportunity', `OP-${id}-${n}`, {
      at,
      step: stage,
      account: owner,
      body: {
        stage,
        probability,
        name: `${plan.name} for ${account.sites} sites`,
        amount: plan.price * 12 * account.sites,
        currency: 'SEK',
        closeDate: iso(at + random.int(20, 160) * DAY_MS),
        owner: account.owner,
      },
    })
  }
  if (random.chance(0.5)) {
    const competitor = random.pick(COMPETITORS)
    const status = random.pick(['active', 'threatened', 'won', 'lost'])
    const body = {
      status,
      competitor,
      product: account.plan.name,
      note: `${competitor} offers a lower price for two years.`,
    }
    yield thing('crm', 'competitive_situation', `CS-${id}`, {
      at: recently(),
      step: status,
      account: owner,
      body,
    })
  }
  if (random.chance(0.6)) {
    const [name, goal] = random.pick(INITIATIVES)
    const status = random.pick(['planned', 'running', 'running', 'done'])
    yield thing('crm', 'initiative', `IN-${id}`, {
      at: recently(),
      step: status,
      account: owner,
      body: { status, name, goal },
    })
  }
}

function* officeTroubles(
  world: World,
  account: Account,
  contact: Resident,
): Generator<CompanyItem> {
  const { random } = account
  const count = random.int(0, 2)
  for (let n = 1; n <= count; n++) {
    const left = world.now - contact.joinedAt - DAY_MS
    const at = officeTime(
      random,
      contact.joinedAt + DAY_MS / 2 + Math.floor(random.next() * left),
      world.now,
    )
    const hours = Math.ceil(random.lognormal(14, 1))
    const problem = random.pick(OFFICE_PROBLEMS)
    yield* trouble(world, contact, {
      key: `o${n}`,
      at,
      problem,
      hours,
      account: `group_id:${account.id}`,
    })
  }
}

function* officeOrder(world: World, account: Account, contact: Resident): Generator<CompanyItem> {
  const { random, id } = account
  if (!random.chance(0.5)) return
  const at = officeTime(
    random,
    contact.joinedAt + Math.floor(random.next() * (world.now - contact.joinedAt)),
    world.now,
  )
  const isOpen = world.now - at < 14 * DAY_MS
  const status = isOpen ? 'processing' : 'delivered'
  const quantity = random.int(1, 6)
  yield thing('shop', 'order', `O-${id}`, {
    at: isOpen ? at : at + 6 * DAY_MS,
    step: status,
    customer: `email:${contact.email}`,
    account: `group_id:${id}`,
    body: {
      status,
      order_number: `O-${id}`,
      total: OFFICE_ROUTER.price * quantity,
      currency: 'SEK',
      summary: `${quantity} x ${OFFICE_ROUTER.name}`,
      placedAt: iso(at),
    },
  })
}

const INDUSTRIES = [
  ['retail', 'Handel'],
  ['construction', 'Bygg'],
  ['health', 'Care'],
  ['transport', 'Logistik'],
  ['hotels', 'Hotell'],
  ['schools', 'Skola'],
  ['law', 'Juridik'],
  ['food', 'Livs'],
] as const
const JOBS = [
  'IT manager',
  'Office manager',
  'Finance director',
  'Owner',
  'Buyer',
  'Site manager',
] as const
const STAGES = [
  ['prospecting', 10],
  ['qualification', 25],
  ['proposal', 50],
  ['negotiation', 75],
  ['won', 100],
  ['lost', 0],
] as const
const OPPORTUNITY_COUNTS = [
  [0, 3],
  [1, 4],
  [2, 2],
] as const
