// Stories of people who need help: Ann Berg on the phone, Wei Chen and one order told three times, Grace Campbell
// who should be written to.
import { records } from './home.ts'
import { type CompanyItem, identify, iso, thing } from './item.ts'
import { before, persona, storyteller, weekday } from './persona.ts'
import { as } from './resident.ts'

/** Third line drop in ten days, a call-back that never came, and she told the phone menu two minutes ago. */
export function* annBerg(now: number): Generator<CompanyItem> {
  const ann = persona(now, {
    slug: 'ann-berg',
    given: 'Ann',
    family: 'Berg',
    mail: 'ann.berg',
    phone: '+46701234567',
    street: 'Björkvägen 14',
    postcode: '652 26',
    city: 'Karlstad',
    joinedDaysAgo: 410,
  })
  const { phone, network, has, mail, app, consents, subscription } = storyteller(ann)
  yield* records(ann)
  yield subscription(before(now, 409))
  yield consents(before(now, 409), {
    purpose: 'marketing',
    channel: 'email',
    state: 'given',
    method: 'web form',
  })
  const router = { name: 'Halo Router R2', serial_number: 'HR204417', software_version: '4.2' }
  yield has('installed_product', 'D-ann-berg', before(now, 0, 2), { status: 'degraded', ...router })
  const drops = [before(now, 9, 3), before(now, 4, 5), before(now, 0, 2)]
  for (const [n, at] of drops.entries()) {
    const subject = `Line drop number ${n + 1} in 10 days, ${[14, 31, 52][n]} minutes without internet`
    yield network(`drop-${n + 1}`, at, 'Fault Detected', { ticket_id: 'T-ann-berg', subject })
  }
  yield phone('menu-1', before(now, 9, 2), 'Phone Menu Answered', {
    choice: 'Internet does not work',
    said: 'internet went away in the middle of a video call',
  })
  yield phone('call-1', before(now, 9, 1, 40), 'Call Ended', {
    summary:
      'Line was back when she called. Restarted the port. She works from home and is worried it returns.',
    agent: 'Elin',
    minutes: 17,
  })
  const promisedAt = before(now, 1)
  const day = weekday(promisedAt)
  yield phone('call-2', before(now, 4, 4), 'Call Ended', {
    summary: `Second drop. Suspects the router. Promised that a technician calls her back by ${day} afternoon.`,
    agent: 'Samir',
    minutes: 23,
  })
  yield phone('missed', before(now, 0, 22), 'Call Back Missed', {
    summary: `Promised call-back of ${day} was not made: technician queue was full`,
  })
  yield mail('survey', before(now, 3), 'Survey Answered', {
    survey: 'nps',
    score: 3,
    comment: 'Nice people but I explain the same thing every time I call.',
  })
  yield app('speed', before(now, 0, 1, 30), 'Feature Used', { feature: 'speed test: 0.4 Mbit/s' })
  yield has('ticket', 'T-ann-berg', before(now, 0, 21), {
    status: 'open',
    ticket_number: 'T-ann-berg',
    subject: 'Internet drops again and again, router suspected',
    text: 'It is gone again and I work from home. Somebody was to call me.',
    priority: 'high',
    openedAt: iso(before(now, 9, 1, 40)),
    promisedAt: iso(promisedAt),
  })
  yield phone('menu-2', before(now, 0, 0, 2), 'Phone Menu Answered', {
    choice: 'Internet does not work',
    said: 'my router is dead again, I was promised a call',
    spoken: true,
  })
}

