// A visit: one customer on one device (or a server acting for her) going through one script, step by step.
import type { Random } from '../random.ts'
import { mix } from '../random.ts'

export type Door = 'web' | 'app' | 'server'

export interface Visit {
  readonly customer: number
  /** number of the device in her own list, 0 = the one that may be shared */
  readonly device: number
  readonly isShared: boolean
  readonly anonymousId: string
  readonly userId: string
  readonly steps: readonly Step[]
  /** how many steps were taken */
  at: number
  /** she is logged in on this device */
  isKnown: boolean
  /** product looked at, 0..PRODUCTS-1, and the number of the order, ticket or invoice it is about */
  product: number
  subject: string
  /** index into the small tables of user agents, locales and campaigns */
  look: number
}

/** What a step says; bodies.ts dresses it as a Segment call. */
export interface Draft {
  readonly type: 'track' | 'page' | 'screen' | 'identify' | 'group' | 'alias'
  readonly door: Door
  /** event, page or screen name */
  readonly name?: string
  /** page path, without the host */
  readonly path?: string
  readonly properties?: Readonly<Record<string, unknown>>
}

export type Step = (visit: Visit, random: Random) => Draft

export const PRODUCTS = 400

/** `SKU-0042` and what goes with it. Prices are whole crowns between 99 and 1,999. */
export function productProperties(product: number): Readonly<Record<string, unknown>> {
  const kind = KINDS[product % KINDS.length] ?? 'Router'
  return {
    product_id: `SKU-${String(product).padStart(4, '0')}`,
    name: `${kind} ${MODELS[product % MODELS.length]} ${1 + (product % 9)}`,
    category: kind,
    price: priceOf(product),
    currency: 'SEK',
  }
}

export function priceOf(product: number): number {
  return 99 + (mix(product, 77) % 1900)
}

const KINDS = ['Router', 'Mesh Point', 'TV Box', 'Phone', 'Tablet', 'Headset', 'Camera', 'Cable']
const MODELS = ['Fjord', 'Tind', 'Skog', 'Vik', 'Lyng', 'Sten', 'Bris']
