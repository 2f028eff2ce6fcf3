// An optional language model outside: asked only when the caller wants a summary, given only what the lens shows, and
// never waited for longer than a moment. What it says is marked as inferred; without it the view is as it was.
import type { View } from '../../contract/view.ts'
import type { Compiled } from '../compiled.ts'

/** What leaves the company: the view as Markdown, what she just said, and the jobs there are. */
export interface ProviderAsk {
  readonly view: string
  readonly utterance: string | undefined
  readonly jobs: readonly { readonly job: string; readonly label: string }[]
}

export interface ProviderAnswer {
  readonly summary?: string
  /** what she wants, when words of hers say so */
  readonly job?: string
}

export interface Provider {
  /** shown beside what it said, and in the audit log: model and host */
  readonly name: string
  /** May throw; must end soon after `signal` aborts. */
  readonly ask: (ask: ProviderAsk, signal: AbortSignal) => Promise<ProviderAnswer>
}

const TIMEOUT_MS = 4_000
/** More would wait for each other; who comes then gets the view without a summary. */
const AT_ONCE_MAX = 4
const SUMMARY_CHARACTERS_MAX = 1_200
/** A model that names a job says it with conviction, right or wrong. */
const JOB_CONFIDENCE = 0.5

export interface Summariser {
  readonly name: string
  /** Undefined when the provider is busy, slow, away or talks nonsense. */
  readonly ask: (ask: ProviderAsk) => Promise<ProviderAnswer | undefined>
}

export function createSummariser(provider: Provider, log: (line: string) => void): Summariser {
  let running = 0
  return {
    name: provider.name,
    async ask(ask) {
      if (running >= AT_ONCE_MAX) return undefined
      running++
      try {
        return await atMost(TIMEOUT_MS, (signal) => provider.ask(ask, signal))
      } catch (error) {
        log(`provider ${provider.name}: ${error instanceof Error ? error.message : String(error)}`)
        return undefined
      } finally {
        running--
      }
    },
  }
}

async function atMost<Result>(
  ms: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      stopping.abort()
      reject(new Error(`no answer within ${ms} ms`))
    }, ms)
  })
  try {
    return await Promise.race([work(stopping.signal), late])
  } finally {
    clearTimeout(timer)
  }
}

/** The view with what the provider said, as far as it is usable; the objective only where none was known. */
export function withAnswer<Shown extends Omit<View, 'audit'>>(
  view: Shown,
  answer: ProviderAnswer,
  { name, compiled, mayWish }: { name: string; compiled: Compiled; mayWish: boolean },
): Shown {
  const text = usableText(answer.summary)
  const job = compiled.objectives.jobs.get(answer.job ?? '')?.definition
  const isOpen = mayWish && (view.objective === null || view.objective.job === 'unknown')
  return {
    ...view,
    ...(text !== undefined && { summary: { text, basis: 'inferred' as const, by: name } }),
    ...(isOpen &&
      job && {
        objective: {
          ...view.objective,
          job: job.job,
          label: job.label,
          basis: 'inferred' as const,
          confidence: JOB_CONFIDENCE,
          because: [{ text: `Read from her words by ${name}` }],
        },
      }),
  }
}

/** Plain text without addresses: what a model writes may have been dictated by somebody's message. */
function usableText(text: string | undefined): string | undefined {
  const plain = text
    ?.replace(/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1')
    .replace(/\b[a-z][a-z0-9+.-]{1,20}:\/\/\S+|\bwww\.\S+/gi, 'link left out')
    .replace(/[<>`]/g, '')
    .trim()
    .slice(0, SUMMARY_CHARACTERS_MAX)
  return plain === '' ? undefined : plain
}
