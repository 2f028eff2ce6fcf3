// Why something is so: every match, trait, position, redaction and action carries a list of these.
import * as z from 'zod'

/** One reason. `text` is a sentence for people; `evidence` names ledger entries (evt_, lnk_, con_, def_). */
export const Reason = z.object({
  text: z.string(),
  evidence: z.array(z.string()).optional(),
  /** How much this reason contributed, in the unit of the thing it explains (score, bits, probability). */
  weight: z.number().optional(),
})
export type Reason = z.infer<typeof Reason>

/** Where a value comes from: she told us, she did, we think. */
export const Provenance = z.enum(['given', 'observed', 'inferred'])
export type Provenance = z.infer<typeof Provenance>
