// A batch that writes nothing: the ground on which each step puts what it has.
import type { BatchWrites } from './ports.ts'

export const NO_WRITES: BatchWrites = {
  receipts: [],
  events: [],
  deliveries: [],
  records: [],
  identifiers: [],
  moves: [],
  links: [],
  traits: [],
  computed: [],
  memberships: [],
  objects: [],
  sightings: [],
  windows: [],
  consents: [],
  search: [],
  searchOf: [],
}
