// The rules that come with Alidade know mailboxes of a task in many languages: who writes from there is nobody yet.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { defaultDefinitions } from '../../testing/default-definitions.ts'
import { canonicalise } from './collect.ts'
import { compileCollect } from './compile.ts'

const compiled = compileCollect(defaultDefinitions())

function mailboxesOf(email: string): readonly string[] {
  const hash = (text: string): string => createHash('md5').update(text).digest('hex')
  const raw = { type: 'identify', messageId: 'm', userId: 'u1', traits: { email } }
  const result = canonicalise(raw, { source: 'web', receivedAt: 0, compiled, hash })
  if (!result.ok) throw new Error(result.setAside.reason)
  return result.event.identifiers.flatMap((one) => (one.namespace === 'email' ? [one.value] : []))
}

test.each([
  'info sales support kontakt vertrieb rechnung buchhaltung hello team hr jobs webmaster postmaster',
  'accounting service help enquiries reception contacto ventas compta accueil faktura zentrale biuro verkoop',
])('no identifier: %s', (locals) => {
  for (const local of locals.split(' ')) {
    expect([local, mailboxesOf(`${local}@firm.se`)]).toEqual([local, []])
    expect([local, mailboxesOf(`${local.toUpperCase()}@Firm.se`)]).toEqual([local, []])
  }
})

test.each(['ann', 'info.berg', 'teamann', 'ann.service', 'hrafn', 'jobst'])('hers: %s', (local) => {
  expect(mailboxesOf(`${local}@firm.se`)).toEqual([`${local}@firm.se`])
})
