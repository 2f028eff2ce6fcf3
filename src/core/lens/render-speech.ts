// A view as plain sentences for a voice: no symbols, no web addresses, codes and amounts as they are said.
import type { Fact, ViewSubject } from '../../contract/view.ts'
import type { Audience } from '../consent/gates.ts'
import { readableAge } from './readable.ts'
import { bearingSentence } from './render-bearing.ts'
import type { Renderable, Told } from './render-markdown.ts'
import { withSpokenCodes } from './spoken-code.ts'

const CURRENCIES: Readonly<Record<string, string>> = {
  EUR: 'euros',
  USD: 'dollars',
  GBP: 'pounds',
  SEK: 'kronor',
  NOK: 'kroner',
  DKK: 'kroner',
  CHF: 'francs',
  JPY: 'yen',
  INR: 'rupees',
}
const MONTHS: Readonly<Record<string, string>> = {
  Jan: 'January',
  Feb: 'February',
  Mar: 'March',
  Apr: 'April',
  May: 'May',
  Jun: 'June',
  Jul: 'July',
  Aug: 'August',
  Sep: 'September',
  Oct: 'October',
  Nov: 'November',
  Dec: 'December',
}
const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/ ?\(([^()]*)\)/g, ', $1, '],
  [/(?<=bit|byte|B)\/s\b/g, ' per second'],
  [/%/g, ' percent'],
  [/&/g, ' and '],
  [/[€]/g, ' euros '],
  [/[£]/g, ' pounds '],
  [/[$]/g, ' dollars '],
  [/@/g, ' at '],
  [/#(?=\d)/g, ' number '],
]

export interface SpeechOptions {
  readonly audience: Audience
  /** ms: ages are told from here */
  readonly now: number
  /** at least the facts of the view */
  readonly told: readonly Told[]
}

/** Makes a function that says the view, or the same with fewer facts. */
export function speechOf(options: SpeechOptions): (view: Renderable) => string {
  const sentences = new Map(options.told.map((one) => [one.fact, factSentence(one, options)]))
  return (view) => {
    const subject = view.customer ?? view.account
    const opening = options.audience === 'internal' && subject ? [openingOf(view, subject)] : []
    const bearing = bearingSentence(view, options)
    const said = [
      ...(bearing === undefined ? [] : [sentence(speakable(bearing))]),
      ...view.facts.flatMap((fact) => sentences.get(fact) ?? []),
    ]
    return [...opening, ...(said.length > 0 ? said : [silence(view)])].join(' ')
  }
}

function silence(view: Renderable): string {
  const isHeldBack = view.withheld.length > 0 && view.more.facts === 0
  return `Nothing that matters here ${isHeldBack ? 'may be said' : 'is known'}.`
}

function openingOf(view: Renderable, subject: ViewSubject): string {
  if (!subject.known) return 'Not identified.'
  if (!subject.name) return `Name not ${view.withheld.length > 0 ? 'shown' : 'known'}.`
  return sentence(speakable(subject.name))
}

/**
 * What she told us says so, with its age to staff: what she said a minute ago needs no second asking. What is not to
 * be said to her is marked, since a voice has no other way to set it apart.
 */
function factSentence({ fact, codes }: Told, { audience, now }: SpeechOptions): string {
  const text = withSpokenCodes(fact.text, codes)
  const mark = audience === 'internal' && !fact.maySay ? 'Internal: ' : ''
  return sentence(
    speakable(`${mark}${fact.kind === 'given' ? toldBy(fact, audience, now) : ''}${text}`),
  )
}

function toldBy({ at }: Fact, audience: Audience, now: number): string {
  if (audience === 'customer') return 'You told us: '
  const age = readableAge(Date.parse(at), now) ?? ''
  return `Told us ${/ago|now/.test(age) ? age : `on ${age}`}: `
}

function sentence(text: string): string {
  const trimmed = text.trim().replace(/[\s,;:.]+$/, '')
  const started = trimmed.charAt(0).toUpperCase() + trimmed.slice(1)
  return /[!?]$/.test(started) ? started : `${started}.`
}

/** Text as it can be read out. */
export function speakable(text: string): string {
  let said = text
    .replace(/\b[a-z][a-z0-9+.-]{1,20}:\/\/\S+|\bwww\.\S+/gi, 'a link')
    .replace(/(\d)[.,]00(?= [A-Z]{3}\b)/g, '$1')
    .replace(/(?<=\d )([A-Z]{3})\b/g, (code) => CURRENCIES[code] ?? code)
    .replace(/\b(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})\b/g, (all, day, month, year) =>
      MONTHS[month] ? `${day} ${MONTHS[month]} ${year}` : all,
    )
  for (const [sign, words] of SIGNS) said = said.replace(sign, words)
  return said
    .replace(/[^\p{L}\p{N}\s.,:;!?'’-]+/gu, ' ')
    .replace(/(?<=[\p{L}])-(?=\d)|(?<=\d)-(?=[\p{L}])/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[.,:;!?])/g, '')
    .replace(/[,:;]+(?=[.,:;!?])/g, '')
    .trim()
}
