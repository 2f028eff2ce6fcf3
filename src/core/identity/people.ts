// Whether two sets of records are of different people, by what they say; and who of several sets names the same one.
import { type Components, linkThatParts, NO_PEOPLE, type Refusal } from './components.ts'
import { type Likeness, likenessOf, TELLINGS, type Telling } from './who/compare.ts'
import type { Person } from './who/person.ts'

/** Why two roots are two people, by all that tells them apart; undefined = they may be one. */
export function peopleApart({ people }: Components, a: number, b: number): Refusal | undefined {
  const mine = people[a] ?? NO_PEOPLE
  const theirs = people[b] ?? NO_PEOPLE
  const told = new Set<Telling>()
  for (const one of mine) {
    for (const other of theirs) {
      const likeness = likenessOf(one, other)
      if (likeness.kind !== 'different' || isOneOf(one, theirs) || isOneOf(other, mine)) continue
      for (const telling of likeness.by) told.add(telling)
    }
  }
  if (told.size === 0) return undefined
  return {
    constraint: 'different_people',
    which: TELLINGS.filter((telling) => told.has(telling)).join('+'),
  }
}

/** Whom somebody, or a key of her own, joined under two names is still known by each of them. */
function isOneOf(person: Person, people: readonly Person[]): boolean {
  const isTwofold = people.some((a) => people.some((b) => likenessOf(a, b).kind === 'different'))
  return isTwofold && people.some((own) => likenessOf(person, own).kind === 'same')
}

/**
 * Pairs of roots that name the same person, in the order of the roots. Whoever could be one of two people is given to
 * neither; an initial is enough where it fits one person alone.
 */
export function namedPairs(
  components: Components,
  roots: readonly number[],
): readonly (readonly [number, number])[] {
  const known = new Map<number, Map<number, Likeness['kind']>>()
  const likeness = (a: number, b: number): Likeness['kind'] | undefined => known.get(a)?.get(b)
  for (const a of roots) {
    known.set(a, new Map(roots.map((b) => [b, likenessOfRoots(components, a, b)])))
  }
  const like = (root: number, kind: Likeness['kind']): readonly number[] =>
    roots.filter((other) => other !== root && likeness(root, other) === kind)
  const torn = new Set(
    roots.filter((root) => {
      const same = like(root, 'same')
      return same.some((a) => same.some((b) => likeness(a, b) === 'different'))
    }),
  )
  const pairs = (kind: Likeness['kind']): readonly (readonly [number, number])[] =>
    roots.flatMap((b, at) =>
      roots
        .slice(0, at)
        .filter((a) => likeness(a, b) === kind && !torn.has(a) && !torn.has(b))
        .map((a) => [a, b] as const),
    )
  const fitsOne = (root: number, one: number): boolean =>
    like(root, 'hardly').every((other) => other === one || likeness(one, other) === 'same')
  const hinted = pairs('hardly').filter(([a, b]) => fitsOne(a, b) && fitsOne(b, a))
  return [...pairs('same'), ...hinted]
}

const RANK: Readonly<Record<Likeness['kind'], number>> = {
  unclear: 0,
  hardly: 1,
  same: 2,
  different: 3,
}

/** The most that any two of their records say of each other. */
function likenessOfRoots(components: Components, a: number, b: number): Likeness['kind'] {
  if (peopleApart(components, a, b) || linkThatParts(components, a, b) !== undefined) {
    return 'different'
  }
  let best: Likeness['kind'] = 'unclear'
  for (const one of components.people[a] ?? NO_PEOPLE) {
    for (const other of components.people[b] ?? NO_PEOPLE) {
      const { kind } = likenessOf(one, other)
      if (kind !== 'different' && RANK[kind] > RANK[best]) best = kind
    }
  }
  return best
}
