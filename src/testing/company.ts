// The demo company: Lunavik, a broadband and devices company that does not exist, with 18 months of its customers'
// lives. Loaded by `alidade demo`, used by tests and benchmarks. Deterministic, lazy, a few hundred bytes an item.
import { accountLife, accountOf, workLife } from './company/accounts.ts'
import { homeLife } from './company/home.ts'
import { type CompanyItem, track } from './company/item.ts'
import { peopleItems } from './company/people.ts'
import { as, type Resident, residentOf } from './company/resident.ts'
import { createWorld, type World } from './company/world.ts'

export interface CompanyOptions {
  readonly seed: number
  /** ms since epoch: the last moment of the story; the first is 18 months before */
  readonly now: number
  /** 1 = about 3,000 customers and 300 accounts; 0 = the hand-made people only */
  readonly scale: number
}

const CUSTOMERS = 3_000
const ACCOUNTS = 300
const SCALE_MAX = 100
/** Of ten customers the first three are met at work. */
const TEN = 10
const AT_WORK = 3

/**
 * Every item of the company's memory, the hand-made people first. Items of one person stand together; they are not
 * in order of time. Throws a RangeError for a scale outside 0 to 100.
 */
export function* generateCompany(options: CompanyOptions): Generator<CompanyItem> {
  const { seed, now, scale } = options
  if (!(scale >= 0 && scale <= SCALE_MAX)) throw new RangeError(`scale must be 0 to ${SCALE_MAX}`)
  const world = createWorld(seed, now)
  yield* peopleItems(now)
  const accounts = Math.ceil(ACCOUNTS * scale)
  const customers = Math.round(CUSTOMERS * scale)
  yield* ideaItems(world, customers)
  for (let n = 0; n < customers; n++) yield* lifeOf(world, residentOf(world, n), accounts)
}

function* lifeOf(world: World, one: Resident, accounts: number): Generator<CompanyItem> {
  const place = one.n % TEN
  if (place >= AT_WORK) return yield* homeLife(world, one)
  const rank = Math.floor(one.n / TEN) * AT_WORK + place
  const account = accountOf(world, rank % accounts)
  yield* workLife(world, one, account)
  // The first person met at an account is its contact and brings its history along.
  if (rank < accounts) yield* accountLife(world, account, one)
}

/** Each idea comes from somebody who was a customer by then. */
function* ideaItems(world: World, customers: number): Generator<CompanyItem> {
  for (const idea of world.ideas) {
    const { id, title, text, submittedAt: at } = idea
    for (let n = AT_WORK; n < customers; n += TEN) {
      const one = residentOf(world, n)
      if (!one.isOnline || one.joinedAt > at || n % IDEA_GIVERS !== world.ideas.indexOf(idea))
        continue
      const properties = { idea_id: id, title, text }
      yield track('web', 'Idea Submitted', {
        key: id,
        at,
        who: as.web(one),
        channel: 'web',
        properties,
      })
      break
    }
  }
}
/** Every so-and-so-manieth customer may be the one with the idea; so ideas come from different people. */
const IDEA_GIVERS = 7
