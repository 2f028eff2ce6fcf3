// Values that look like an identifier and are none: what SDKs and forms send when they know nobody.
// One such value joined by a rule would make one customer out of thousands of strangers.

/** Placeholders seen in the wild (lists of Segment and PostHog, and ours), lower case. */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  ...['anonymous', 'anonymous_id', 'anonymousid', 'guest', 'visitor', 'nobody', 'user'],
  ...['distinctid', 'distinct_id', 'id', 'userid', 'user_id', 'email', 'not_authenticated'],
  ...['undefined', 'null', 'nil', 'none', 'nan', 'true', 'false', '[object object]'],
  ...['unknown', 'n/a', 'na', '-1', '?', 'test', 'example', 'default', 'string'],
  ...['(null)', '(none)', '#n/a', 'n.a.', 'k.a.', 's/n', '.', '..', '...', 'xxx', 'xxxx'],
  ...['unbekannt', 'inconnu', 'inconnue', 'desconocido', 'desconocida', 'sconosciuto'],
  ...['desconhecido', 'onbekend', 'okänd', 'ukendt', 'ukjent', 'tuntematon', 'nieznany', 'brak'],
])
const PLACEHOLDER_CHARACTERS_MAX = 17

const EMAIL_LOCAL_PARTS: ReadonlySet<string> = new Set([
  ...['noreply', 'no-reply', 'no_reply', 'donotreply', 'do-not-reply', 'test', 'none', 'null'],
  ...['asdf', 'anonymous', 'guest', 'nobody', 'unknown', 'na', 'n/a', 'xxx', 'mailer-daemon'],
])

/** True for a placeholder of any namespace, also in quotes. */
export function isPlaceholder(value: string): boolean {
  if (isZeros(value)) return true
  if (value.length > PLACEHOLDER_CHARACTERS_MAX + 2) return false
  return PLACEHOLDERS.has(unquoted(value).toLowerCase())
}

/** Only zeros and dashes: 0, 000, 00000000-0000-0000-0000-000000000000. */
function isZeros(value: string): boolean {
  const first = value.charCodeAt(0)
  return (first === 48 || first === 45 || value === '') && /^[0-]*$/.test(value)
}

function unquoted(value: string): string {
  return /^(["'`]).*\1$/.test(value) ? value.slice(1, -1).trim() : value
}

/** True for mailboxes that nobody reads. The value is normalised already. */
export function isEmailPlaceholder(email: string): boolean {
  return EMAIL_LOCAL_PARTS.has(email.slice(0, email.indexOf('@')))
}

/** True for numbers typed to get past a form: one digit repeated, counted up, or nothing but zeros. */
export function isPhonePlaceholder(phone: string): boolean {
  if (/(\d)\1{7,}$/.test(phone) || /^\+\d{1,3}0{4,}$|0{7}$/.test(phone)) return true
  return /^\+?\d{0,3}(?:123456789|987654321)0?$/.test(phone)
}
