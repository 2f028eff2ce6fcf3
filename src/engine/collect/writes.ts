// A batch that writes nothing: the ground on which each step puts what it has.
import type { BatchWrites } from '../ports/writing.ts'

export const NO_WRITES: BatchWrites = {
  events: [],
  deliveries: [],
  records: [],
  identifiers: [],
  moves: [],
  links: [],
  traits: [],
  computed: [],
  bearing: [],
  memberships: [],
  objects: [],
  movedObjects: [],
  sightings: [],
  forgottenSightings: [],
  windows: [],
  consents: [],
  news: [],
  search: [],
  searchOf: [],
}
