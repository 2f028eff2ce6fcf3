// A model as bytes, to keep in a file or a table: a line of JSON with the small things, then the big lists.
//
//   "ALM2" | length of the JSON (4 bytes) | JSON in ASCII | hashes | messages | row lengths | labels | steps
//
// Numbers are little-endian, as every machine that runs this has them.
import type { Calibration } from './calibrate.ts'
import { createDictionary } from './dictionary.ts'
import type { Bar, LanguageModel } from './model.ts'
import type { KnownRule } from './unknown.ts'
import { createWeights } from './weights.ts'

const MAGIC = 'ALM2'
/** Bytes of the file that are read at most. */
export const MODEL_BYTES_MAX = 5 * 1024 * 1024
const BYTE_LABELS_MAX = 256

interface Header {
  readonly kind: 'one' | 'many'
  readonly labels: readonly string[]
  readonly messages: number
  readonly calibration: Calibration
  readonly bars: readonly Bar[]
  readonly known?: KnownRule
  readonly feelings: number
  readonly scales: readonly number[]
  readonly biases: readonly number[]
  readonly features: number
  readonly weights: number
}

export function encodeModel(model: LanguageModel): Uint8Array {
  const { dictionary, weights } = model
  const header = asciiOf(JSON.stringify(headerOf(model)))
  const rows = Uint16Array.from(
    { length: weights.starts.length - 1 },
    (_, row) => (weights.starts[row + 1] as number) - (weights.starts[row] as number),
  )
  const labels =
    model.labels.length <= BYTE_LABELS_MAX ? Uint8Array.from(weights.labels) : weights.labels
  const parts = [
    asciiOf(MAGIC),
    bytesOf(Uint32Array.of(header.length)),
    header,
    bytesOf(dictionary.hashes),
    bytesOf(dictionary.messages),
    bytesOf(rows),
    bytesOf(labels),
    bytesOf(weights.steps),
  ]
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** Throws a RangeError for bytes that are no model. */
export function decodeModel(bytes: Uint8Array): LanguageModel {
  const reader = readerOf(bytes)
  if (textOf(reader.take(MAGIC.length)) !== MAGIC) throw new RangeError('This is no language model')
  const length = new Uint32Array(reader.take(4).buffer)[0] ?? 0
  const header = JSON.parse(textOf(reader.take(length))) as Header
  const { features, feelings, weights: count } = header
  const hashes = new Uint32Array(reader.take(features * 4).buffer)
  const messages = new Uint16Array(reader.take(features * 2).buffer)
  const rows = new Uint16Array(reader.take((features + feelings) * 2).buffer)
  const isWide = header.labels.length > BYTE_LABELS_MAX
  const labels = reader.take(isWide ? count * 2 : count)
  const steps = new Int8Array(reader.take(count).buffer)
  return {
    kind: header.kind,
    labels: header.labels,
    dictionary: createDictionary(hashes, messages, header.messages),
    messages: header.messages,
    feelings,
    weights: createWeights({
      starts: startsOf(rows),
      labels: isWide ? new Uint16Array(labels.buffer) : Uint16Array.from(labels),
      steps,
      scales: Float32Array.from(header.scales),
      biases: Float32Array.from(header.biases),
    }),
    calibration: header.calibration,
    bars: header.bars,
    ...(header.known && { known: header.known }),
  }
}

function headerOf(model: LanguageModel): Header {
  const { kind, labels, messages, calibration, bars, known, feelings, dictionary, weights } = model
  return {
    kind,
    labels,
    messages,
    calibration,
    bars,
    ...(known && { known }),
    feelings,
    scales: Array.from(weights.scales),
    biases: Array.from(weights.biases),
    features: dictionary.hashes.length,
    weights: weights.steps.length,
  }
}

function startsOf(rows: Uint16Array): Int32Array {
  const starts = new Int32Array(rows.length + 1)
  for (const [row, length] of rows.entries()) starts[row + 1] = (starts[row] as number) + length
  return starts
}

function readerOf(bytes: Uint8Array): {
  readonly take: (length: number) => Uint8Array<ArrayBuffer>
} {
  let at = 0
  return {
    take: (length) => {
      if (at + length > bytes.length) throw new RangeError('The language model is cut off')
      at += length
      // A copy, so that numbers of several bytes stand where they may; slice() of some byte lists is none.
      return Uint8Array.from(bytes.subarray(at - length, at))
    },
  }
}

function bytesOf(list: {
  readonly buffer: ArrayBufferLike
  readonly byteOffset: number
  readonly byteLength: number
}): Uint8Array {
  return new Uint8Array(list.buffer, list.byteOffset, list.byteLength)
}

function asciiOf(text: string): Uint8Array {
  const escaped = text.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return Uint8Array.from(escaped, (unit) => unit.charCodeAt(0))
}

function textOf(ascii: Uint8Array): string {
  let text = ''
  for (const code of ascii) text += String.fromCharCode(code)
  return text
}
