// A moment as callers may write it: events, objects and consents are read by one parser (`core/collect/instant.ts`).
import * as z from 'zod'

/** The longest is what JavaScript prints, with the name of its zone in brackets. */
const CHARACTERS_MAX = 80

export const Moment = z
  .union([z.string().min(1).max(CHARACTERS_MAX), z.number()])
  .describe(
    'ISO 8601 (UTC where it names no zone), seconds or ms since 1970, or as mail and programs print a time; not 6/1/2025',
  )
export type Moment = z.infer<typeof Moment>
