// alidade rebuild: derives all state again from the ledger, and with --verify proves it equal to what is stored.

import type { RebuildReport } from '../../engine/fold/rebuild.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit.ts'
import { PLACE } from '../options.ts'
import { count, table } from '../table.ts'
import { withEngine } from '../with-service.ts'

export const rebuildCommand: Command = {
  words: ['rebuild'],
  summary: 'derive all state again from the ledger',
  details: [
    'The ledger is the ground truth; profiles, identities, objects and search follow from it.',
    'Stored events keep what they say, but their kind and channel follow the definitions of now.',
    'With --verify nothing is changed: what would be derived is compared with what is stored.',
    'Writers wait while it runs; reads go on.',
  ],
  options: {
    verify: { kind: 'flag', help: 'compare only; exit code 1 when something differs' },
    ...PLACE,
  },
  examples: ['alidade rebuild --verify', 'alidade rebuild'],
  run: async (call) => {
    const verify = call.flag('verify')
    return withEngine(call, async ({ engine }) => {
      const report = await engine.rebuild({
        verify,
        onProgress: ({ pass, events }) =>
          call.io.status(`Pass ${pass}: ${count(events)} events derived`),
      })
      call.io.status('')
      call.answer({ verify, ...report }, linesOf(report, verify))
      return verify && !report.equal ? EXIT.failed : EXIT.ok
    })
  },
}

function linesOf(report: RebuildReport, verify: boolean): readonly string[] {
  const { events, equal, linksOff, tables } = report
  const rows = tables.map(({ table: name, rows, missing, extra }) => [name, rows, missing, extra])
  const verdict = equal
    ? 'Equal: what is stored is what the ledger says.'
    : verify
      ? 'NOT equal. alidade rebuild puts what the ledger says in place.'
      : 'It differed; what the ledger says is in place now.'
  return [
    `${count(events)} events derived again.`,
    '',
    ...table(['TABLE', 'ROWS', 'MISSING', 'EXTRA'], rows),
    ...(linksOff > 0
      ? ['', `${count(linksOff)} links of rules no longer follow, or are missing.`]
      : []),
    '',
    verdict,
  ]
}
