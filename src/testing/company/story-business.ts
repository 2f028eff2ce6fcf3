// Stories at work: the Fjellheim Hospital Group before an executive meets it, and a baker before a sales call.
import type { JsonObject } from '../../contract/event.ts'
import { records } from './home.ts'
import { type CompanyItem, group, iso, thing } from './item.ts'
import { before, persona, storyteller } from './persona.ts'
import { as, type Resident } from './resident.ts'

const GROUP = 'fjellheim'
const DAY = 86_400_000

/** A hospital group with two subsidiaries, installed and ordered products, a rival, and people with opinions. */
export function* fjellheim(now: number): Generator<CompanyItem> {
  const people = staff(now)
  const [cio, operations, buyer] = people
  for (const one of people)
    yield* records(one, {
      id: GROUP,
      traits: { company: 'Fjellheim Hospital Group', job_title: JOBS[one.key] ?? '' },
    })
  yield* companies(now, cio)
  yield* installed(now)
  yield* service(now, operations)
  yield* commercial(now, buyer)
  yield* notes(now)
}

const JOBS: Readonly<Record<string, string>> = {
  'ingrid-solheim': 'Chief information officer',
  'tomas-rye': 'Head of IT operations',
  'leila-rahimi': 'Head of procurement',
}

function staff(now: number): readonly [Resident, Resident, Resident] {
  const home = {
    street: 'Sjukhusvägen 1',
    postcode: '972 41',
    city: 'Luleå',
    area: 'north',
    joinedDaysAgo: 530,
  }
  return [
    persona(now, {
      ...home,
      slug: 'ingrid-solheim',
      given: 'Ingrid',
      family: 'Solheim',
      mail: 'ingrid.solheim',
      phone: '+46701740681',
    }),
    persona(now, {
      ...home,
      slug: 'tomas-rye',
      given: 'Tomas',
      family: 'Rye',
      mail: 'tomas.rye',
      phone: '+46701740682',
    }),
    persona(now, {
      ...home,
      slug: 'leila-rahimi',
      given: 'Leila',
      family: 'Rahimi',
      mail: 'leila.rahimi',
      phone: '+46701740683',
    }),
  ]
}

function* companies(now: number, cio: Resident): Generator<CompanyItem> {
  const common = { who: as.crm(cio), channel: 'server', at: before(now, 529) }
  const shared = { industry: 'health', country: 'SE', owner: 'Camilla Frost' }
  const traits = {
    ...shared,
    name: 'Fjellheim Hospital Group',
    domain: 'fjellheim.example',
    employees: 4200,
    segment: 'enterprise',
    tier: 'strategic',
    health_score: 58,
    registration_number: 'SE556700001101',
  }
  yield group('crm', GROUP, { ...common, key: 'fjellheim-profile', traits })
  for (const [id, name, employees] of SUBSIDIARIES) {
    const child = { ...shared, name, employees, parent_id: GROUP }
    yield group('crm', id, { ...common, key: `${id}-profile`, traits: child })
  }
}
const SUBSIDIARIES = [
  ['fjellheim-north', 'Fjellheim North Clinic', 610],
  ['fjellheim-lab', 'Fjellheim Laboratories', 180],
] as const

function account(
  type: string,
  id: string,
  at: number,
  body: JsonObject,
  owner = GROUP,
): CompanyItem {
  const step = String(body['status'] ?? body['stage'])
  const source = body['partner'] ? 'partner' : (SOURCE_OF[type] ?? 'billing')
  return thing(source, type, id, { at, step, account: `group_id:${owner}`, body })
}
const SOURCE_OF: Readonly<Record<string, 'crm' | 'support' | 'shop' | 'partner'>> = {
  opportunity: 'crm',
  initiative: 'crm',
  competitive_situation: 'crm',
  ticket: 'support',
  order: 'shop',
  installed_product: 'partner',
  note: 'crm',
}

