// Makes a view: who asks for what -> gates -> candidates -> one story each -> score -> budget -> words.
// Pure: the same snapshot, question and definitions give the same bytes.
import type { WithheldCode } from '../../contract/consent.ts'
import { WITHHELD_CODES } from '../../contract/consent.ts'
import { hexOfPublicId, publicId } from '../../contract/identifier.ts'
import type { Budget, OutputForm } from '../../contract/lens.ts'
import type { Fact, View } from '../../contract/view.ts'
import { consentState } from '../consent/combine.ts'
import { type Audience, admit, type GateAsk, type Pass } from '../consent/gates.ts'
import { mayBeSaid } from '../consent/speakable.ts'
import type { Bearing } from './bearing.ts'
import { type BearingSource, bearingOf } from './bearing-of.ts'
import type { Candidate } from './candidate.ts'
import { cleanText, VALUE_LENGTH_MAX } from './clean.ts'
import { collapse } from './collapse.ts'
import type { CompiledLens, CompiledLenses } from './compile.ts'
import { count, type Gathering, gather, ruleOf, type WithheldCounts } from './gather.ts'
import { relevanceTo } from './relevance.ts'
import { fitJson, tokensInJson } from './render-json.ts'
import { markdownOf, type Renderable, type Told, wordsOfTraits } from './render-markdown.ts'
import { speechOf } from './render-speech.ts'
import { explainScore, round } from './score.ts'
import { type BearingSections, sectionsFor } from './sections.ts'
import { narrowBudget, type Selected, select, wordsIn } from './select.ts'
import { type SituationSource, situationOf } from './situation-of.ts'
import type { Snapshot } from './snapshot.ts'
import { relatedAccount, subjectOf } from './subject.ts'
import { gatherSubsidiaries } from './subsidiaries.ts'
import { shifted } from './template.ts'
import { tokensIn } from './tokens.ts'
import { wordGuess } from './wording.ts'

/** Longest channel or status shown. */
const LABEL_LENGTH_MAX = 60

export interface ViewQuestion {
  readonly lens: CompiledLens
  readonly purpose: string
  readonly role: string
  readonly channel: string
  /** stricter than the lens's own: "could I show this to her?"; a laxer one has no effect */
  readonly audience?: Audience
  readonly relationship: GateAsk['relationship']
  /** what she just said: ranks, never instructs */
  readonly utterance?: string
  readonly budget?: Budget
  readonly form?: OutputForm
  readonly explain?: boolean
  /** ms: the moment of the view */
  readonly now: number
  /** ms: when somebody looks, which is when it must be allowed; absent: the moment of the view */
  readonly present?: number
  /** ids of facts shown earlier in this interaction */
  readonly shown?: readonly string[]
  readonly customer?: GateAsk['customer']
  /** where she stands and what she wants, as the earlier stages know it */
  readonly bearing?: Bearing
  /** what her records show of journeys and objectives, from which both and the ranking are made */
  readonly standing?: BearingSource
  /** what the company can do and owes, from which the situation of the view is made */
  readonly situation?: SituationSource
  /** what the earlier stages found, of which a lens shows its part; a `situation` here goes first */
  readonly found?: Partial<BearingSections>
}

export type ViewResult = MadeView | RefusedView

export interface MadeView {
  readonly kind: 'view'
  readonly view: Omit<View, 'audit'>
  /** for the audit log: facts, traits, identifiers and name shown */
  readonly shownCount: number
  /** for the audit log: all of it, whatever the lens tells the reader */
  readonly withheld: Readonly<Partial<Record<WithheldCode, number>>>
  /** kinds of fields shown, sorted, no values */
  readonly fieldSet: readonly string[]
}

export interface RefusedView {
  readonly kind: 'refused'
  readonly reason: WithheldCode
}

export function makeView(
  snapshot: Snapshot,
  question: ViewQuestion,
  compiled: CompiledLenses,
): ViewResult {
  const audience = stricter(question.lens.definition.audience, question.audience)
  const consents = consentState(
    snapshot.consents,
    snapshot.subject.records.map(({ id, joinedAt }) => ({ record: id, joinedAt })),
    question.present ?? question.now,
  )
  const admission = admit(compiled.gates, { ...askOf(question), audience, consents })
  if (!admission.permit) return { kind: 'refused', reason: admission.reason }
  return showTo({ snapshot, question, compiled, audience, pass: admission.pass })
}

function askOf(question: ViewQuestion) {
  const { purpose, role, channel, relationship, present, customer } = question
  const now = present ?? question.now
  return { purpose, role, channel, relationship, now, ...(customer ? { customer } : {}) }
}

const STRICTNESS: Readonly<Record<Audience, number>> = { internal: 0, customer: 1, external: 2 }

