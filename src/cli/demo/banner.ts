// What the demo prints when it is ready: addresses, keys, people, and lines to paste.
import { DEMO_PEOPLE, type DemoPerson } from '../../testing/company/people.ts'
import { addressLines } from '../commands/start.ts'
import type { Serving } from '../serve.ts'
import { table } from '../table.ts'
import type { DemoKey } from './keys.ts'

/** Three commands that work when pasted: the phone menu, the executive, an event of one's own. */
export function curlLines(url: string, keys: readonly DemoKey[]): readonly string[] {
  const customer = DEMO_PEOPLE.find(({ entity }) => entity === 'customer')
  const account = DEMO_PEOPLE.find(({ entity }) => entity === 'account')
  return [
    ...(customer ? [viewLine(url, keys, customer)] : []),
    ...(account ? [viewLine(url, keys, account)] : []),
    eventLine(url, keys, customer),
  ]
}

/** Which role's key asks for which purpose in the demo. */
const ROLE_OF: Readonly<Record<string, string>> = {
  service: 'agent',
  billing: 'agent',
  sales: 'account_manager',
  'executive-briefing': 'executive',
}

function viewLine(
  url: string,
  keys: readonly DemoKey[],
  { ref, entity, tryIt }: DemoPerson,
): string {
  const question = { [entity]: ref, ...tryIt, form: 'markdown' }
  return post(`${url}/v1/view`, keyOf(keys, ROLE_OF[tryIt.purpose] ?? 'agent'), question)
}

function eventLine(
  url: string,
  keys: readonly DemoKey[],
  customer: DemoPerson | undefined,
): string {
  const [namespace = 'email', value = 'you@example.com'] = (customer?.ref ?? '').split(/:(.*)/s)
  const event = {
    event: 'Chat Message Sent',
    context: { externalIds: [{ type: namespace, id: value }] },
    properties: { text: 'It works again, thank you' },
  }
  return post(`${url}/v1/track`, keyOf(keys, 'write'), event)
}

function keyOf(keys: readonly DemoKey[], name: string): string {
  return keys.find((key) => key.name === name)?.key ?? ''
}

/** One line for a POSIX shell; JSON with a quote of its own is escaped. */
function post(url: string, key: string, body: object): string {
  const json = JSON.stringify(body).replaceAll("'", "'\\''")
  return `curl -s ${url} -H 'authorization: Bearer ${key}' -H 'content-type: application/json' -d '${json}'`
}

export function banner(serving: Serving, keys: readonly DemoKey[]): readonly string[] {
  const people = DEMO_PEOPLE.map(({ name, ref, story }) => [name, ref, story])
  return [
    'Alidade is ready, with the demo company Lunavik.',
    '',
    ...addressLines(serving),
    '',
    ...indent(
      table(
        ['KEY FOR', 'KEY', 'WHO'],
        keys.map(({ name, key, title }) => [name, key, title]),
      ),
    ),
    '',
    ...indent(table(['PERSON', 'REFERENCE', 'STORY'], people)),
    '',
    'Ask what matters about a caller, what to know before a meeting, and add an event; then ask again:',
    '',
    ...curlLines(serving.url, keys).flatMap((line) => [line, '']),
    'Ctrl-C stops it; nothing stays running and the data stays.',
  ]
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`)
}
