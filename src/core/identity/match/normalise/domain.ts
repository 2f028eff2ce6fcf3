// The host of a web site, as people and systems write it: https://www.Acme.com/about, acme.com, info@acme.com.
import { fold } from './fold.ts'

export interface WebDomain {
  /** host without www, with the page where many have theirs on one host */
  readonly text: string
  /** what is left of the host's name without its ending: acme of acme.co.uk */
  readonly name: string
}

/** Hosts where everybody has a page; whose it is stands behind the host. */
const HOSTS_OF_MANY =
  /(^|\.)(facebook|instagram|linkedin|twitter|x|youtube|tiktok|pinterest|yelp|xing|vk|github|etsy|ebay|amazon|google|wikipedia)\.[a-z.]+$/

const HOST =
  /^(?:[a-z][a-z+.-]*:)?(?:\/\/)?(?:[^@/\s]*@)?(?:www?\d?\.)?([^/:?#\s]+\.[^/:?#\s]{2,})(?::\d+)?([^?#\s]*)/u
/** Second words of endings: co.uk, com.br. */
const SECOND = /^(?:co|com|org|net|gov|edu|ac|or|ne|go)$/

/** A web site's host; undefined for what is none. */
export function parseDomain(raw: string): WebDomain | undefined {
  const [, host, path = ''] = HOST.exec(fold(raw)) ?? []
  if (host === undefined) return undefined
  const bare = host.replace(/\.$/, '')
  const page = HOSTS_OF_MANY.test(bare) ? path.replace(/\/+$/, '') : ''
  return { text: bare + page, name: page === '' ? nameOf(bare) : bare + page }
}

function nameOf(host: string): string {
  const labels = host.split('.')
  const ending = labels.length > 2 && SECOND.test(labels.at(-2) ?? '') ? 2 : 1
  return labels.at(-1 - ending) ?? host
}