function stricter(own: Audience, asked: Audience | undefined): Audience {
  return asked !== undefined && STRICTNESS[asked] > STRICTNESS[own] ? asked : own
}

interface Showing {
  readonly snapshot: Snapshot
  readonly question: ViewQuestion
  readonly compiled: CompiledLenses
  readonly audience: Audience
  readonly pass: Pass
}

function showTo(showing: Showing): MadeView {
  const { snapshot, question, compiled, pass, audience } = showing
  const withheld: WithheldCounts = new Map()
  const gathering: Gathering = {
    lens: question.lens,
    compiled,
    pass,
    now: question.now,
    audience,
    withheld,
  }
  for (const reason of snapshot.keptOff?.values() ?? []) count(withheld, reason)
  const candidates = collapse(
    [
      ...gather(snapshot, gathering),
      ...gatherSubsidiaries(snapshot, gathering, { ...askOf(question), audience }),
    ],
    compiled,
  )
  const { subject, fields } = subjectOf(snapshot, gathering)
  const { bearing, found } = stand(showing, gathering)
  const form = question.form ?? question.lens.definition.form
  const budget = narrowBudget(question.lens.definition.budget, question.budget)
  const { chosen, left } = select(candidates, {
    budget,
    form,
    wordsBeside: form === 'speech' ? 0 : wordsOfTraits(subject),
    context: {
      now: question.now,
      relevance: question.utterance
        ? relevanceTo(question.utterance, candidates, {
            intents: compiled.intents,
            purpose: question.purpose,
            now: question.now,
          })
        : undefined,
      shown: shownIds(question.shown),
      bearing,
    },
  })
  const told = chosen.map((one) => toldOf(one, showing))
  const facts = told.map((one) => one.fact)
  const view = sized(
    {
      ...sectionsFor(found, {
        definition: question.lens.definition,
        audience: showing.audience,
      }),
      actions: [],
      notActions: [],
      [snapshot.subject.entity]: subject,
      facts,
      more: { facts: left },
      withheld: tellWithheld(withheld, question.lens.definition.withheldCounts),
      asOf: new Date(question.now).toISOString(),
      lens: versioned(question.lens, compiled),
      purpose: question.purpose,
      basis: pass.permit.basis,
    },
    {
      form,
      budget,
      tokensAsked: question.budget?.tokens,
      audience: showing.audience,
      now: question.now,
      compiled,
      told,
    },
  )
  return {
    kind: 'view',
    view,
    shownCount: view.facts.length + fields.length,
    withheld: inOrder(withheld),
    fieldSet: [...new Set([...fields, ...view.facts.map((one) => one.what)])].sort(),
  }
}

/** Her bearing and our situation: as they were given, else made from what the gates let through. */
function stand(
  { snapshot, question }: Showing,
  gathering: Gathering,
): { readonly bearing: Bearing | undefined; readonly found: Partial<BearingSections> } {
  const { standing, situation, purpose, utterance } = question
  const made = standing && bearingOf(snapshot, gathering, standing, { purpose, utterance })
  return {
    bearing: question.bearing ?? made?.bearing,
    found: {
      ...(made && { position: made.position, objective: made.objective }),
      ...(situation && { situation: situationOf(snapshot, gathering, situation) }),
      ...question.found,
    },
  }
}

function versioned(lens: CompiledLens, compiled: CompiledLenses): string {
  const { lens: name } = lens.definition
  return compiled.version === undefined ? name : `${name}@${compiled.version}`
}

function shownIds(shown: readonly string[] | undefined): ReadonlySet<string> | undefined {
  if (!shown || shown.length === 0) return undefined
  return new Set(shown.map((id) => (id.startsWith('evt_') ? (hexOfPublicId(id) ?? id) : id)))
}

/** A fact, and which parts of its text come from outside. */
function toldOf(selected: Selected, showing: Showing): Told {
  const { text, outside, codes = [] } = selected.candidate.fill()
  const fact = factOf(selected, showing)
  // A guess is worded as one, which moves the rest to the right.
  const by = fact.text.length - text.length
  return { fact, outside: shifted(outside, by), codes: shifted(codes, by) }
}

function factOf({ candidate, score, isPinned, diversity }: Selected, showing: Showing): Fact {
  const { text, outside } = candidate.fill()
  const { provenance, confidence, channel, status } = candidate
  const fact: Fact = {
    id: factId(candidate),
    text: provenance === 'inferred' ? wordGuess(text, confidence) : text,
    what: candidate.what,
    kind: provenance,
    at: new Date(candidate.at).toISOString(),
    relevance: round(score.total),
    evidence: candidate.evidence.map(evidenceId),
    maySay: mayBeSaid(candidate, showing.question.channel),
  }
  // Assigned, not spread: this runs for every fact of every view.
  if (isPinned) fact.pinned = true
  if (outside.length > 0) fact.untrusted = true
  if (channel) fact.channel = cleanText(channel, LABEL_LENGTH_MAX)
  if (status) fact.status = cleanText(status, LABEL_LENGTH_MAX)
  if (candidate.of) fact.of = relatedAccount(candidate.of)
  if (showing.question.explain) fact.score = explainScore(score, diversity)
  return fact
}

