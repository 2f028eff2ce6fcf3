// What values of identifiers came to, by the value as it was sent. A visit is ten events of one device: its id is
// cleaned, checked and hashed once, and all its events share one text, which is compared at a glance.
import type { IdentifierVia, RecordKey, SeenIdentifier } from '../../contract/event.ts'
import type { CompiledRule } from './compile.ts'
import type { Hash } from './context.ts'

/** A value that is an identifier. */
export interface KnownValue {
  readonly value: string
  readonly id: string
  /** as an event last showed it */
  seen: SeenIdentifier | undefined
  /** the record that the value was last the key of */
  record: RecordKey | undefined
}

/** Or why it is none. */
export type ReadValue = KnownValue | 'blocked' | 'invalid'

/** Two generations of so many are kept per namespace: some 0.3 kB each, and visits under way are fewer. */
const VALUES_PER_GENERATION = 2_000
/** Longer values are rare, and a few thousand of them would be megabytes. */
const CHARACTERS_MAX = 100

interface Memory {
  /** ids are hashes: another hash, other ids */
  readonly hash: Hash
  young: Map<string, ReadValue>
  old: Map<string, ReadValue>
}

const memories = new WeakMap<CompiledRule, Memory>()

/** What `read` says of a value under a rule; the same answer again when it was asked lately. */
export function readOnce(
  rule: CompiledRule,
  raw: string,
  hash: Hash,
  read: (rule: CompiledRule, raw: string, hash: Hash) => ReadValue,
): ReadValue {
  if (raw.length > CHARACTERS_MAX) return read(rule, raw, hash)
  const memory = memoryOf(rule, hash)
  const known = memory.young.get(raw)
  if (known !== undefined) return known
  const answer = memory.old.get(raw) ?? read(rule, raw, hash)
  keep(memory, raw, answer)
  return answer
}

function memoryOf(rule: CompiledRule, hash: Hash): Memory {
  const known = memories.get(rule)
  if (known?.hash === hash) return known
  const memory: Memory = { hash, young: new Map(), old: new Map() }
  memories.set(rule, memory)
  return memory
}

function keep(memory: Memory, raw: string, answer: ReadValue): void {
  memory.young.set(raw, answer)
  if (memory.young.size < VALUES_PER_GENERATION) return
  memory.old = memory.young
  memory.young = new Map()
}

/** The identifier as an event shows it. */
export function seenAs(known: KnownValue, namespace: string, via: IdentifierVia): SeenIdentifier {
  if (known.seen?.via === via) return known.seen
  known.seen = { namespace, value: known.value, via, id: known.id }
  return known.seen
}