function* installed(now: number): Generator<CompanyItem> {
  const line = { status: 'active', currency: 'SEK', interval: 'month' }
  yield account('subscription', 'S-fjellheim-1', before(now, 528), {
    ...line,
    plan: 'Site Link 10G, main hospital',
    price: 9900,
    renewsAt: iso(now + 74 * DAY),
  })
  yield account(
    'subscription',
    'S-fjellheim-2',
    before(now, 500),
    { ...line, plan: 'Office Fibre 1000, North Clinic', price: 1990 },
    'fjellheim-north',
  )
  yield account('subscription', 'S-fjellheim-3', before(now, 500), {
    ...line,
    plan: 'Backup Line, main hospital',
    price: 490,
  })
  yield account('installed_product', 'D-fjellheim-1', before(now, 300), {
    status: 'installed',
    name: 'Halo Office B5, main hospital, 12 units',
    serial_number: 'HB90001',
    software_version: '7.2',
  })
  yield account(
    'installed_product',
    'D-fjellheim-2',
    before(now, 2),
    {
      status: 'degraded',
      name: 'Halo Office B5, North Clinic',
      serial_number: 'HB90017',
      software_version: '6.9',
    },
    'fjellheim-north',
  )
  const order = {
    status: 'processing',
    order_number: 'O-fjellheim-9',
    total: 174_300,
    currency: 'SEK',
    summary: '70 Skiff Tablets for bedside use',
    placedAt: iso(before(now, 16)),
    expectedAt: iso(now + 12 * DAY),
  }
  yield account('order', 'O-fjellheim-9', before(now, 15), order)
  const invoice = {
    status: 'overdue',
    invoice_number: 'I-fjellheim-6',
    total: 37_140,
    currency: 'SEK',
    issuedAt: iso(before(now, 48)),
    dueAt: iso(before(now, 18)),
    note: 'Waits for a purchase number on the invoice',
  }
  yield account('invoice', 'I-fjellheim-6', before(now, 18), invoice)
}

function* service(now: number, operations: Resident): Generator<CompanyItem> {
  const customer = `email:${operations.email}`
  const ticket = (id: string, at: number, owner: string, body: JsonObject) =>
    thing('support', 'ticket', id, {
      at,
      step: String(body['status']),
      customer,
      account: `group_id:${owner}`,
      body: { ticket_number: id, ...body },
    })
  yield ticket('T-fjellheim-31', before(now, 0, 5), 'fjellheim-north', {
    status: 'escalated',
    subject: 'North Clinic lost its line twice this week, backup took 20 minutes to start',
    text: 'We moved two operations because the images did not arrive. I need a root cause, not an apology.',
    priority: 'high',
    openedAt: iso(before(now, 2, 4)),
    promisedAt: iso(now + DAY),
  })
  yield ticket('T-fjellheim-28', before(now, 9), GROUP, {
    status: 'pending',
    subject: 'Separate invoice for each ward',
    text: 'Our finance system cannot split your invoice.',
    priority: 'normal',
    openedAt: iso(before(now, 25)),
  })
  const { mail, phone } = storyteller(operations)
  yield phone('call', before(now, 2, 3), 'Call Ended', {
    summary:
      'North Clinic offline 40 minutes. He asks for someone who can decide, this is the second time.',
    agent: 'Ingrid',
    minutes: 31,
  })
  yield mail('survey', before(now, 1), 'Survey Answered', {
    survey: 'nps',
    score: 4,
    comment: 'People are good. Nobody owns the whole of it.',
  })
}

function* commercial(now: number, buyer: Resident): Generator<CompanyItem> {
  const money = { currency: 'SEK', owner: 'Camilla Frost' }
  yield account('opportunity', 'OP-fjellheim-1', before(now, 8), {
    ...money,
    stage: 'negotiation',
    probability: 55,
    name: 'Second 10G link and a new backup for all clinics',
    amount: 1_480_000,
    closeDate: iso(now + 40 * DAY),
  })
  yield account('opportunity', 'OP-fjellheim-2', before(now, 30), {
    ...money,
    stage: 'proposal',
    probability: 35,
    name: 'Bedside tablets, three more hospitals',
    amount: 820_000,
    closeDate: iso(now + 110 * DAY),
  })
  yield account('competitive_situation', 'CS-fjellheim', before(now, 11), {
    status: 'active',
    competitor: 'Telbrisk',
    product: 'Site Link 10G',
    note: 'Offers 20 % less for three years, has no engineers north of Umeå. Their director was seen in the lobby.',
  })
  yield account('initiative', 'IN-fjellheim-1', before(now, 60), {
    status: 'running',
    name: 'Paperless wards',
    goal: 'Every bed with a tablet by summer',
    sponsor: 'Ingrid Solheim',
  })
  yield account('initiative', 'IN-fjellheim-2', before(now, 20), {
    status: 'planned',
    name: 'Remote heart clinic',
    goal: 'Ultrasound by video between North Clinic and the main hospital',
    sponsor: 'Ingrid Solheim',
  })
  yield storyteller(buyer).mail('mail', before(now, 10), 'Email Received', {
    subject: 'Comparison of offers',
    text: 'We have another offer on the table, clearly below yours. Before the board meets I need your best price and what you guarantee in hours.',
  })
}

