// What a record says of who it is of, kept with the record: the latest values of each part of a name and of the birth
// date. A join of sets: any order and any repetition end in the same text, so that identity stays a function of facts.
import type { Event, JsonObject } from '../../../contract/event.ts'
import { compareText } from '../compile.ts'
import { fold, textOf, wordsOf } from '../match/normalise/fold.ts'
import { isGivenName } from '../match/normalise/nicknames.ts'
import { likenessOf } from './compare.ts'
import { isSignature, partOfHeader, type WhoPart } from './parts.ts'
import { type Person, personOf, type WhoTexts } from './person.ts'

/** One value said: the text ('' = taken back), ms since epoch, the event. */
type Saying = readonly [text: string, at: number, event: string]

/** Parts in the order of WHO_PARTS, values latest first. */
type Sayings = Readonly<Partial<Record<WhoPart, readonly Saying[]>>>

/** Values kept of a part: the latest counts, those before it tell whether several people share one record. */
const VALUES_MAX = 3
const CHARACTERS_MAX = 100
const PARTS: readonly WhoPart[] = ['birth', 'family', 'full', 'given', 'middle']

/** The text that stands for what was said before and by this event; the same text where it says nothing new. */
export function foldWho(
  before: string,
  event: Pick<Event, 'traits' | 'provenance' | 'occurredAt' | 'id'>,
): string {
  const { traits, provenance } = event
  // What somebody guessed is no word of hers.
  if (!traits || provenance === 'inferred') return before
  const news = sayingsIn(traits, event.occurredAt, event.id)
  return news ? joinWho(before, JSON.stringify(news)) : before
}

/** What two texts say together. */
export function joinWho(a: string, b: string): string {
  if (a === b || b === '') return a
  if (a === '') return b
  const [ofA, ofB] = [JSON.parse(a) as Sayings, JSON.parse(b) as Sayings]
  const joined: Partial<Record<WhoPart, readonly Saying[]>> = {}
  for (const part of PARTS) {
    const values = latest([...(ofA[part] ?? []), ...(ofB[part] ?? [])])
    if (values.length > 0) joined[part] = values
  }
  return JSON.stringify(joined)
}

function sayingsIn(traits: JsonObject, at: number, event: string): Sayings | undefined {
  const said: Partial<Record<WhoPart, readonly Saying[]>> = {}
  let isSaid = false
  for (const trait of Object.keys(traits)) {
    const part = partOfHeader(trait)
    const value = traits[trait]
    if (!part || value === undefined || (typeof value === 'object' && value !== null)) continue
    const text = (textOf(value) ?? '').slice(0, CHARACTERS_MAX).trim()
    if (isSignature(trait) && !isSignedByName(text)) continue
    said[part] = latest([...(said[part] ?? []), [text, at, event]])
    isSaid = true
  }
  if (!isSaid) return undefined
  return Object.fromEntries(PARTS.flatMap((part) => (said[part] ? [[part, said[part]]] : [])))
}

/** First a given name, then another word: what else people sign with says nothing of who they are. */
function isSignedByName(text: string): boolean {
  const [first, second] = wordsOf(fold(text))
  return first !== undefined && second !== undefined && isGivenName(first)
}

/** Each text once, at its latest moment; latest first. */
function latest(sayings: readonly Saying[]): readonly Saying[] {
  const sorted = [...sayings].sort(
    ([textA, atA, eventA], [textB, atB, eventB]) =>
      atB - atA || compareText(eventB, eventA) || compareText(textB, textA),
  )
  const seen = new Set<string>()
  return sorted.filter(([text]) => !seen.has(text) && seen.add(text)).slice(0, VALUES_MAX)
}

export interface Who {
  /** undefined where the record does not say who it is of */
  readonly person: Person | undefined
  /** several people have used the record in turn: it has been given clearly different names */
  readonly isSeveral: boolean
}

const NOBODY: Who = { person: undefined, isSeveral: false }

/** Texts read lately, and those before them; a cluster is resolved again and again. */
let young = new Map<string, Who>()
let old: ReadonlyMap<string, Who> = young
const KNOWN_MAX = 3_000

export function whoIn(text: string | undefined): Who {
  if (text === undefined || text === '') return NOBODY
  const found = young.get(text)
  if (found) return found
  if (young.size >= KNOWN_MAX) {
    old = young
    young = new Map()
  }
  const read = old.get(text) ?? readWho(JSON.parse(text) as Sayings)
  young.set(text, read)
  return read
}

function readWho(sayings: Sayings): Who {
  const nth = (part: WhoPart, at: number): string => sayings[part]?.[at]?.[0] ?? ''
  const now: WhoTexts = {
    given: nth('given', 0),
    middle: nth('middle', 0),
    family: nth('family', 0),
    full: nth('full', 0),
    birth: nth('birth', 0),
  }
  const names = (['given', 'full'] as const).map((part) => {
    const values = sayings[part] ?? []
    // Nearly always there is one, which is not several people.
    if (values.length < 2) return []
    return values.flatMap(
      ([text]) => personOf({ ...now, middle: '', birth: '', [part]: text }) ?? [],
    )
  })
  return { person: personOf(now), isSeveral: names.some(areSeveral) }
}

function areSeveral(people: readonly Person[]): boolean {
  return people.some((one, at) =>
    people.slice(at + 1).some((other) => likenessOf(one, other).kind === 'different'),
  )
}
