// The mined map of a journey: what directly follows what among customers, how often and after how long; of two segments
// side by side. Numbers over people: small ones are not told, and all are rounded.
import * as z from 'zod'

/** Some of the customers, told by what is known of them. */
export const JourneySegment = z
  .object({
    name: z.string().min(1).max(60),
    where: z
      .string()
      .min(1)
      .max(2_000)
      .describe(
        'CEL over `traits`, `objects` (list of {type, id, status, open, body}) and `accounts` (list of acc_...): ' +
          'traits.tier == "gold", objects.exists(o, o.type == "subscription"), "acc_1" in accounts',
      ),
  })
  .strict()
export type JourneySegment = z.infer<typeof JourneySegment>

export const JourneyMapRequest = z
  .object({
    purpose: z
      .string()
      .max(100)
      .describe(
        'why you look; from GET /v1/purposes. What it may not use of a customer counts nowhere',
      ),
    journey: z
      .string()
      .max(100)
      .default('discovered')
      .describe('a designed journey, or discovered: what customers do without a design'),
    segments: z.array(JourneySegment).min(1).max(2).optional().describe('two are compared'),
    by: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('instead of segments: a trait; its most frequent values are segments'),
  })
  .strict()
export type JourneyMapRequest = z.infer<typeof JourneyMapRequest>

export const MapArrow = z.object({
  from: z.string().describe('a step, or (start)'),
  to: z.string().describe('a step, or (end)'),
  times: z.number().int().describe('rounded to a multiple of five'),
  share: z.number().describe('of what followed `from`'),
  medianWaitMinutes: z.number().optional(),
  p90WaitMinutes: z.number().optional(),
})
export type MapArrow = z.infer<typeof MapArrow>

export const MappedSegment = z.object({
  name: z.string().optional(),
  customers: z.number().int().describe('rounded; 0: too few to tell anything'),
  cases: z.number().int(),
  arrows: z.array(MapArrow).describe('the most trodden first'),
  hiddenArrows: z.number().int().describe('arrows that too few customers took to be told'),
  typicalPath: z.array(z.object({ step: z.string(), share: z.number() })),
})
export type MappedSegment = z.infer<typeof MappedSegment>

export const MapParting = z.object({
  from: z.string(),
  to: z.string(),
  share: z.tuple([z.number().nullable(), z.number().nullable()]).describe('null: too few to tell'),
  medianWaitMinutes: z.tuple([z.number().nullable(), z.number().nullable()]),
  z: z.number().describe('standard errors between the shares; beyond 3 is hardly chance'),
})
export type MapParting = z.infer<typeof MapParting>

export const JourneyMap = z.object({
  state: z.enum(['ready', 'computing']).describe('computing: ask the same again in some seconds'),
  journey: z.string(),
  purpose: z.string(),
  asOf: z.string(),
  customersRead: z.number().int().describe('so far looked at; a fair sample where there are more'),
  isSample: z.boolean().describe('there are more customers than were looked at'),
  map: MappedSegment.optional(),
  segments: z.array(MappedSegment).optional(),
  differences: z
    .array(z.object({ between: z.tuple([z.string(), z.string()]), arrows: z.array(MapParting) }))
    .optional()
    .describe('the first segment beside each other one, the surest difference first'),
  warnings: z.array(z.string()).describe('names in the question that are probably misspelt'),
  audit: z.string(),
})
export type JourneyMap = z.infer<typeof JourneyMap>