/** What people noted who were there: our account manager, and the partners who work at the hospital. */
function* notes(now: number): Generator<CompanyItem> {
  const note = { status: 'recorded' }
  yield account('note', 'N-fjellheim-1', before(now, 21), {
    ...note,
    author: 'Camilla Frost',
    title: 'Yearly review with Ingrid Solheim',
    summary:
      'Wants one name who answers for everything. The heart clinic stands or falls with two separate lines. Board decides in six weeks.',
  })
  yield account('note', 'N-fjellheim-2', before(now, 1, 6), {
    ...note,
    partner: 'Kabelhuset Norr',
    title: 'Site survey at North Clinic',
    summary:
      'Both lines enter through the same duct: one digger takes both. A second entry costs about 90,000 and two weeks.',
  })
  yield account('note', 'N-fjellheim-3', before(now, 13), {
    ...note,
    partner: 'Vårdtek',
    title: 'Tablet training, ward 4',
    summary: 'Nurses like them. Two asked for a holder that can be washed.',
  })
}

/** A small business before a sales call: what he needs, what annoys him, who else is asking. */
export function* henrikDahl(now: number): Generator<CompanyItem> {
  const henrik = persona(now, {
    slug: 'henrik-dahl',
    given: 'Henrik',
    family: 'Dahl',
    mail: 'henrik.dahl',
    phone: '+46701740691',
    street: 'Storgatan 40',
    postcode: '352 31',
    city: 'Växjö',
    area: 'south',
    joinedDaysAgo: 450,
  })
  const name = 'Dahl Bageri'
  yield* records(henrik, { id: 'dahl-bageri', traits: { company: name, job_title: 'Owner' } })
  const traits = {
    name,
    domain: 'dahl-bageri.example',
    industry: 'food',
    employees: 14,
    owner: 'Olle Brandt',
    segment: 'small',
  }
  yield group('crm', 'dahl-bageri', {
    key: 'dahl-profile',
    at: before(now, 449),
    who: as.crm(henrik),
    channel: 'server',
    traits,
  })
  yield* bakeryDeal(now, henrik)
  yield* bakeryTalks(now, henrik)
}

function* bakeryDeal(now: number, henrik: Resident): Generator<CompanyItem> {
  const his = { customer: `crm_id:${henrik.crmId}`, account: 'group_id:dahl-bageri' }
  const thingOf = (type: string, id: string, at: number, body: JsonObject) =>
    thing('crm', type, id, { at, step: String(body['status'] ?? body['stage']), ...his, body })
  yield thingOf('subscription', 'S-dahl', before(now, 448), {
    status: 'active',
    plan: 'Office Fibre 500',
    price: 1290,
    currency: 'SEK',
    interval: 'month',
    renewsAt: iso(now + 33 * DAY),
  })
  yield thingOf('opportunity', 'OP-dahl', before(now, 5), {
    stage: 'proposal',
    probability: 60,
    name: 'Backup line and card terminals for the second shop',
    amount: 31_000,
    currency: 'SEK',
    closeDate: iso(now + 25 * DAY),
  })
  yield thingOf('competitive_situation', 'CS-dahl', before(now, 12), {
    status: 'threatened',
    competitor: 'Bredlink',
    product: 'Office Fibre 500',
    note: 'A seller of theirs comes by for coffee every week.',
  })
}

function* bakeryTalks(now: number, henrik: Resident): Generator<CompanyItem> {
  const { crm, phone, mail } = storyteller(henrik)
  yield crm('meeting', before(now, 5), 'Meeting Held', {
    title: 'Visit to the bakery',
    summary:
      'Opens a second shop in spring. Lost a Saturday of card sales in the outage and still talks about it. Likes plain words, hates contracts of 20 pages.',
    host: 'Olle Brandt',
  })
  yield phone('call', before(now, 47), 'Call Ended', {
    summary:
      'Card terminals down on a Saturday morning. Outage. He asked what a backup would cost.',
    agent: 'Petra',
    minutes: 12,
  })
  yield mail('survey', before(now, 40), 'Survey Answered', {
    survey: 'nps',
    score: 6,
    comment: 'Good when it works. Saturdays it has to work.',
  })
}
