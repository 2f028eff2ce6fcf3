// The mapping file of `alidade import`: which records stand in which files, and what each of them becomes.
// Values are templates (see template.ts); their shape is free, the shape around them is checked here.
import * as z from 'zod'
import { EVENT_TYPES } from '../../contract/event.ts'

/** A template, or an object or list of templates; undefined where a field is left out. */
export type Template = string | number | boolean | null | readonly Template[] | TemplateMap
export interface TemplateMap {
  readonly [key: string]: Template
}

const Template: z.ZodType<Template> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(Template),
    z.record(z.string(), Template),
  ]),
)
const Fields = z.record(z.string(), Template)

const common = {
  /** CEL over `record`, `key` and the names of `each`; only then */
  when: z.string().optional(),
  /** tells equal contents apart, e.g. '{$row}'; absent: equal contents are one */
  key: Template.optional(),
}

const EventOutput = z
  .object({
    ...common,
    event: z
      .object({
        type: z.enum(EVENT_TYPES),
        event: Template.optional(),
        name: Template.optional(),
        category: Template.optional(),
        userId: Template.optional(),
        anonymousId: Template.optional(),
        groupId: Template.optional(),
        previousId: Template.optional(),
        timestamp: Template.optional(),
        messageId: Template.optional(),
        channel: Template.optional(),
        traits: Template.optional(),
        properties: Template.optional(),
        context: Fields.optional(),
      })
      .strict(),
  })
  .strict()

const ObjectOutput = z
  .object({
    ...common,
    object: z
      .object({
        type: z.string(),
        id: Template,
        customer: Template.optional(),
        account: Template.optional(),
        mode: z.enum(['full', 'patch']).default('full'),
        status: Template.optional(),
        changedAt: Template.optional(),
        messageId: Template.optional(),
        channel: Template.optional(),
        body: Template,
      })
      .strict(),
  })
  .strict()

const ConsentOutput = z
  .object({
    ...common,
    consent: z
      .object({
        customer: Template,
        purpose: Template,
        channel: Template.optional(),
        state: Template,
        textVersion: Template.optional(),
        text: Template.optional(),
        language: Template.optional(),
        method: Template.optional(),
        proof: Template.optional(),
        effectiveAt: Template.optional(),
        expiresAt: Template.optional(),
      })
      .strict(),
  })
  .strict()

/** One key says what it is, so that a fault is reported for that one and not for all three. */
const Output = z.unknown().transform((value, context) => {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : []
  const kind = OUTPUT_KINDS.find((name) => keys.includes(name))
  if (kind === undefined) {
    context.issues.push({ code: 'custom', input: value, message: 'needs event, object or consent' })
    return z.NEVER
  }
  const parsed = OUTPUTS[kind].safeParse(value)
  if (parsed.success) return parsed.data
  for (const { path, message } of parsed.error.issues) {
    context.issues.push({ code: 'custom', input: value, path, message })
  }
  return z.NEVER
})
const OUTPUTS = { event: EventOutput, object: ObjectOutput, consent: ConsentOutput } as const
const OUTPUT_KINDS = ['event', 'object', 'consent'] as const
export type OutputSpec =
  | z.infer<typeof EventOutput>
  | z.infer<typeof ObjectOutput>
  | z.infer<typeof ConsentOutput>

const Csv = z
  .object({
    /** absent: what the file looks like: comma, semicolon, tab or bar */
    delimiter: z.string().min(1).optional(),
    quote: z.string().length(1).default('"'),
    /** names of the columns where the file has no header line */
    columns: z.array(z.string()).optional(),
  })
  .strict()

const InputSpec = z
  .object({
    /** name or pattern (* and ?) of file names, or a list of them */
    files: z.union([z.string(), z.array(z.string()).min(1)]),
    /** absent: by the ending of the name, also before .gz */
    format: z.enum(['csv', 'json', 'jsonl']).optional(),
    /** JSON: where the records stand. `$.*` = the values of a list or map, `$.data.*`, `$` = the document itself */
    records: z
      .string()
      .regex(/^\$(\.[^.]+)*$/, 'must look like $.* or $.data.*')
      .optional(),
    csv: Csv.prefault({}),
    /** one record becomes one for each element of a list or map in it */
    each: z
      .object({ in: z.string(), as: z.string().regex(/^[a-z][A-Za-z0-9_]*$/) })
      .strict()
      .optional(),
    /** CEL: records for which it does not hold are left out */
    when: z.string().optional(),
    outputs: z.array(Output).min(1),
  })
  .strict()
export type InputSpec = z.infer<typeof InputSpec>

export const Mapping = z
  .object({
    /** the system the files come from; all that is imported belongs to its records */
    source: z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/),
    /** part of the message ids: two mappings of one source do not collide; absent: the source */
    name: z.string().min(1).max(100).optional(),
    /** definition files beside this one that are applied first */
    definitions: z.array(z.string()).default([]),
    inputs: z.array(InputSpec).min(1),
  })
  .strict()
export type Mapping = z.infer<typeof Mapping>
