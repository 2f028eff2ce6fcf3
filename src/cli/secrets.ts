// Chance and secrecy: keyed hashes, ids in order of time, secrets of API keys. Everything here is an argument
// of the engine, which has neither dice nor clock.
import { hash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

const PEPPER_BYTES = 32
const HASH_HEX = 32

/** 256 bits of chance as hex, made once per installation. */
export function newPepper(): string {
  return randomBytes(PEPPER_BYTES).toString('hex')
}

/**
 * The keyed hash of an installation: 32 hex characters, half a microsecond. The pepper stands first and has a
 * fixed length, and half of SHA-256 is thrown away, so nobody can continue or undo it without the pepper.
 */
export function keyedHash(pepper: string): (text: string) => string {
  return (text) => hexOfHalf(hash('sha256', pepper + text, 'binary'))
}

const HEX_DIGITS = '0123456789abcdef'
const codes: number[] = Array.from({ length: HASH_HEX }, () => 0)

/**
 * A slice of the whole hex would hold on to all of it for as long as the id is remembered, and is compared four times
 * as slowly.
 */
function hexOfHalf(digest: string): string {
  for (let i = 0; i < HASH_HEX / 2; i++) {
    const byte = digest.charCodeAt(i)
    codes[2 * i] = HEX_DIGITS.charCodeAt(byte >> 4)
    codes[2 * i + 1] = HEX_DIGITS.charCodeAt(byte & 15)
  }
  return String.fromCharCode(...codes)
}

/** What is kept of a key's secret: 256 bits of chance need no slow hash. */
export function secretHash(text: string): string {
  return hash('sha256', `alidade-key\0${text}`, 'hex')
}

const RANDOM_POOL_BYTES = 4096
const RANDOM_BYTES_PER_ID = 8
const SEQUENCE_MASK = 0xffff

/**
 * Makes ids of 32 hex characters: 48 bits of time, 16 of a counter, 64 of chance. They sort by time, so new rows
 * stand together in an index.
 */
export function createNewId(clock: () => number): () => string {
  let pool = ''
  let used = 0
  let sequence = 0
  return () => {
    if (used >= pool.length) {
      pool = randomBytes(RANDOM_POOL_BYTES).toString('hex')
      used = 0
    }
    const chance = pool.slice(used, used + RANDOM_BYTES_PER_ID * 2)
    used += RANDOM_BYTES_PER_ID * 2
    sequence = (sequence + 1) & SEQUENCE_MASK
    const time = Math.floor(clock()).toString(16).padStart(12, '0')
    return time + sequence.toString(16).padStart(4, '0') + chance
  }
}

const PREFIX = 'alk_'
const SECRET_BYTES = 32
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** digits of base 62 that hold 256 and 32 bits */
const SECRET_DIGITS = 43
const CHECK_DIGITS = 6

/** `alk_`, 256 bits, and a check sum by which scanners and people see a whole key. Selected by a double click. */
export function newSecret(): string {
  const random = BigInt(`0x${randomBytes(SECRET_BYTES).toString('hex')}`)
  const body = base62(random, SECRET_DIGITS)
  return PREFIX + body + checkOf(body)
}

/** Whether a text is a whole key without a typing mistake; says nothing about whether it is valid. */
export function isSecretIntact(text: string): boolean {
  const length = PREFIX.length + SECRET_DIGITS + CHECK_DIGITS
  if (!text.startsWith(PREFIX) || text.length !== length) return false
  const body = text.slice(PREFIX.length, PREFIX.length + SECRET_DIGITS)
  return text.endsWith(checkOf(body))
}

function checkOf(body: string): string {
  return base62(BigInt(crc32(body)), CHECK_DIGITS)
}

function base62(value: bigint, digits: number): string {
  let rest = value
  let text = ''
  for (let place = 0; place < digits; place++) {
    text = DIGITS.charAt(Number(rest % 62n)) + text
    rest /= 62n
  }
  return text
}
