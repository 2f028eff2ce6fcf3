// Makes message ids. The server deduplicates by them for ever.

/** 32 hex characters; crypto.randomUUID is missing on pages without https, getRandomValues is not. */
export function newMessageId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
