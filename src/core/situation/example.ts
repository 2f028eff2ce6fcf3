// A small company to tell the tests of this stage in: support with hours and a queue, a store, a technician.
import {
  type Calendar,
  Capability,
  type Commitment,
  type Constraint,
  type Incident,
  ServiceLevel,
  type Signal,
  type SituationUpdate,
} from '../../contract/situation.ts'
import type { AbilityAsk, CustomerNow } from './ability.ts'
import { compileSituation } from './compile.ts'
import { foldSituation, NO_SITUATION } from './fold.ts'

/** Friday 20 November 2026, ten in the morning in Stockholm. */
export const FRIDAY_TEN = Date.UTC(2026, 10, 20, 9)
const MINUTE_MS = 60_000

const office = [{ from: '08:00', to: '17:00' }]
const hours = {
  timeZone: 'Europe/Stockholm',
  week: { mon: office, tue: office, wed: office, thu: office, fri: office },
  calendars: ['holidays'],
}

const CAPABILITIES = [
  { capability: 'phone', title: 'Phone', kind: 'team', skills: ['talk'], hours, handleMinutes: 6 },
  { capability: 'chat', title: 'Chat', kind: 'team', skills: ['talk'], quality: 0.8 },
  { capability: 'technician', title: 'Technician', kind: 'partner', hours, leadMinutes: 540 },
  { capability: 'store', title: 'Store', kind: 'stock', signalTtlSeconds: 3_600 },
  { capability: 'network', title: 'Network', kind: 'system' },
  {
    capability: 'desk',
    title: 'Business desk',
    kind: 'team',
    when: 'size(customer.accounts) > 0',
  },
].map((one) => Capability.parse(one))
const CALENDARS: readonly Calendar[] = [{ calendar: 'holidays', closed: ['12-25'] }]
const SERVICE_LEVELS = [
  ServiceLevel.parse({
    serviceLevel: 'first-answer',
    title: 'Answer within four hours',
    object: 'ticket',
    targetMinutes: 240,
    hoursOf: 'phone',
    pausedIn: ['waiting_for_customer'],
  }),
]

export const COMPILED = compileSituation({
  capabilities: CAPABILITIES,
  calendars: [...CALENDARS],
  serviceLevels: SERVICE_LEVELS,
})

export function minutesAgo(minutes: number): string {
  return new Date(FRIDAY_TEN - minutes * MINUTE_MS).toISOString()
}

export function signal(
  capability: string,
  metric: Signal['metric'],
  value: number,
  over: Partial<Signal> = {},
): SituationUpdate {
  const id = over.id ?? `${capability}-${metric}-${over.at ?? ''}`
  return {
    kind: 'signal',
    signal: { capability, metric, value, at: minutesAgo(1), source: 'test', ...over, id },
  }
}

export function constraint(over: Partial<Constraint> = {}): SituationUpdate {
  const base = { id: 'c-1', capability: 'chat', effect: 'block' as const, amount: 0 }
  return {
    kind: 'constraint',
    constraint: { ...base, reason: 'Chat is being moved', at: minutesAgo(30), ...over },
  }
}

export function incident(over: Partial<Incident> = {}): SituationUpdate {
  return {
    kind: 'incident',
    incident: {
      id: 'i-1',
      title: 'Cut cable in Lund',
      capabilities: ['network'],
      status: 'identified',
      startedAt: minutesAgo(50),
      touches: 'customer.traits.city == "Lund"',
      at: minutesAgo(40),
      ...over,
    },
  }
}

export function commitment(over: Partial<Commitment> = {}): SituationUpdate {
  return {
    kind: 'commitment',
    commitment: {
      id: 'p-1',
      subject: 'cus_1',
      kind: 'promise',
      title: 'Call back about the router',
      dueAt: minutesAgo(-60),
      state: 'open',
      at: minutesAgo(120),
      evidence: ['evt_1'],
      ...over,
    },
  }
}

export const IN_LUND: CustomerNow = { traits: { city: 'Lund' }, objects: [], accounts: [] }

export function asking(
  updates: readonly SituationUpdate[],
  over: Partial<AbilityAsk> = {},
): AbilityAsk {
  return {
    customer: IN_LUND,
    now: FRIDAY_TEN,
    state: updates.reduce(foldSituation, NO_SITUATION),
    compiled: COMPILED,
    ...over,
  }
}
