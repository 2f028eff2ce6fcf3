// Whether two sets of records are of different people, by what they say; and who of several sets names the same one.
import { type Components, linkThatParts, NO_PEOPLE, type Refusal } from './components.ts'
import { isGivenName } from './match/normalise/nicknames.ts'
import { type Likeness, likenessOf, TELLINGS, type Telling } from './who/compare.ts'
import { type Mailbox, spells } from './who/mailbox.ts'
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
 * @param mailbox the e-mail address that they share: who names nobody is the one whose name it spells
 */
export function namedPairs(
  components: Components,
  roots: readonly number[],
  mailbox: Mailbox | undefined,
): readonly (readonly [number, number])[] {
  const known = new Map<number, Map<number, Likeness['kind']>>()
  const likeness = (a: number, b: number): Likeness['kind'] | undefined => known.get(a)?.get(b)
  for (const a of roots) {
    known.set(a, new Map(roots.map((b) => [b, likenessOfRoots(components, [a, b], mailbox)])))
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

/** What two roots say of each other. */
function likenessOfRoots(
  components: Components,
  [a, b]: readonly [number, number],
  mailbox: Mailbox | undefined,
): Likeness['kind'] {
  if (peopleApart(components, a, b) || linkThatParts(components, a, b) !== undefined) {
    return 'different'
  }
  const [mine, theirs] = [components.people[a] ?? NO_PEOPLE, components.people[b] ?? NO_PEOPLE]
  if (mailbox && (mine.length === 0 || theirs.length === 0)) {
    return isSpelt(mailbox, mine.length === 0 ? theirs : mine) ? 'same' : 'unclear'
  }
  return closest(mine, theirs)
}

/** The most that any of the one say of any of the others; only asked where nobody contradicts. */
function closest(mine: readonly Person[], theirs: readonly Person[]): Likeness['kind'] {
  const kinds = mine.flatMap((one) => theirs.map((other) => likenessOf(one, other).kind))
  if (kinds.includes('same')) return 'same'
  return kinds.includes('hardly') ? 'hardly' : 'unclear'
}

/** Of two who name nobody it is enough that the address may spell somebody's name at all. */
function isSpelt(mailbox: Mailbox, people: readonly Person[]): boolean {
  return people.length === 0
    ? isGivenName(mailbox.first)
    : people.some((person) => spells(mailbox, person))
}
