// How what she says tells what she speaks about: words that show an intent, and what such an intent is
// usually about. Data of the company, not code: a shop, a bank and a telephone company differ here.
import * as z from 'zod'

/** What an intent speaks for (above 0) or against (below 0). */
export const Favour = z
  .object({
    /** event kind, `object:<type>`; `*` at the end matches a prefix */
    what: z.string(),
    /** only in one of these states, any case; absent = any */
    status: z.array(z.string()).optional(),
    /** only while it is open, or only when it no longer is */
    open: z.boolean().optional(),
    weight: z.number().min(-1).max(1),
  })
  .strict()
export type Favour = z.infer<typeof Favour>

/** She wants to send something back: then she speaks of what was delivered. */
export const IntentRule = z
  .object({
    intent: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
    /** words or phrases that show it, any case and language; `*` at the end matches a prefix; none = always */
    says: z.array(z.string().min(2).max(80)).max(200).default([]),
    /** where it is said a new wish begins: return this and cancel that */
    wish: z.boolean().default(false),
    /** only where someone looks for one of these purposes; absent = any */
    purposes: z.array(z.string()).optional(),
    /** the first that fits decides */
    favours: z.array(Favour).min(1).max(50),
  })
  .strict()
export type IntentRule = z.infer<typeof IntentRule>
