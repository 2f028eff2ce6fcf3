// What a story file holds: what happened, who asks for what, and what the view must say. Times such as `-2h`,
// `-4d3h` or `-2m` stand before the story's moment.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { ConsentInput } from '../../src/contract/consent.ts'

const FOLDER = import.meta.dirname

const Step = z.strictObject({
  at: z.string(),
  source: z.string(),
  /** a Segment call without messageId and timestamp; `ids` become external ids */
  event: z.record(z.string(), z.unknown()).optional(),
  ids: z.record(z.string(), z.string()).optional(),
  object: z
    .strictObject({
      type: z.string(),
      id: z.string(),
      customer: z.string().optional(),
      account: z.string().optional(),
      body: z.record(z.string(), z.unknown()),
    })
    .optional(),
  consent: ConsentInput.partial({ channel: true }).optional(),
  /** news about our own situation; its times may be written like `-2h` and `+3h` */
  news: z.record(z.string(), z.unknown()).optional(),
  /** somebody in a role says what a customer wants */
  objective: z
    .strictObject({
      customer: z.string(),
      role: z.string(),
      say: z.record(z.string(), z.unknown()),
    })
    .optional(),
})
export type Step = z.infer<typeof Step>

/** Only what is named here is checked; `UPDATE_STORIES=1` rewrites the values, never `contains`, `lacks` and `textLacks`. */
const Expected = z.strictObject({
  name: z.string().nullable().optional(),
  lens: z.string().optional(),
  /** texts of all facts, in order */
  facts: z.array(z.string()).optional(),
  /** the first facts */
  first: z.array(z.string()).optional(),
  traits: z.record(z.string(), z.unknown()).optional(),
  /** source and time of a trait, for where it comes from */
  traitSources: z.record(z.string(), z.string()).optional(),
  identifiers: z.array(z.string()).optional(),
  relatives: z.record(z.string(), z.array(z.string())).optional(),
  withheld: z.record(z.string(), z.number()).optional(),
  untrusted: z.array(z.string()).optional(),
  /** facts that must not be said to her */
  internal: z.array(z.string()).optional(),
  more: z.number().optional(),
  size: z.record(z.string(), z.number()).optional(),
  text: z.array(z.string()).optional(),
  /** journey/stage, and how it goes */
  position: z.string().nullable().optional(),
  /** the job, and how it is known */
  wants: z.string().nullable().optional(),
  mood: z.string().nullable().optional(),
  incidents: z.array(z.string()).optional(),
  promises: z.array(z.string()).optional(),
  /** what we cannot offer now */
  cannot: z.array(z.string()).optional(),
  refused: z.string().optional(),
  /** somewhere in the answer */
  contains: z.array(z.string()).optional(),
  /** nowhere in the answer, or nowhere in its text */
  lacks: z.array(z.string()).optional(),
  textLacks: z.array(z.string()).optional(),
})
export type Expected = z.infer<typeof Expected>

const Ask = z.strictObject({
  why: z.string(),
  as: z.strictObject({ role: z.string(), subjects: z.array(z.string()).optional() }),
  /** as a client sends it */
  request: z.record(z.string(), z.unknown()),
  expect: Expected,
})
export type Ask = z.infer<typeof Ask>

export const Story = z.strictObject({
  title: z.string(),
  now: z.string(),
  chapters: z
    .array(
      z.strictObject({
        /** when another moment than the story's */
        now: z.string().optional(),
        happened: z.array(Step),
        asks: z.array(Ask),
      }),
    )
    .min(1),
})
export type Story = z.infer<typeof Story>

export interface StoryFile {
  readonly name: string
  readonly path: string
  readonly story: Story
}

export function readStories(): readonly StoryFile[] {
  if (!existsSync(FOLDER)) return []
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))
  return names.sort().map((file) => {
    const path = join(FOLDER, file)
    const story = Story.parse(JSON.parse(readFileSync(path, 'utf8')))
    return { name: file.replace('.json', ''), path, story }
  })
}

export function writeStory({ path, story }: StoryFile): void {
  writeFileSync(path, `${JSON.stringify(story, undefined, 2)}\n`)
}

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 }

/** Every `-2h` and `+3h` of some news as ISO text. */
export function withTimes(news: unknown, now: number): unknown {
  if (typeof news === 'string' && /^-(?:\d+[dhm])+$/.test(news)) return timeBefore(now, news)
  if (typeof news === 'string' && /^\+(?:\d+[dhm])+$/.test(news)) {
    const ahead = now - Date.parse(timeBefore(now, news.replace('+', '-')))
    return new Date(now + ahead).toISOString()
  }
  if (Array.isArray(news)) return news.map((one) => withTimes(one, now))
  if (typeof news !== 'object' || news === null) return news
  return Object.fromEntries(
    Object.entries(news).map(([name, value]) => [name, withTimes(value, now)]),
  )
}

/** `-4d3h` before `now` (ms), as ISO text. */
export function timeBefore(now: number, ago: string): string {
  const parts = [...ago.matchAll(/(\d+)([dhm])/g)]
  if (!/^-(?:\d+[dhm])+$/.test(ago)) throw new Error(`A time in a story looks like -4d3h: ${ago}`)
  const msOf = (unit: string | undefined) => UNIT_MS[unit ?? ''] ?? 0
  const ms = parts.reduce((sum, [, count, unit]) => sum + Number(count) * msOf(unit), 0)
  return new Date(now - ms).toISOString()
}
