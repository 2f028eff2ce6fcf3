// Labelled customer records as one wide CSV, and if asked the truth about each record as JSON lines beside it.
import { generateCustomersMulti, MULTI_COLUMNS, wideRow } from '../../testing/customers-multi.ts'
import type { Call } from '../command.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { count } from '../table.ts'
import { openSink } from './sink.ts'

const NUMBER_MAX = 4_000_000_000
const RECORDS_DEFAULT = 10_000

export async function writeCustomersMulti(call: Call): Promise<ExitCode> {
  const whole = (name: string): number | undefined => call.whole(name, { min: 0, max: NUMBER_MAX })
  const records = whole('records') ?? RECORDS_DEFAULT
  const file = call.text('out')
  const truthFile = call.text('truth')
  const out = await openSink(call, file)
  const truth = truthFile === undefined ? undefined : await openSink(call, truthFile)
  await out.line(csvLine(MULTI_COLUMNS))
  for (const record of generateCustomersMulti({ records, seed: whole('seed') ?? 1 })) {
    await out.line(csvLine(wideRow(record)))
    await truth?.line(JSON.stringify(record.truth))
  }
  await out.end()
  await truth?.end()
  if (file !== undefined) {
    call.answer({ records, out: file }, [`${count(records)} records in ${file}`])
  }
  return EXIT.ok
}

function csvLine(cells: readonly string[]): string {
  return cells
    .map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',')
}
