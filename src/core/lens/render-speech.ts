// A view as plain sentences for a voice: no symbols, no web addresses, codes and amounts as they are said.
import type { Fact, ViewSubject } from '../../contract/view.ts'
import type { Audience } from '../consent/gates.ts'
import { readableAge } from './readable.ts'
import { bearingSentence } from './render-bearing.ts'
import type { Renderable } from './render-markdown.ts'

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
}

export function renderSpeech(view: Renderable, options: SpeechOptions): string {
  const subject = view.customer ?? view.account
  const opening = options.audience === 'internal' && subject ? [openingOf(view, subject)] : []
  const bearing = bearingSentence(view, options)
  const said = [
    ...(bearing === undefined ? [] : [sentence(speakable(bearing))]),
    ...view.facts.map((fact) => factSentence(fact, options)),
  ]
  return [...opening, ...(said.length > 0 ? said : [silence(view)])].join(' ')
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

/** What she told us says so, with its age to staff: what she said a minute ago needs no second asking. */
function factSentence(fact: Fact, { audience, now }: SpeechOptions): string {
  if (fact.kind !== 'given') return sentence(speakable(fact.text))
  if (audience === 'customer') return sentence(speakable(`You told us: ${fact.text}`))
  const age = readableAge(Date.parse(fact.at), now) ?? ''
  return sentence(speakable(`Told us ${/ago|now/.test(age) ? age : `on ${age}`}: ${fact.text}`))
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
    .replace(/,+(?=[.,:;!?])/g, '')
    .trim()
}
