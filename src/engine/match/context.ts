// What every step of matching is given, and the empty set of what it writes.
import type { IdentifyContext } from '../identity/identify.ts'
import type { MatchWrites } from '../ports/match.ts'
import type { Matcher } from './matcher.ts'

export interface MatchContext extends IdentifyContext {
  readonly matcher: Matcher
}

export const NO_MATCH_WRITES: MatchWrites = {
  keys: [],
  goneKeys: [],
  reviews: [],
  goneReviews: [],
  dirty: [],
  clean: [],
}
