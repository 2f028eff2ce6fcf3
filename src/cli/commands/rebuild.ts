// alidade rebuild: derives all state again from the ledger, and with --verify proves it equal to what is stored.
import type { Command } from '../command.ts'
import { EXIT } from '../exit.ts'
import { PLACE, placeOf } from '../options.ts'
import { refuseWhileRunning, withEngine } from '../with-service.ts'

export const rebuildCommand: Command = {
  words: ['rebuild'],
  summary: 'derive all state again from the ledger',
  details: [
    'The ledger is the ground truth; profiles, identities, objects and search follow from it.',
    'With --verify nothing is changed: what would be derived is compared with what is stored.',
  ],
  options: { verify: { kind: 'flag', help: 'compare only; exit code 1 when something differs' }, ...PLACE },
  examples: ['alidade rebuild --verify', 'alidade rebuild'],
  run: async (call) => {
    await refuseWhileRunning(placeOf(call), 'rebuild')
    const verify = call.flag('verify')
    return withEngine(call, async ({ engine }) => {
      const report = await engine.rebuild({ verify })
      call.answer(report, [JSON.stringify(report, null, 2)])
      return EXIT.ok
    })
  },
}
