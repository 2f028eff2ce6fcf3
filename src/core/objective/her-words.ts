// Her own words in an event: what she wrote, said or searched. What staff, machines or templates wrote about her or to
// her is none of it: it must neither become her objective nor be read for a mood, least of all an employee's.
import type { Event, Json, JsonObject } from '../../contract/event.ts'

export interface HerWords {
  readonly text: string
  /** a search says what she wants but not how she feels */
  readonly isSearch: boolean
}

/** Kinds whose events carry her words: those that the definitions mark as given, and searches. */
export interface WordKinds {
  readonly given: ReadonlySet<string>
  readonly search: ReadonlySet<string>
}

/** What is kept of a message: its beginning says what it is about. */
export const WORDS_MAX = 1_000
const WORDS_MIN = 2
const TITLE_KEYS = ['subject', 'title'] as const
const TEXT_KEYS = ['text', 'message', 'said', 'comment', 'review_body', 'body', 'content'] as const
const SEARCH_KEYS = ['query', 'search_term', 'term'] as const
/** Properties by which systems say who wrote, as a word or as an object with a type or role of its own. */
const AUTHOR_KEYS = [
  'direction',
  'author_type',
  'authorType',
  'author_role',
  'authorRole',
  'sender_type',
  'senderType',
  'sender_role',
  'senderRole',
  'sender',
  'from',
  'author',
  'role',
] as const
const ROLE_KEYS = ['type', 'role', 'kind'] as const
/** Yes or no, beside the words or in the object. */
const STAFF_KEYS = ['is_agent', 'isAgent', 'is_staff', 'isStaff', 'is_bot', 'isBot'] as const
const NOT_HERS =
  /^(out|outbound|outgoing|sent|agent|staff|employee|operator|admin|teammate|support|advisor|colleague|bot|assistant|system|automation|partner|company|us|internal)\b/i

/** Undefined when the event holds no words of hers. */
export function herWords(event: Event, kinds: WordKinds): HerWords | undefined {
  if (event.type !== 'track') return undefined
  const isSearch = kinds.search.has(event.kind)
  if (!isSearch && !kinds.given.has(event.kind)) return undefined
  if (isFromUs(event)) return undefined
  const text = isSearch ? textOf(event, SEARCH_KEYS) : messageOf(event)
  if (text === undefined || text.length < WORDS_MIN) return undefined
  return { text: text.slice(0, WORDS_MAX), isSearch }
}

function isFromUs({ properties, provenance }: Event): boolean {
  if (provenance !== undefined && provenance !== 'given') return true
  if (saysStaff(properties)) return true
  return AUTHOR_KEYS.some((key) => {
    const author = properties[key]
    if (isOurs(author)) return true
    return isObject(author) && (saysStaff(author) || ROLE_KEYS.some((role) => isOurs(author[role])))
  })
}

const saysStaff = (said: JsonObject): boolean => STAFF_KEYS.some((key) => said[key] === true)

const isOurs = (word: Json | undefined): boolean => typeof word === 'string' && NOT_HERS.test(word)

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function messageOf(event: Event): string | undefined {
  const title = textOf(event, TITLE_KEYS)
  const text = textOf(event, TEXT_KEYS)
  if (title === undefined || text === undefined) return text ?? title
  return `${title}. ${text}`
}

function textOf({ properties }: Event, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value: Json | undefined = properties[key]
    if (typeof value === 'string' && value.trim() !== '') return value.trim()
  }
  return undefined
}
