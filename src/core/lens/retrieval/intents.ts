// What she wants to do, from the words that the definitions list, and what such an intent speaks for: who wants
// to send something back speaks of what was delivered.
import type { Favour, IntentRule } from '../../../contract/retrieval.ts'
import { type DateNames, dateNames } from './spoken-date.ts'
import { fold } from './words.ts'

export interface CompiledIntents {
  readonly intents: readonly CompiledIntent[]
  /** where a new wish begins; undefined: nowhere */
  readonly wishes: RegExp | undefined
  readonly dateNames: DateNames
}

export interface CompiledIntent {
  readonly definition: IntentRule
  /** with a space before each, and after it unless it is a prefix */
  readonly says: readonly string[]
  readonly favours: readonly CompiledFavour[]
}

interface CompiledFavour {
  readonly definition: Favour
  readonly statuses: ReadonlySet<string> | undefined
}

export function compileIntents(rules: readonly IntentRule[]): CompiledIntents {
  return {
    intents: rules.map(compileIntent),
    wishes: wishesOf(rules.filter((one) => one.wish).flatMap((one) => one.says)),
    dateNames: dateNames(),
  }
}

/** A place before one of the phrases. They are folded letters and digits, so nothing in them is special. */
function wishesOf(says: readonly string[]): RegExp | undefined {
  if (says.length === 0) return undefined
  const phrases = says.map((phrase) => {
    const words = spaced(phrase).trim().split(' ').join('\\s+')
    return phrase.endsWith('*') ? words : `${words}(?![\\p{L}\\p{N}])`
  })
  return new RegExp(`(?<![\\p{L}\\p{N}])(?=(?:${phrases.join('|')}))`, 'u')
}

function compileIntent(definition: IntentRule): CompiledIntent {
  return {
    definition,
    says: definition.says.map(compilePhrase),
    favours: definition.favours.map((favour) => ({
      definition: favour,
      statuses: favour.status && new Set(favour.status.map((one) => one.toLowerCase())),
    })),
  }
}

function compilePhrase(phrase: string): string {
  const isPrefix = phrase.endsWith('*')
  const text = spaced(isPrefix ? phrase.slice(0, -1) : phrase)
  return isPrefix ? text.trimEnd() : text
}

/** ` i want to send it back `: folded, words apart by one space, a space at both ends. */
export function spaced(text: string): string {
  return ` ${fold(text)
    .replace(/['\u2019]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `
}

/** What turns a wish into its opposite when it stands shortly before it. */
const NEGATION =
  / (?:not|dont|doesnt|didnt|never|without|nor|nicht|kein|keine|keinen|ohne|inte|ej|ikke|pas|jamais|sans|nunca|sin|niet|geen|non|nao) (?:\S+ ){0,3}$/

/** The intents that a piece of what she said shows; those without words always. `said` is spaced. */
export function intentsIn(
  said: string,
  { intents }: CompiledIntents,
  purpose: string,
): readonly CompiledIntent[] {
  return intents.filter(
    ({ definition, says }) =>
      (definition.purposes?.includes(purpose) ?? true) &&
      says.some((phrase) => isSaid(phrase, said)),
  )
}

/** Intents without words: what holds whatever she says. */
export function standingIntents(
  { intents }: CompiledIntents,
  purpose: string,
): readonly CompiledIntent[] {
  return intents.filter(
    ({ definition, says }) => says.length === 0 && (definition.purposes?.includes(purpose) ?? true),
  )
}

function isSaid(phrase: string, said: string): boolean {
  for (let at = said.indexOf(phrase); at >= 0; at = said.indexOf(phrase, at + 1)) {
    if (!NEGATION.test(said.slice(0, at + 1))) return true
  }
  return false
}

/** What a favour looks at. */
export interface Favoured {
  /** event kind or object:<type> */
  readonly what: string
  readonly status: string | undefined
  readonly isOpen: boolean
}

/** How much the intents speak for it, -1..1. */
export function favourOf(intents: readonly CompiledIntent[], fact: Favoured): number {
  let sum = 0
  for (const { favours } of intents) {
    sum += favours.find((one) => fits(one, fact))?.definition.weight ?? 0
  }
  return Math.max(-1, Math.min(1, sum))
}

function fits({ definition, statuses }: CompiledFavour, fact: Favoured): boolean {
  const { what, open } = definition
  return (
    (what.endsWith('*') ? fact.what.startsWith(what.slice(0, -1)) : fact.what === what) &&
    (statuses?.has((fact.status ?? '').toLowerCase()) ?? true) &&
    (open === undefined || open === fact.isOpen)
  )
}