function factId({ id, origin }: Candidate): string {
  const isEvent = origin.kind === 'event' || origin.kind === 'visit'
  return isEvent ? evidenceId(id) : cleanText(id, VALUE_LENGTH_MAX)
}

function evidenceId(id: string): string {
  return id.length === 32 ? publicId('evt', id) : id
}

/** In the order of the checks, not of the data: the same bytes whatever came first. */
function inOrder(withheld: WithheldCounts): MadeView['withheld'] {
  return Object.fromEntries(
    WITHHELD_CODES.flatMap((code) => {
      const times = withheld.get(code)
      return times === undefined ? [] : [[code, times]]
    }),
  )
}

function tellWithheld(withheld: WithheldCounts, how: 'full' | 'coarse' | 'none'): View['withheld'] {
  if (how === 'none' || withheld.size === 0) return []
  return WITHHELD_CODES.filter((code) => withheld.has(code)).map((reason) => ({
    reason,
    count: how === 'full' ? (withheld.get(reason) ?? 1) : 1,
  }))
}

interface Form {
  readonly form: OutputForm
  readonly budget: Budget
  /** by the reader: for the whole JSON. What a lens says was measured for the text. */
  readonly tokensAsked: number | undefined
  readonly audience: Audience
  readonly now: number
  readonly compiled: CompiledLenses
  /** at least the facts of the view, in its order */
  readonly told: readonly Told[]
}

/** Adds text and size. Whole facts are left out from the end until what is read fits the budget. */
function sized(view: Renderable, form: Form): Omit<View, 'audit'> {
  if (form.form === 'json') return sizedJson(view, form)
  const rendered = rendering(view, form)
  let fitting = view
  let text = rendered(fitting)
  while (fitting.facts.length > 0 && exceeds(fitting, text, form)) {
    fitting = {
      ...fitting,
      facts: fitting.facts.slice(0, -1),
      more: { facts: fitting.more.facts + 1 },
    }
    text = rendered(fitting)
  }
  text = cutTo(fitting, text, form)
  const words = Math.min(wordsRead(fitting, text, form), wordsIn(text))
  return { ...fitting, text, size: { items: fitting.facts.length, words, tokens: tokensIn(text) } }
}

function sizedJson(view: Renderable, form: Form): Omit<View, 'audit'> {
  const { tokensAsked: asked } = form
  const fitting = asked === undefined ? view : fitJson(view, asked)
  const tokens =
    asked === undefined
      ? tokensIn(view.facts.map((one) => one.text).join(' '))
      : tokensInJson(fitting)
  const words = wordsRead(fitting, '', form)
  return { ...fitting, size: { items: fitting.facts.length, words, tokens } }
}

function rendering(
  view: Renderable,
  { form, audience, now, compiled, told, budget }: Form,
): (shown: Renderable) => string {
  if (form === 'speech') return speechOf({ audience, now, told })
  const titleOf = (trait: string) => ruleOf(compiled, trait).title
  return markdownOf(view, { audience, now, titleOf, told, budget })
}

/**
 * Words that somebody has to read or hear: all of a speech; of the other forms the facts and the traits, since
 * headings, citations and dates are looked over.
 */
function wordsRead(view: Renderable, text: string, { form }: Pick<Form, 'form'>): number {
  if (form === 'speech') return wordsIn(text)
  const subject = view.customer ?? view.account
  return view.facts.reduce(
    (sum, fact) => sum + wordsIn(fact.text),
    subject ? wordsOfTraits(subject) : 0,
  )
}

function exceeds(view: Renderable, text: string, form: Form): boolean {
  const { words, tokens } = form.budget
  return (
    (words !== undefined && wordsRead(view, text, form) > words) ||
    (tokens !== undefined && tokensIn(text) > tokens)
  )
}

/** A budget too small even for the heading cuts it; words are counted in all of what is left. */
function cutTo(view: Renderable, text: string, form: Form): string {
  if (!exceeds(view, text, form)) return text
  const { words = Number.POSITIVE_INFINITY, tokens = Number.POSITIVE_INFINITY } = form.budget
  const pieces = text.split(/(?<=\s)/)
  while (pieces.length > words || tokensIn(pieces.join('')) > tokens) pieces.pop()
  return pieces.join('').trimEnd()
}
