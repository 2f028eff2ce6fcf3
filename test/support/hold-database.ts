// A process for tests to kill: holds the embedded database of argv[2] and says so on one line.
// argv[3] = 'exit' ends it without stop(), 'stop' on SIGTERM is the decent way.

import { endNow } from '../../src/cli/end-now.ts'
import { startEmbedded } from '../../src/store/embedded/launcher.ts'

const [, , dataDir = '', ending = 'stay'] = process.argv
try {
  const database = await startEmbedded({ dataDir })
  console.log(JSON.stringify({ pid: database.pid, url: database.url }))
  if (ending === 'exit') endNow(0)
  process.once('SIGTERM', () => void database.stop())
} catch (error) {
  const { code, message } = error as { code?: string; message: string }
  console.log(JSON.stringify({ code, message }))
  endNow(1)
}
