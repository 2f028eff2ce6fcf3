// Writes values as PostgreSQL reads them in its binary format: COPY ... BINARY and array parameters are made of
// the same fields, each a length (int32) and that many bytes. The server need not read a text then, which is a
// quarter of its work for an event (measured).
// Format: "COPY / File Formats / Binary Format" and the *_recv functions of PostgreSQL 15 to 18.

/** Room at the start; it grows by doubling and is kept for the next batch. */
const ROOM_BYTES = 256 * 1024
/** What is larger is not kept: one huge batch must not hold its memory for ever. */
const ROOM_KEPT_BYTES_MAX = 8 * 1024 * 1024
/** bytes of a character of JavaScript in UTF-8, at most */
const UTF8_BYTES_MAX = 3
const LENGTH_BYTES = 4
/** PostgreSQL counts microseconds since 2000-01-01. */
const EPOCH_MS = Date.UTC(2000, 0, 1)
const TWO_TO_32 = 4_294_967_296
const UUID_BYTES = 16

/** A sink for fields, to be used again and again; not by two at the same time. */
export interface BinaryWriter {
  /** forgets everything written */
  start(): void
  int16(value: number): void
  int32(value: number): void
  /** puts an int32 where one was written before */
  int32At(value: number, at: number): void
  raw(bytes: Uint8Array): void
  /** fields */
  nothing(): void
  boolean(value: boolean): void
  /** int8, as a decimal text */
  bigint(value: string): void
  /** 32 hex characters */
  uuid(value: string): void
  /** timestamptz, from whole ms since epoch */
  instant(ms: number): void
  text(value: string): void
  /** a copy of what was written */
  bytes(): Buffer
}

export function createBinaryWriter(): BinaryWriter {
  let room = Buffer.allocUnsafe(ROOM_BYTES)
  let at = 0

  function need(bytes: number): void {
    if (at + bytes <= room.length) return
    const larger = Buffer.allocUnsafe(Math.max(room.length * 2, at + bytes))
    room.copy(larger, 0, 0, at)
    room = larger
  }
  function length(bytes: number): void {
    need(LENGTH_BYTES + bytes)
    room.writeInt32BE(bytes, at)
    at += LENGTH_BYTES
  }

  return {
    start() {
      at = 0
      if (room.length > ROOM_KEPT_BYTES_MAX) room = Buffer.allocUnsafe(ROOM_BYTES)
    },
    int16(value) {
      need(2)
      at = room.writeInt16BE(value, at)
    },
    int32(value) {
      need(4)
      at = room.writeInt32BE(value, at)
    },
    int32At(value, where) {
      room.writeInt32BE(value, where)
    },
    raw(bytes) {
      need(bytes.length)
      room.set(bytes, at)
      at += bytes.length
    },
    nothing() {
      need(LENGTH_BYTES)
      at = room.writeInt32BE(-1, at)
    },
    boolean(value) {
      length(1)
      at = room.writeUInt8(value ? 1 : 0, at)
    },
    bigint(value) {
      length(8)
      at = room.writeBigInt64BE(BigInt(value), at)
    },
    uuid(value) {
      length(UUID_BYTES)
      if (room.write(value, at, UUID_BYTES, 'hex') !== UUID_BYTES)
        throw new TypeError(`${value} is no uuid`)
      at += UUID_BYTES
    },
    instant(ms) {
      if (!Number.isInteger(ms)) throw new RangeError(`${ms} is no time that can be stored`)
      length(8)
      const micros = (ms - EPOCH_MS) * 1_000
      if (Number.isSafeInteger(micros)) {
        const high = Math.floor(micros / TWO_TO_32)
        at = room.writeInt32BE(high, at)
        at = room.writeUInt32BE(micros - high * TWO_TO_32, at)
      } else at = room.writeBigInt64BE(BigInt(ms - EPOCH_MS) * 1_000n, at)
    },
    text(value) {
      need(LENGTH_BYTES + value.length * UTF8_BYTES_MAX)
      const bytes = room.write(value, at + LENGTH_BYTES, 'utf8')
      room.writeInt32BE(bytes, at)
      at += LENGTH_BYTES + bytes
    },
    bytes: () => Buffer.from(room.subarray(0, at)),
  }
}