/** One delayed order, asked about by chat, by phone and by mail: nobody has to hear it a fourth time. */
export function* weiChen(now: number): Generator<CompanyItem> {
  const wei = persona(now, {
    slug: 'wei-chen',
    given: 'Wei',
    family: 'Chen',
    mail: 'wei.chen',
    phone: '+46701740612',
    street: 'Hamngatan 3',
    postcode: '413 14',
    city: 'Göteborg',
    joinedDaysAgo: 230,
  })
  const { chat, phone, mail, shop, has, subscription, web } = storyteller(wei)
  const order = 'O-77120'
  yield* records(wei)
  yield subscription(before(now, 229))
  yield shop('order', before(now, 8), 'Order Completed', {
    order_id: order,
    total: 3280,
    currency: 'SEK',
    products: [
      { name: 'Skiff Tablet 8', quantity: 1 },
      { name: 'Halo Mesh Point', quantity: 1 },
    ],
  })
  yield has('order', order, before(now, 1, 5), {
    status: 'delayed',
    order_number: order,
    total: 3280,
    currency: 'SEK',
    summary: 'Skiff Tablet 8 and a mesh point',
    reason: 'Tablet out of stock at the supplier',
    placedAt: iso(before(now, 8)),
    expectedAt: iso(now + 3 * 86_400_000),
  })
  yield chat('chat', before(now, 4, 2), 'Chat Message Received', {
    text: 'Hi, order O-77120 should have come yesterday. It is a birthday present for Saturday.',
    order_id: order,
  })
  yield chat('chat-end', before(now, 4, 1, 50), 'Chat Ended', {
    summary:
      'Asked about O-77120. Warehouse will answer within a day. Birthday present, needed by Saturday.',
    agent: 'Nour',
    order_id: order,
  })
  yield phone('call', before(now, 2, 3), 'Call Ended', {
    summary:
      'Calls about the same order O-77120, no news from the warehouse. Offered to send the mesh point first.',
    agent: 'Jakob',
    minutes: 9,
    order_id: order,
  })
  yield mail('mail', before(now, 0, 6), 'Email Received', {
    subject: 'O-77120, third time I ask',
    text: 'I have asked in the chat and on the phone. If the tablet is not here by Friday I would rather have a different colour that you have in stock.',
    order_id: order,
  })
  yield has('ticket', 'T-wei-chen', before(now, 0, 6), {
    status: 'open',
    ticket_number: 'T-wei-chen',
    subject: 'Order O-77120 delayed, needed by Saturday',
    text: 'Other colour in stock is fine for him.',
    priority: 'high',
    order_id: order,
    promisedAt: iso(now + 86_400_000),
  })
  yield web('status', before(now, 0, 0, 25), 'Products Searched', {
    query: 'skiff tablet 8 blue in stock',
  })
}

/** What is known and must not be shown to everybody: a need for care, of a special category. */
export function* graceCampbell(now: number): Generator<CompanyItem> {
  const grace = persona(now, {
    slug: 'grace-campbell',
    given: 'Grace',
    family: 'Campbell',
    mail: 'grace.campbell',
    phone: '+46701740618',
    street: 'Kyrkogatan 8',
    postcode: '223 62',
    city: 'Lund',
    area: 'south',
    joinedDaysAgo: 500,
  })
  const { mail, has, subscription, chat } = storyteller(grace)
  yield* records(grace)
  yield subscription(before(now, 499))
  const traits = {
    vulnerability_note: 'Hard of hearing, lives alone: write to her, do not call',
    preferred_channel: 'chat',
  }
  yield identify('crm', {
    key: 'grace-campbell-care',
    at: before(now, 300),
    who: as.crm(grace),
    channel: 'store',
    traits,
  })
  yield chat('chat', before(now, 6), 'Chat Message Received', {
    text: 'My alarm button uses the line. If it is down I cannot call for help, so please tell me before you work on it.',
  })
  yield mail('mail', before(now, 2), 'Email Received', {
    subject: 'Thank you',
    text: 'The young man who came was very kind and drew me a picture of which plug is which.',
  })
  yield has('ticket', 'T-grace-campbell', before(now, 0, 20), {
    status: 'waiting',
    ticket_number: 'T-grace-campbell',
    subject: 'Tell her three days before any work on her line',
    text: 'Alarm button depends on the line.',
    priority: 'high',
    openedAt: iso(before(now, 6)),
  })
  yield thing('partner', 'installed_product', 'D-grace-campbell', {
    at: before(now, 480),
    step: 'installed',
    customer: `email:${grace.email}`,
    body: {
      status: 'installed',
      name: 'Halo Router R3 with battery',
      serial_number: 'HR310022',
      software_version: '4.3',
    },
  })
}
