// What `alidade language evaluate` measures: the answers of a model on labelled messages it has not seen.
import {
  type Answered,
  accuracyAt,
  accuracyOf,
  calibrationErrorOf,
  macroF1Of,
  macroRecallOf,
  unknownOf,
} from '../../core/objective/language/metrics.ts'
import { type LanguageModel, readMessage } from '../../core/objective/language/model.ts'
import type { Example } from '../../core/objective/language/train.ts'

export interface LanguageReport {
  /** one label a message, or any number */
  readonly kind: 'one' | 'many'
  readonly labels: number
  readonly messages: number
  /** share of messages answered exactly right; with unknown ones among them, of those that a label covers, where "unknown" counts as wrong */
  readonly accuracy: number
  readonly macroF1: number
  readonly macroRecall: number
  /** expected calibration error of the chances, before anything is refused */
  readonly ece: number
  /** accuracy of the most confident 80 % of covered messages, before anything is refused */
  readonly accuracyAt80: number
  /** accuracy on covered messages if nothing were refused */
  readonly accuracyIfNoneRefused: number
  readonly unknown?: {
    readonly recall: number
    readonly precision: number
    readonly messages: number
    /** right answers of all messages, "unknown" being one */
    readonly accuracyOfAll: number
  }
  readonly msPerMessage: number
}

const CONFIDENT_SHARE = 0.8
/** The first messages are read while the engine still compiles. */
const WARM_UP = 200

/** `isOpen`: some messages may be about nothing the labels cover, so the model may refuse. */
export function evaluateModel(
  model: LanguageModel,
  test: readonly Example[],
  isOpen: boolean,
): LanguageReport {
  for (const { text } of test.slice(0, WARM_UP)) readMessage(model, text)
  const startedAt = performance.now()
  const readings = test.map(({ text }) => readMessage(model, text))
  const msPerMessage = (performance.now() - startedAt) / test.length
  const said = readings.map((reading, n): Answered & { readonly isKnown: boolean } => {
    const labels = model.kind === 'one' ? reading.labels.slice(0, 1) : reading.labels
    return {
      truths: test[n]?.labels ?? [],
      said: labels.map(({ label }) => label),
      chances: labels.map(({ chance }) => chance),
      isKnown: reading.isKnown,
    }
  })
  const answers = isOpen ? said.map((one) => (one.isKnown ? one : refused(one))) : said
  const isCovered = ({ truths }: Answered): boolean => truths.length > 0
  const named = isOpen ? answers.map(withUnknown) : answers
  const covered = answers.filter(isCovered)
  const unrefused = said.filter(isCovered)
  return {
    kind: model.kind,
    labels: model.labels.length,
    messages: test.length,
    accuracy: accuracyOf(covered),
    macroF1: macroF1Of(named),
    macroRecall: macroRecallOf(named),
    ece: calibrationErrorOf(unrefused),
    accuracyAt80: accuracyAt(unrefused, CONFIDENT_SHARE),
    accuracyIfNoneRefused: accuracyOf(unrefused),
    ...(isOpen && {
      unknown: {
        ...unknownOf(answers),
        messages: answers.length - covered.length,
        accuracyOfAll: accuracyOf(answers),
      },
    }),
    msPerMessage,
  }
}

const refused = <One extends Answered>(one: One): One => ({ ...one, said: [], chances: [] })

/** For the mean over labels "unknown" is a label of its own; a blank cannot be the name of one. */
function withUnknown(one: Answered): Answered {
  const name = (labels: readonly string[]) => (labels.length === 0 ? [' '] : labels)
  return { ...one, truths: name(one.truths), said: name(one.said) }
}
